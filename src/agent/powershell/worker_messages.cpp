#include "agent/powershell/worker_messages.hpp"

#include <fmt/format.h>

#include <limits>

#include "shared/pack/pack.hpp"

namespace aitherzero {
namespace {

constexpr std::size_t k_length_size = 4;
constexpr std::size_t k_max_worker_frame = 16u << 20;  // bytes of a body

std::string frame(const Table& message) {
  const std::string body = pack_value(Value(message));
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) {
    bytes += static_cast<char>((body.size() >> shift) & 0xff);
  }
  return bytes + body;
}

std::size_t read_length(const char* bytes) {
  std::size_t length = 0;
  for (std::size_t i = 0; i < k_length_size; ++i) {
    length = length << 8 | static_cast<unsigned char>(bytes[i]);
  }
  return length;
}

// Reads keys of a message; a wrong type reads as nothing, and is noticed.
class Fields {
 public:
  explicit Fields(const Table& table) : table_(table) {}

  std::string text(std::string_view key) {
    const Value* value = table_.find(key);
    if (value == nullptr || value->is_null()) return {};
    if (const auto* text = value->as<std::string>()) return *text;
    ok = false;
    return {};
  }
  std::int64_t number(std::string_view key, std::int64_t most) {
    const Value* value = table_.find(key);
    const auto* number = value ? value->as<std::int64_t>() : nullptr;
    if (number == nullptr || *number > most ||
        *number < std::numeric_limits<std::int32_t>::min()) {
      ok = false;
      return 0;
    }
    return *number;
  }
  std::uint64_t id() {
    return static_cast<std::uint64_t>(
        number("id", std::numeric_limits<std::int64_t>::max()));
  }

  bool ok = true;

 private:
  const Table& table_;
};

std::optional<Stream> stream_named(std::string_view name) {
  static constexpr std::pair<std::string_view, Stream> k_streams[] = {
      {"output", Stream::output},    {"error", Stream::error},
      {"warning", Stream::warning},  {"verbose", Stream::verbose},
      {"debug", Stream::debug},      {"information", Stream::information},
      {"progress", Stream::progress}};
  for (const auto& [word, stream] : k_streams) {
    if (word == name) return stream;
  }
  return std::nullopt;
}

tl::unexpected<Error> malformed(std::string_view what) {
  return fail(ErrorKind::corrupt,
              fmt::format("the worker sent a malformed {} message", what));
}

Result<FromWorker> read_output(const Table& table) {
  Fields fields(table);
  WorkerOutput output;
  output.id = fields.id();
  const auto stream = stream_named(fields.text("stream"));
  output.line.text = fields.text("text");
  if (!fields.ok || !stream) return malformed("output");
  output.line.stream = *stream;
  return output;
}

Result<FromWorker> read_ended(const Table& table) {
  constexpr std::int64_t k_max_u32 = std::numeric_limits<std::uint32_t>::max();
  Fields fields(table);
  WorkerEnded ended;
  ended.id = fields.id();
  ended.exit_code = static_cast<int>(fields.number("exit_code", k_max_u32));
  ended.tainted = fields.text("tainted");
  ended.objects = fields.text("objects");
  if (ended.objects.size() > k_longest_objects_bytes) return malformed("ended");
  const std::string outcome = fields.text("outcome");
  if (outcome == "failed") {
    ended.how = WorkerEnded::How::failed;
  } else if (outcome == "stopped") {
    ended.how = WorkerEnded::How::stopped;
  } else if (outcome == "skipped") {
    ended.how = WorkerEnded::How::skipped;
  } else if (outcome != "completed") {
    return malformed("ended");
  }
  const Value* error = table.find("error");
  if (const Table* details = error ? error->as<Table>() : nullptr) {
    Fields parts(*details);
    JobError job_error;
    job_error.message = parts.text("message");
    job_error.script = parts.text("script");
    job_error.line =
        static_cast<std::uint32_t>(parts.number("line", k_max_u32));
    job_error.column =
        static_cast<std::uint32_t>(parts.number("column", k_max_u32));
    job_error.position = parts.text("position");
    if (!parts.ok) return malformed("ended");
    ended.error = std::move(job_error);
  }
  if (!fields.ok) return malformed("ended");
  return ended;
}

Result<FromWorker> read_message(std::string_view body) {
  TRY(Value value, unpack_value(body));
  const Table* table = value.as<Table>();
  if (table == nullptr) return malformed("(not a map)");
  Fields fields(*table);
  const std::string type = fields.text("type");
  if (type == "output") return read_output(*table);
  if (type == "ended") return read_ended(*table);
  if (type != "ready") return WorkerUnknown{};
  WorkerReady ready;
  ready.protocol = static_cast<std::uint32_t>(
      fields.number("protocol", std::numeric_limits<std::int32_t>::max()));
  ready.version = fields.text("version");
  ready.host = fields.text("host");
  ready.pid = static_cast<int>(
      fields.number("pid", std::numeric_limits<std::int32_t>::max()));
  if (!fields.ok) return malformed("ready");
  return ready;
}

}  // namespace

std::string encode_worker_run(std::uint64_t id, const JobSpec& spec) {
  Array arguments(spec.arguments.begin(), spec.arguments.end());
  Table environment;
  for (const auto& [name, value] : spec.environment) {
    environment.set(name, value);
  }
  // In pairs, since there may be more of them than a table holds well.
  Array jobs;
  for (const auto& [id_of_job, status] : spec.need_statuses) {
    jobs.emplace_back(id_of_job);
    jobs.emplace_back(status);
  }
  return frame({{"type", "run"},
                {"id", static_cast<std::int64_t>(id)},
                {"script", spec.script},
                {"parameters", spec.parameters},
                {"arguments", std::move(arguments)},
                {"env", std::move(environment)},
                {"condition", spec.condition},
                {"conditionPlace", spec.condition_place},
                {"variables", spec.variables},
                {"jobs", std::move(jobs)},
                {"outputs", spec.need_outputs},
                {"cwd", spec.working_directory}});
}

std::string encode_worker_stop(std::uint64_t id) {
  return frame({{"type", "stop"}, {"id", static_cast<std::int64_t>(id)}});
}

Result<std::optional<FromWorker>> WorkerFrameReader::next() {
  const std::size_t available = buffer_.size() - start_;
  const auto wait_for_more = [&] {
    buffer_.erase(0, start_);
    start_ = 0;
    return std::optional<FromWorker>();
  };
  if (available < k_length_size) return wait_for_more();
  const std::size_t length = read_length(buffer_.data() + start_);
  if (length == 0 || length > k_max_worker_frame) {
    return fail(ErrorKind::corrupt,
                fmt::format("the worker sent a frame of {} bytes", length));
  }
  if (available - k_length_size < length) return wait_for_more();
  const std::string_view body(buffer_.data() + start_ + k_length_size, length);
  start_ += k_length_size + length;
  TRY(FromWorker message, read_message(body));
  return std::optional<FromWorker>(std::move(message));
}

}  // namespace aitherzero
