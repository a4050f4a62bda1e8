#include "protocol/codec/fields.hpp"

#include <limits>

#include "protocol/codec/limits.hpp"

namespace aitherzero::codec {
namespace {

std::int64_t microseconds(Duration duration) {
  return std::chrono::duration_cast<std::chrono::microseconds>(duration)
      .count();
}

void put(PackWriter& out, const std::optional<JobError>& error) {
  if (!error) {
    out.nil();
    return;
  }
  out.array(5)
      .string(error->message)
      .string(error->script)
      .unsigned_number(error->line)
      .unsigned_number(error->column)
      .string(error->position);
}

void put(PackWriter& out, const std::optional<KillReceipt>& receipt) {
  if (!receipt) {
    out.nil();
    return;
  }
  out.array(7)
      .unsigned_number(receipt->ended)
      .unsigned_number(receipt->by_stop)
      .unsigned_number(receipt->by_term)
      .unsigned_number(receipt->by_kill)
      .unsigned_number(receipt->survivors)
      .string(receipt->means);
  codec::put(out, receipt->names);
}

constexpr auto k_max_u32 = std::numeric_limits<std::uint32_t>::max();

}  // namespace

void put(PackWriter& out, const std::map<std::string, std::string>& map) {
  out.array(map.size() * 2);
  for (const auto& [key, value] : map) out.string(key).string(value);
}

void put(PackWriter& out, const std::vector<std::string>& list) {
  out.array(list.size());
  for (const std::string& item : list) out.string(item);
}

void put(PackWriter& out, const std::vector<OutputLine>& lines) {
  out.array(lines.size() * 2);
  for (const OutputLine& line : lines) {
    out.unsigned_number(static_cast<std::uint64_t>(line.stream));
    out.string(line.text);
  }
}

void put(PackWriter& out, const Digest& digest) { out.string(digest.view()); }

void put(PackWriter& out, const std::optional<Digest>& digest) {
  if (digest) {
    put(out, *digest);
  } else {
    out.nil();
  }
}

void put(PackWriter& out, const std::vector<Digest>& digests) {
  out.array(digests.size());
  for (const Digest& digest : digests) put(out, digest);
}

void put(PackWriter& out, const JobSpec& spec) {
  out.array(26)
      .string(spec.label)
      .unsigned_number(static_cast<std::uint64_t>(spec.kind))
      .unsigned_number(static_cast<std::uint64_t>(spec.isolation))
      .string(spec.script)
      .string(spec.working_directory)
      .value(Value(spec.parameters));
  put(out, spec.arguments);
  put(out, spec.environment);
  spec.timeout ? out.number(microseconds(*spec.timeout)) : out.nil();
  out.number(microseconds(spec.grace));
  put(out, spec.workspace);
  put(out, spec.overlays);
  put(out, spec.outputs);
  put(out, spec.secrets);
  put(out, spec.secret_parameters);
  out.string(spec.condition).value(Value(spec.variables));
  put(out, spec.need_statuses);
  out.value(Value(spec.need_outputs));
  put(out, spec.skip_if_exists);
  out.boolean(spec.require_admin).string(spec.refusal);
  put(out, spec.required_files);
  put(out, spec.optional_files);
  out.boolean(spec.keep_processes).string(spec.condition_place);
}

void put(PackWriter& out, const JobResult& result) {
  out.array(8)
      .unsigned_number(static_cast<std::uint64_t>(result.outcome))
      .number(result.exit_code)
      .number(microseconds(result.duration));
  put(out, result.error);
  put(out, result.kill_receipt);
  out.string(result.note);
  put(out, result.outputs);
  out.string(result.objects);
}

void FieldReader::problem(std::string what) {
  if (problem_.empty()) problem_ = std::move(what);
}

Status FieldReader::finish() {
  TRY_VOID(in_.finish());
  if (!problem_.empty()) return fail(ErrorKind::corrupt, problem_);
  return {};
}

std::size_t FieldReader::bounded_array(std::size_t limit) {
  const std::size_t count = in_.array();
  if (count <= limit) return count;
  problem("a list is too long");
  return 0;
}

Duration FieldReader::duration() {
  const std::int64_t number = in_.number();
  // A hundred years; keeps arithmetic on instants from overflowing.
  constexpr std::int64_t k_longest = 100LL * 365 * 24 * 3600 * 1'000'000;
  if (number < 0 || number > k_longest) {
    problem("a duration is out of range");
    return {};
  }
  return std::chrono::microseconds(number);
}

std::map<std::string, std::string> FieldReader::string_map(std::size_t most) {
  std::map<std::string, std::string> map;
  const std::size_t count = bounded_array(2 * most);
  for (std::size_t i = 0; i + 1 < count && in_.ok(); i += 2) {
    std::string key = in_.string();
    map[std::move(key)] = in_.string();
  }
  in_.leave();
  return map;
}

std::vector<std::string> FieldReader::string_list() {
  std::vector<std::string> list;
  const std::size_t count = bounded_array(k_max_list_items);
  for (std::size_t i = 0; i < count && in_.ok(); ++i) {
    list.push_back(in_.string());
  }
  in_.leave();
  return list;
}

std::vector<AttemptId> FieldReader::attempts() {
  std::vector<AttemptId> list;
  const std::size_t count = bounded_array(k_max_list_items);
  for (std::size_t i = 0; i < count && in_.ok(); ++i) {
    list.push_back({in_.unsigned_number()});
  }
  in_.leave();
  return list;
}

std::vector<OutputLine> FieldReader::output_lines() {
  std::vector<OutputLine> lines;
  const std::size_t count = bounded_array(2 * k_max_output_lines);
  for (std::size_t i = 0; i + 1 < count && in_.ok(); i += 2) {
    const Stream stream = up_to(Stream::progress);
    lines.push_back({stream, in_.string()});
  }
  in_.leave();
  return lines;
}

Digest FieldReader::digest() {
  const auto digest = Digest::from_bytes(in_.string());
  if (digest) return *digest;
  if (in_.ok()) problem("a digest has not 32 bytes");
  return {};
}

std::optional<Digest> FieldReader::optional_digest() {
  if (in_.next_is_nil()) return std::nullopt;
  return digest();
}

std::vector<Digest> FieldReader::digests(std::size_t most) {
  std::vector<Digest> list;
  const std::size_t count = bounded_array(most);
  for (std::size_t i = 0; i < count && in_.ok(); ++i) list.push_back(digest());
  in_.leave();
  return list;
}

std::optional<JobError> FieldReader::job_error() {
  if (in_.next_is_nil()) return std::nullopt;
  JobError error;
  in_.enter(5);
  error.message = in_.string();
  error.script = in_.string();
  error.line = up_to(k_max_u32);
  error.column = up_to(k_max_u32);
  error.position = in_.string();
  in_.leave();
  return error;
}

std::optional<KillReceipt> FieldReader::kill_receipt() {
  if (in_.next_is_nil()) return std::nullopt;
  KillReceipt receipt;
  in_.enter(7);
  receipt.ended = up_to(k_max_u32);
  receipt.by_stop = up_to(k_max_u32);
  receipt.by_term = up_to(k_max_u32);
  receipt.by_kill = up_to(k_max_u32);
  receipt.survivors = up_to(k_max_u32);
  receipt.means = in_.string();
  receipt.names = string_list();
  in_.leave();
  return receipt;
}

Table FieldReader::table() {
  Value value = in_.value();
  if (auto* table = value.as<Table>()) return std::move(*table);
  if (in_.ok()) problem("a value is not a table");
  return {};
}

JobSpec FieldReader::job_spec() {
  JobSpec spec;
  in_.enter(26);
  spec.label = in_.string();
  spec.kind = up_to(JobKind::check);
  spec.isolation = up_to(Isolation::cold);
  spec.script = in_.string();
  spec.working_directory = in_.string();
  spec.parameters = table();
  spec.arguments = string_list();
  spec.environment = string_map();
  if (!in_.next_is_nil()) {
    spec.timeout = std::chrono::duration_cast<Milliseconds>(duration());
  }
  spec.grace = std::chrono::duration_cast<Milliseconds>(duration());
  spec.workspace = optional_digest();
  spec.overlays = digests(k_max_needs);
  spec.outputs = string_list();
  spec.secrets = string_map();
  spec.secret_parameters = string_list();
  spec.condition = in_.string();
  spec.variables = table();
  spec.need_statuses = string_map(k_max_needs);
  spec.need_outputs = table();
  spec.skip_if_exists = string_list();
  spec.require_admin = in_.boolean();
  spec.refusal = in_.string();
  spec.required_files = string_list();
  spec.optional_files = string_list();
  spec.keep_processes = in_.boolean();
  spec.condition_place = in_.string();
  in_.leave();
  return spec;
}

JobResult FieldReader::job_result() {
  JobResult result;
  in_.enter(8);
  result.outcome = up_to(Outcome::skipped);
  const std::int64_t exit_code = in_.number();
  if (exit_code < std::numeric_limits<std::int32_t>::min() ||
      exit_code > std::numeric_limits<std::uint32_t>::max()) {
    problem("an exit code is out of range");
  }
  result.exit_code = static_cast<int>(exit_code);
  result.duration = duration();
  result.error = job_error();
  result.kill_receipt = kill_receipt();
  result.note = in_.string();
  result.outputs = optional_digest();
  result.objects = in_.string();
  if (result.objects.size() > k_longest_objects_bytes) {
    problem("a job's objects are too long");
  }
  in_.leave();
  return result;
}

}  // namespace aitherzero::codec
