#include "controller/journal/run_record.hpp"

#include "protocol/codec/fields.hpp"
#include "shared/pack/pack.hpp"

namespace aitherzero {
namespace {

// Fields are added at the end; an older record lacks them.
constexpr std::size_t k_fields = 12;

}  // namespace

std::string pack_record(const RunRecord& record) {
  PackWriter out;
  out.array(k_fields)
      .string(record.name)
      .string(record.plan_name)
      .string(record.submitter)
      .string(record.key)
      .unsigned_number(record.submitted_ms)
      .string(record.working_directory)
      .unsigned_number(static_cast<std::uint64_t>(record.isolation))
      .unsigned_number(static_cast<std::uint64_t>(record.grace.count()))
      .unsigned_number(record.jobs);
  if (record.ended) {
    out.unsigned_number(static_cast<std::uint64_t>(*record.ended));
  } else {
    out.nil();
  }
  out.unsigned_number(record.ended_ms);
  codec::put(out, record.workspace);
  return out.take();
}

Result<RunRecord> unpack_record(std::string_view bytes) {
  PackReader in(bytes);
  codec::FieldReader fields(in);
  RunRecord record;
  in.enter(k_fields);
  record.name = in.string();
  record.plan_name = in.string();
  record.submitter = in.string();
  record.key = in.string();
  record.submitted_ms = in.unsigned_number();
  record.working_directory = in.string();
  record.isolation = fields.up_to(Isolation::cold);
  record.grace = Milliseconds(fields.up_to(~std::uint32_t{0}));
  record.jobs = fields.up_to(~std::uint32_t{0});
  if (!in.next_is_nil()) record.ended = fields.up_to(RunStatus::cancelled);
  record.ended_ms = in.unsigned_number();
  record.workspace = fields.optional_digest();
  TRY_VOID(fields.finish());
  return record;
}

RunInfo run_info(const RunRecord& record, std::uint64_t now_ms) {
  RunInfo info;
  info.name = record.name;
  info.plan_name = record.plan_name;
  info.submitter = record.submitter;
  info.submitted_ms = record.submitted_ms;
  const std::uint64_t now = std::max(now_ms, record.submitted_ms);
  info.age = Milliseconds(static_cast<std::int64_t>(now - record.submitted_ms));
  info.jobs = record.jobs;
  if (record.ended) info.status = static_cast<std::uint32_t>(*record.ended);
  info.ended_ms = record.ended_ms;
  return info;
}

}  // namespace aitherzero
