#include "shared/net/socket_options.hpp"

#include <zmq.h>

#include <cerrno>
#include <zmq.hpp>

#include "shared/net/tcp_server.hpp"

#ifdef __SANITIZE_THREAD__
// Of ThreadSanitizer, which does not see how libzmq's threads hand messages on.
extern "C" void AnnotateIgnoreReadsBegin(const char* file, int line);
extern "C" void AnnotateIgnoreReadsEnd(const char* file, int line);
#endif

namespace aitherzero::net {
namespace {

// A connection over which nothing comes for so long is made anew; sessions have
// their own, longer patience.
constexpr int k_ping_ms = 3'000;
constexpr int k_ping_timeout_ms = 9'000;
constexpr int k_reconnect_ms = 100;
constexpr int k_reconnect_max_ms = 5'000;
// Frames that wait in libzmq for one peer. Sessions keep less on their way.
constexpr int k_high_water_frames = 1'024;
// How long what was sent last may take when a socket is closed: a good-bye.
constexpr int k_linger_ms = 300;
// What encryption adds to a frame (33 bytes today); libzmq counts it as well.
constexpr std::size_t k_encryption_bytes = 64;

}  // namespace

void set_common_options(void* handle) {
  zmq::socket_ref socket(zmq::from_handle, handle);
  socket.set(
      zmq::sockopt::maxmsgsize,
      static_cast<std::int64_t>(k_max_socket_frame + k_encryption_bytes));
  socket.set(zmq::sockopt::sndhwm, k_high_water_frames);
  socket.set(zmq::sockopt::rcvhwm, k_high_water_frames);
  socket.set(zmq::sockopt::linger, k_linger_ms);
  socket.set(zmq::sockopt::ipv6, true);
  socket.set(zmq::sockopt::heartbeat_ivl, k_ping_ms);
  socket.set(zmq::sockopt::heartbeat_timeout, k_ping_timeout_ms);
  socket.set(zmq::sockopt::reconnect_ivl, k_reconnect_ms);
  socket.set(zmq::sockopt::reconnect_ivl_max, k_reconnect_max_ms);
}

bool receive_part(void* socket, zmq::message_t& part) {
  int received = 0;
  do {
    received = zmq_msg_recv(part.handle(), socket, ZMQ_DONTWAIT);
  } while (received < 0 && zmq_errno() == EINTR);
  return received >= 0;
}

std::string text_of(const zmq::message_t& message) {
#ifdef __SANITIZE_THREAD__
  AnnotateIgnoreReadsBegin(__FILE__, __LINE__);
#endif
  std::string text = message.to_string();
#ifdef __SANITIZE_THREAD__
  AnnotateIgnoreReadsEnd(__FILE__, __LINE__);
#endif
  return text;
}

bool send_part(void* socket, std::string_view bytes, bool more) {
  const int flags = ZMQ_DONTWAIT | (more ? ZMQ_SNDMORE : 0);
  int sent = 0;
  do {
    sent = zmq_send(socket, bytes.data(), bytes.size(), flags);
  } while (sent < 0 && zmq_errno() == EINTR);
  return sent >= 0;
}

}  // namespace aitherzero::net
