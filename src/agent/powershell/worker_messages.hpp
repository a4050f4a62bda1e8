// The frames between an agent and a worker; docs/design/worker-protocol.md is
// their page. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "protocol/message/job_result.hpp"
#include "protocol/message/job_spec.hpp"
#include "shared/base/result.hpp"

namespace aitherzero {

constexpr std::uint32_t k_worker_protocol = 1;

struct WorkerReady {
  std::uint32_t protocol = 0;
  std::string version;  // "7.6.1"
  std::string host;     // "pwsh" or "embedded"
  int pid = 0;          // of the worker, not of what launched it
};
struct WorkerOutput {
  std::uint64_t id = 0;
  OutputLine line;
};
struct WorkerEnded {
  std::uint64_t id = 0;
  enum class How { completed, failed, stopped, skipped } how = How::completed;
  int exit_code = 0;
  std::optional<JobError> error;
  std::string objects;  // JSON of what the script wrote; empty: not kept
  std::string tainted;  // why the worker should be replaced; empty: it is fine
};
// A type that this version does not know, passed over.
struct WorkerUnknown {};

using FromWorker =
    std::variant<WorkerReady, WorkerOutput, WorkerEnded, WorkerUnknown>;

// Whole frames, length included.
std::string encode_worker_run(std::uint64_t id, const JobSpec& spec);
std::string encode_worker_stop(std::uint64_t id);

// Cuts frames out of the bytes that arrive.
class WorkerFrameReader {
 public:
  void append(std::string_view bytes) { buffer_ += bytes; }
  // The next whole message; nullopt when more bytes are needed. After an
  // error the stream cannot be read on.
  Result<std::optional<FromWorker>> next();

 private:
  std::string buffer_;
  std::size_t start_ = 0;  // of the next frame in the buffer
};

}  // namespace aitherzero
