#include "agent/process/supervisor_wire_posix.hpp"

#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "shared/base/assert.hpp"
#include "shared/platform/system_error.hpp"

namespace aitherzero {
namespace {

// Within one program only; the numbers carry no meaning beyond it.
enum class Kind : std::uint32_t {
  in_memory_file,  // its length in bytes; the message is in the descriptor
  spawn,
  started,
  end,
  list,
  release,
  hello,
  exited,
  failed,
  gone,
  listed,
};

constexpr std::size_t k_most_descriptors = k_most_extra_descriptors + 3;

// An environment makes the usual message.
constexpr std::size_t k_usual_message_bytes = 4 * 1024;

class Writer {
 public:
  explicit Writer(Kind kind) {
    bytes_.reserve(k_usual_message_bytes);
    number(static_cast<std::uint32_t>(kind));
  }

  void number(std::uint32_t value) {
    char raw[sizeof value];
    std::memcpy(raw, &value, sizeof value);
    bytes_.append(raw, sizeof raw);
  }
  void signed_number(int value) { number(static_cast<std::uint32_t>(value)); }
  void text(std::string_view value) {
    number(static_cast<std::uint32_t>(value.size()));
    bytes_ += value;
    bytes_ += '\0';
  }
  template <typename Texts>
  void texts(const Texts& values) {
    number(static_cast<std::uint32_t>(values.size()));
    for (const auto& value : values) text(value);
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

// Reads what Writer wrote. After the first thing that is not there `good()` is
// false and everything reads as nothing.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  std::uint32_t number() {
    std::uint32_t value = 0;
    if (rest_.size() < sizeof value) return broken();
    std::memcpy(&value, rest_.data(), sizeof value);
    rest_.remove_prefix(sizeof value);
    return value;
  }
  int signed_number() { return static_cast<int>(number()); }
  // The view's end is followed by a NUL.
  std::string_view text() {
    const std::size_t size = number();
    if (!good_ || rest_.size() <= size || rest_[size] != '\0') {
      broken();
      return "";
    }
    const std::string_view value = rest_.substr(0, size);
    rest_.remove_prefix(size + 1);
    return value;
  }
  // How many texts follow; each takes five bytes at least.
  std::size_t count() {
    const std::size_t value = number();
    return value > rest_.size() / 5 ? broken() : value;
  }
  Kind kind() { return static_cast<Kind>(number()); }
  bool good() const { return good_ && rest_.empty(); }

