#include "controller/journal/entries.hpp"

#include "protocol/codec/fields.hpp"
#include "shared/pack/pack.hpp"

namespace aitherzero {
namespace {

using codec::FieldReader;
using codec::put;

// First item of an entry. Never renumber.
enum class Type : std::uint64_t {
  job_changed = 1,
  run_stopped = 2,
  run_ended = 3,
  output = 4,
};

struct Encoder {
  PackWriter& out;

  void operator()(const JobChanged& e) const {
    out.array(10)
        .unsigned_number(static_cast<std::uint64_t>(Type::job_changed))
        .unsigned_number(e.job.value)
        .unsigned_number(static_cast<std::uint64_t>(e.status))
        .unsigned_number(e.attempt.value)
        .unsigned_number(e.agent.value)
        .unsigned_number(e.slot)
        .unsigned_number(e.losses)
        .unsigned_number(e.failures);
    if (e.result) {
      put(out, *e.result);
    } else {
      out.nil();
    }
    out.string(e.reason);
  }
  void operator()(const RunStopped& e) const {
    out.array(2)
        .unsigned_number(static_cast<std::uint64_t>(Type::run_stopped))
        .unsigned_number(static_cast<std::uint64_t>(e.cause));
  }
  void operator()(const RunEnded& e) const {
    out.array(3)
        .unsigned_number(static_cast<std::uint64_t>(Type::run_ended))
        .unsigned_number(static_cast<std::uint64_t>(e.status))
        .string(e.reason);
  }
  void operator()(const OutputEntry& e) const {
    out.array(5)
        .unsigned_number(static_cast<std::uint64_t>(Type::output))
        .unsigned_number(e.job.value)
        .unsigned_number(e.attempt.value)
        .unsigned_number(e.first);
    put(out, e.lines);
  }
};

JobChanged read_job_changed(PackReader& in, FieldReader& fields, RunId run) {
  JobChanged e;
  e.run = run;
  e.job = {fields.up_to(~std::uint32_t{0})};
  e.status = fields.up_to(JobStatus::lost);
  e.attempt = {in.unsigned_number()};
  e.agent = {in.unsigned_number()};
  e.slot = fields.up_to(~std::uint32_t{0});
  e.losses = fields.up_to(~std::uint32_t{0});
  e.failures = fields.up_to(~std::uint32_t{0});
  if (!in.next_is_nil()) e.result = fields.job_result();
  e.reason = in.string();
  return e;
}

OutputEntry read_output(PackReader& in, FieldReader& fields) {
  OutputEntry e;
  e.job = {fields.up_to(~std::uint32_t{0})};
  e.attempt = {in.unsigned_number()};
  e.first = in.unsigned_number();
  e.lines = fields.output_lines();
  return e;
}

JournalEntry read_entry(PackReader& in, FieldReader& fields, RunId run) {
  in.enter(2);
  JournalEntry entry;
  switch (Type{in.unsigned_number()}) {
    case Type::job_changed:
      entry = read_job_changed(in, fields, run);
      break;
    case Type::run_stopped:
      entry = RunStopped{run, fields.up_to(StopCause::timed_out)};
      break;
    case Type::run_ended: {
      const RunStatus status = fields.up_to(RunStatus::cancelled);
      entry = RunEnded{run, status, in.string()};
    } break;
    case Type::output:
      entry = read_output(in, fields);
      break;
    default:
      fields.problem("an entry of unknown type");
  }
  in.leave();
  return entry;
}

}  // namespace

std::string pack_entries(const EntryGroup& group) {
  PackWriter out;
  out.array(2).unsigned_number(group.at_ms).array(group.entries.size());
  for (const JournalEntry& entry : group.entries) {
    std::visit(Encoder{out}, entry);
  }
  return out.take();
}

Result<EntryGroup> unpack_entries(std::string_view bytes, RunId run) {
  PackReader in(bytes);
  FieldReader fields(in);
  EntryGroup group;
  in.enter(2);
  group.at_ms = in.unsigned_number();
  const std::size_t count = in.array();
  group.entries.reserve(std::min<std::size_t>(count, bytes.size()));
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    group.entries.push_back(read_entry(in, fields, run));
  }
  TRY_VOID(fields.finish());
  return group;
}

}  // namespace aitherzero
