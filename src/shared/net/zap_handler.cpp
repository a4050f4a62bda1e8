#include "shared/net/zap_handler.hpp"

#include <zmq.h>

#include <array>
#include <vector>
#include <zmq.hpp>

#include "shared/net/socket_options.hpp"
#include "shared/net/socket_watch.hpp"

namespace aitherzero::net {
namespace {

std::string z85(const zmq::message_t& key) {
  std::array<char, 41> text{};
  if (key.size() != 32) return "";
  zmq_z85_encode(text.data(), static_cast<const std::uint8_t*>(key.data()), 32);
  return text.data();
}

}  // namespace

struct ZapHandler::Impl {
  Impl(EventLoop& loop, void* context, Admit admit_key)
      : admit(std::move(admit_key)),
        socket(zmq_socket(context, ZMQ_REP)),
        watch(loop, socket.handle(), [this] { answer(); }) {
    zmq_bind(socket.handle(), "inproc://zeromq.zap.01");
  }

  // A raw socket with an owner.
  struct Socket {
    explicit Socket(void* handle) : handle_(handle) {}
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    ~Socket() { zmq_close(handle_); }
    void* handle() const { return handle_; }

   private:
    void* handle_;
  };

  void answer() {
    // version, request, domain, address, routing id, mechanism, credentials
    std::vector<zmq::message_t> parts;
    for (bool more = true; more;) {
      zmq::message_t part;
      if (!receive_part(socket.handle(), part)) return;
      more = part.more();
      parts.push_back(std::move(part));
    }
    const bool curve = parts.size() == 7 && text_of(parts[5]) == "CURVE";
    const std::string key = curve ? z85(parts[6]) : "";
    const bool admitted = curve && admit(key, text_of(parts[3]));
    const std::array<std::string, 6> reply = {
        "1.0",
        parts.size() > 1 ? text_of(parts[1]) : "",
        admitted ? "200" : "400",
        admitted ? "OK" : "not trusted",
        admitted ? key : "",
        ""};
    for (std::size_t i = 0; i < reply.size(); ++i) {
      send_part(socket.handle(), reply[i], i + 1 < reply.size());
    }
    watch.look_soon();
  }

  Admit admit;
  Socket socket;
  SocketWatch watch;
};

ZapHandler::ZapHandler(EventLoop& loop, void* context, Admit admit)
    : impl_(std::make_unique<Impl>(loop, context, std::move(admit))) {}

ZapHandler::~ZapHandler() = default;

}  // namespace aitherzero::net