 private:
  std::uint32_t broken() {
    good_ = false;
    rest_ = {};
    return 0;
  }
  std::string_view rest_;
  bool good_ = true;
};

tl::unexpected<Error> corrupt() {
  return fail(ErrorKind::corrupt, "a supervisor's message cannot be read");
}

SpawnView read_spawn(Reader& reader) {
  // execve() takes pointers to what it does not change.
  const auto pointer = [](std::string_view text) {
    return const_cast<char*>(text.data());
  };
  SpawnView spawn;
  spawn.request = reader.number();
  spawn.program = reader.text().data();
  spawn.working_directory = reader.text().data();
  spawn.arguments.push_back(const_cast<char*>(spawn.program));
  for (std::size_t left = reader.count(); left > 0; --left) {
    spawn.arguments.push_back(pointer(reader.text()));
  }
  for (std::size_t left = reader.count(); left > 0; --left) {
    spawn.environment.push_back(pointer(reader.text()));
  }
  spawn.arguments.push_back(nullptr);
  spawn.environment.push_back(nullptr);
  spawn.has_output = reader.number() != 0;
  spawn.has_error = reader.number() != 0;
  return spawn;
}

std::vector<std::string> read_texts(Reader& reader) {
  std::vector<std::string> texts;
  for (std::size_t left = reader.count(); left > 0; --left) {
    texts.emplace_back(reader.text());
  }
  return texts;
}

KillReceipt read_receipt(Reader& reader) {
  KillReceipt receipt;
  receipt.ended = reader.number();
  receipt.by_term = reader.number();
  receipt.by_kill = reader.number();
  receipt.survivors = reader.number();
  receipt.means = reader.text();
  receipt.names = read_texts(reader);
  return receipt;
}

std::string encode_reply(const HelloReply& reply) {
  Writer writer(Kind::hello);
  writer.text(reply.cgroup);
  return writer.take();
}

std::string encode_reply(const ExitedReply& reply) {
  Writer writer(Kind::exited);
  writer.number(reply.request);
  writer.signed_number(reply.exit.exit_code);
  writer.signed_number(reply.exit.signal);
  return writer.take();
}

std::string encode_reply(const FailedReply& reply) {
  Writer writer(Kind::failed);
  writer.number(reply.request);
  writer.number(static_cast<std::uint32_t>(reply.error.kind));
  writer.text(reply.error.message);
  writer.text(reply.error.place.source);
  writer.text(reply.error.advice);
  return writer.take();
}

std::string encode_reply(const GoneReply& reply) {
  Writer writer(Kind::gone);
  writer.number(reply.request);
  writer.number(reply.receipt.ended);
  writer.number(reply.receipt.by_term);
  writer.number(reply.receipt.by_kill);
  writer.number(reply.receipt.survivors);
  writer.text(reply.receipt.means);
  writer.texts(reply.receipt.names);
  return writer.take();
}

std::string encode_reply(const ListedReply& reply) {
  Writer writer(Kind::listed);
  writer.number(reply.request);
  writer.texts(reply.names);
  return writer.take();
}

Result<UniqueFd> memory_file(std::string_view bytes) {
  UniqueFd file(::memfd_create("aitherzero-message", MFD_CLOEXEC));
  if (!file) return system_failure(errno, "cannot make a memory file");
  while (!bytes.empty()) {
    const ssize_t count = ::write(file.get(), bytes.data(), bytes.size());
    if (count <= 0) return system_failure(errno, "cannot fill a memory file");
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return file;
}

bool read_memory_file(int file, std::size_t size, std::string& bytes) {
  bytes.resize(size);
  std::size_t have = 0;
  while (have < size) {
    const ssize_t count = ::pread(file, bytes.data() + have, size - have,
                                  static_cast<off_t>(have));
    if (count <= 0) return false;
    have += static_cast<std::size_t>(count);
  }
  return true;
}

Status send_packet(int socket, std::string_view bytes,
                   const std::vector<int>& descriptors) {
  iovec part{const_cast<char*>(bytes.data()), bytes.size()};
  alignas(cmsghdr)
      std::array<char, CMSG_SPACE(k_most_descriptors * sizeof(int))>
          control{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (!descriptors.empty()) {
    const std::size_t size = descriptors.size() * sizeof(int);
    message.msg_control = control.data();
    message.msg_controllen = CMSG_SPACE(size);
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(size);
    std::memcpy(CMSG_DATA(header), descriptors.data(), size);
  }
  ssize_t sent = 0;
  do {
    sent = ::sendmsg(socket, &message, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  if (sent == static_cast<ssize_t>(bytes.size())) return {};
  return fail(ErrorKind::unavailable,
              "cannot reach the supervisor: " + system_error_text(errno));
}

void take_descriptors(const msghdr& message, Frame& frame) {
  auto* copy = const_cast<msghdr*>(&message);  // the macros want it so
  for (cmsghdr* header = CMSG_FIRSTHDR(copy); header != nullptr;
       header = CMSG_NXTHDR(copy, header)) {
    if (header->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count; ++i) {
      int descriptor = -1;
      std::memcpy(&descriptor, CMSG_DATA(header) + i * sizeof(int),
                  sizeof descriptor);
      frame.descriptors.emplace_back(descriptor);
    }
  }
}

}  // namespace

std::string encode(const SpawnRequest& request) {
  Writer writer(Kind::spawn);
  writer.number(request.request);
  writer.text(request.program);
  writer.text(request.working_directory);
  writer.texts(request.arguments);
  writer.texts(request.environment);
  writer.number(request.has_output ? 1 : 0);
  writer.number(request.has_error ? 1 : 0);
  return writer.take();
}

std::string encode(const StartedRequest& request) {
  Writer writer(Kind::started);
  writer.signed_number(request.pid);
  return writer.take();
}

std::string encode(const EndRequest& request) {
  Writer writer(Kind::end);
  writer.number(request.request);
  writer.number(static_cast<std::uint32_t>(request.reach));
  writer.number(request.grace_ms);
  return writer.take();
}

std::string encode(const ListRequest& request) {
  Writer writer(Kind::list);
  writer.number(request.request);
  return writer.take();
}

std::string encode(const ReleaseRequest& request) {
  Writer writer(Kind::release);
  writer.number(request.request);
  return writer.take();
}

std::string encode(const Reply& reply) {
  return std::visit([](const auto& it) { return encode_reply(it); }, reply);
}

Result<RequestView> decode_request(Frame& frame) {
  Reader reader(frame.bytes);
  RequestView view;
  const Kind kind = reader.kind();
  if (kind == Kind::spawn) {
    view = read_spawn(reader);
  } else if (kind == Kind::started) {
    view = StartedRequest{reader.signed_number()};
  } else if (kind == Kind::end) {
    EndRequest request;
    request.request = reader.number();
    request.reach = static_cast<Reach>(reader.number());
    request.grace_ms = reader.number();
    view = request;
  } else if (kind == Kind::list) {
    view = ListRequest{reader.number()};
  } else if (kind == Kind::release) {
    view = ReleaseRequest{reader.number()};
  } else {
    return corrupt();
  }
  if (!reader.good()) return corrupt();
  return view;
}

Result<Reply> decode_reply(const Frame& frame) {
  Reader reader(frame.bytes);
  Reply reply;
  const Kind kind = reader.kind();
  if (kind == Kind::hello) {
    reply = HelloReply{std::string(reader.text())};
  } else if (kind == Kind::exited) {
    ExitedReply exited;
    exited.request = reader.number();
    exited.exit.exit_code = reader.signed_number();
    exited.exit.signal = reader.signed_number();
    reply = exited;
  } else if (kind == Kind::failed) {
    FailedReply failed;
    failed.request = reader.number();
    failed.error.kind = static_cast<ErrorKind>(reader.number());
    failed.error.message = reader.text();
    failed.error.place.source = reader.text();
    failed.error.advice = reader.text();
    reply = failed;
  } else if (kind == Kind::gone) {
    GoneReply gone;
    gone.request = reader.number();
    gone.receipt = read_receipt(reader);
    reply = gone;
  } else if (kind == Kind::listed) {
    ListedReply listed;
    listed.request = reader.number();
    listed.names = read_texts(reader);
    reply = listed;
  } else {
    return corrupt();
  }
  if (!reader.good()) return corrupt();
  return reply;
}

Status send_frame(int socket, std::string_view bytes,
                  const std::vector<int>& descriptors) {
  AZ_ASSERT(descriptors.size() < k_most_descriptors);
  if (bytes.size() <= k_largest_packet_bytes) {
    return send_packet(socket, bytes, descriptors);
  }
  if (bytes.size() > k_largest_message_bytes) {
    return fail(ErrorKind::limit,
                "arguments and environment are too large together", {},
                "pass large values in a file");
  }
  TRY(const UniqueFd file, memory_file(bytes));
  std::vector<int> all = descriptors;
  all.push_back(file.get());
  Writer writer(Kind::in_memory_file);
  writer.number(static_cast<std::uint32_t>(bytes.size()));
  return send_packet(socket, writer.take(), all);
}

ReceiveOutcome receive_frame(int socket, Frame& frame) {
  frame.descriptors.clear();
  frame.bytes.resize(k_largest_packet_bytes);
  iovec part{frame.bytes.data(), frame.bytes.size()};
  alignas(cmsghdr)
      std::array<char, CMSG_SPACE(k_most_descriptors * sizeof(int))>
          control{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  ssize_t count = 0;
  do {
    count = ::recvmsg(socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  } while (count < 0 && errno == EINTR);
  if (count < 0 && errno == EAGAIN) return ReceiveOutcome::would_block;
  if (count <= 0) return ReceiveOutcome::closed;
  take_descriptors(message, frame);
  if ((message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0) {
    return ReceiveOutcome::closed;
  }
  frame.bytes.resize(static_cast<std::size_t>(count));
  Reader reader(frame.bytes);
  if (reader.kind() != Kind::in_memory_file) return ReceiveOutcome::frame;
  const std::size_t size = reader.number();
  if (size > k_largest_message_bytes || frame.descriptors.empty()) {
    return ReceiveOutcome::closed;
  }
  const UniqueFd file = std::move(frame.descriptors.back());
  frame.descriptors.pop_back();
  return read_memory_file(file.get(), size, frame.bytes)
             ? ReceiveOutcome::frame
             : ReceiveOutcome::closed;
}

}  // namespace aitherzero
