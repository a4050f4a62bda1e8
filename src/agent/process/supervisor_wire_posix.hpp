// What an agent and its supervisor say to each other: one message per packet
// of a SOCK_SEQPACKET socket pair, descriptors attached by SCM_RIGHTS.
//
// Both ends are the same binary on the same machine, so the encoding is fixed:
// 32-bit numbers in the machine's byte order, texts as length, bytes and a NUL
// (the supervisor hands them to execve where they lie). There is no version.
// A message too large for a packet travels in a memory file, whose descriptor
// is then the last one attached.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "agent/process/supervisor.hpp"
#include "shared/platform/unique_fd.hpp"

namespace aitherzero {

// Descriptors beyond standard output and error that a child may get.
constexpr std::size_t k_most_extra_descriptors = 16;
// Requests that wait for an answer at one time. Together with the largest
// packet this stays below a socket's buffer, so that sending never waits.
constexpr std::size_t k_most_open_requests = 8;
constexpr std::size_t k_largest_packet_bytes = 8 * 1024;
// Linux takes at most 6 MiB as arguments and environment of a process.
constexpr std::size_t k_largest_message_bytes = 8 * 1024 * 1024;

// Agent to supervisor. `request` is chosen by the agent and named in the
// answer.
struct SpawnRequest {
  std::uint32_t request = 0;
  std::string program;
  std::string working_directory;
  std::vector<std::string_view> arguments;
  std::vector<std::string> environment;  // NAME=VALUE
  bool has_output = false;  // the frame's descriptors begin with this one
  bool has_error = false;   // … then this one, then the extra ones
};
struct StartedRequest {  // has no answer
  std::int32_t pid = 0;
};
struct EndRequest {
  std::uint32_t request = 0;
  Reach reach = Reach::everything;
  std::uint32_t grace_ms = 0;
};
struct ListRequest {
  std::uint32_t request = 0;
};
struct ReleaseRequest {  // answered as a ListRequest; the supervisor ends
  std::uint32_t request = 0;
};

// Supervisor to agent.
struct HelloReply {
  std::string cgroup;  // the folder of its own cgroup, or empty
};
struct ExitedReply {
  std::uint32_t request = 0;
  ProcessExit exit;
};
struct FailedReply {
  std::uint32_t request = 0;
  Error error;
};
struct GoneReply {
  std::uint32_t request = 0;
  KillReceipt receipt;
};
struct ListedReply {
  std::uint32_t request = 0;
  std::vector<std::string> names;
};
using Reply =
    std::variant<HelloReply, ExitedReply, FailedReply, GoneReply, ListedReply>;

std::string encode(const SpawnRequest& request);
std::string encode(const StartedRequest& request);
std::string encode(const EndRequest& request);
std::string encode(const ListRequest& request);
std::string encode(const ReleaseRequest& request);
std::string encode(const Reply& reply);

// A SpawnRequest as the supervisor wants it: texts that point into the frame
// and end in NUL, lists that end in a null pointer.
struct SpawnView {
  std::uint32_t request = 0;
  const char* program = nullptr;
  const char* working_directory = nullptr;
  std::vector<char*> arguments;  // begins with the program
  std::vector<char*> environment;
  bool has_output = false;
  bool has_error = false;
};
using RequestView = std::variant<SpawnView, StartedRequest, EndRequest,
                                 ListRequest, ReleaseRequest>;

struct Frame {
  std::string bytes;
  std::vector<UniqueFd> descriptors;
};

// `corrupt` when the bytes are no such message. The frame must outlive a view.
Result<RequestView> decode_request(Frame& frame);
Result<Reply> decode_reply(const Frame& frame);

// Sends one message; `unavailable` when the other end is gone or its buffer is
// full, `limit` when the message is too large.
Status send_frame(int socket, std::string_view bytes,
                  const std::vector<int>& descriptors = {});

enum class ReceiveOutcome { frame, would_block, closed };

// Takes one message without waiting. What is cut short or cannot be read
// counts as `closed`: the two ends cannot go on from there.
ReceiveOutcome receive_frame(int socket, Frame& frame);

}  // namespace aitherzero
