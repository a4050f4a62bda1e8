// Strangers that knock all the time, with and without keys, while a run goes
// on: it ends as if they were not there.
#include <netinet/in.h>
#include <sys/socket.h>

#include <csignal>
#include <functional>
#include <thread>

#include "protocol/message/message.hpp"
#include "protocol/session/connection.hpp"
#include "shared/net/keys.hpp"
#include "shared/net/tcp_client.hpp"
#include "shared/net/tcp_server.hpp"
#include "shared/platform/unique_fd.hpp"
#include "system/distributed_test.hpp"

namespace aitherzero {
namespace {

// Bytes that no libzmq speaks, over and over, and connections that say nothing.
class RawStrangers {
 public:
  explicit RawStrangers(std::uint16_t port) : port_(port) {}

  void knock() {
    const std::string garbage(100'000, '\xff');
    for (const std::string& bytes : {garbage, std::string("\xff\0\0", 3)}) {
      UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
      sockaddr_in address{};
      address.sin_family = AF_INET;
      address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      address.sin_port = htons(port_);
      if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address),
                    sizeof address) != 0) {
        ADD_FAILURE() << "nobody listens any more";
        return;
      }
      static_cast<void>(::send(socket.get(), bytes.data(), bytes.size(),
                               MSG_NOSIGNAL | MSG_DONTWAIT));
      silent_.push_back(std::move(socket));
    }
  }

 private:
  const std::uint16_t port_;
  std::vector<UniqueFd> silent_;
};

// One that speaks libzmq, with keys: all kinds of frames in turn.
class FramesStranger {
 public:
  FramesStranger(EventLoop& loop, const TcpClientOptions& options)
      : link_(TcpClient::connect(loop, options)) {}

  void knock() {
    const Opener self{agent_session_name("one"), 17, ++openings_};
    const std::string frames[] = {
        std::string(1000, '\xc1'),  // no packet
        encode_packet(
            AcceptPacket{1, 1, {1}, Milliseconds(1000)}),  // a server's
        encode_packet(DataPacket{{1}, 1, 0, {""}}),        // of no session
        encode_packet(OpenPacket{k_protocol_version, self, "no hello"}),
        encode_packet(OpenPacket{k_protocol_version + 1, self, ""}),
        std::string(k_max_socket_frame + 1024, 'x'),
        "",
    };
    link_->send(frames[openings_ % std::size(frames)]);
  }

 private:
  std::unique_ptr<TcpClient> link_;
  std::uint64_t openings_ = 0;
};

// All of them, on a thread of their own, for a number of rounds.
class Strangers {
 public:
  Strangers(const TcpClientOptions& trusted, std::uint16_t port)
      : thread_([this, trusted, port] { run(trusted, port); }) {}
  ~Strangers() {
    loop_.post([this] { loop_.stop(); });
    thread_.join();
  }
  Strangers(const Strangers&) = delete;
  Strangers& operator=(const Strangers&) = delete;

 private:
  // So many that what the controller says of them fits into a pipe.
  static constexpr int k_rounds = 300;

  void run(const TcpClientOptions& trusted, std::uint16_t port) {
    TcpClientOptions untrusted = trusted;
    untrusted.keys = make_key_pair();
    FramesStranger known(loop_, trusted);
    FramesStranger unknown(loop_, untrusted);
    RawStrangers raw(port);
    RawStrangers raw_blobs(static_cast<std::uint16_t>(port + 1));
    Executor::Handle timer;
    int round = 0;
    const std::function<void()> knock = [&] {
      known.knock();
      unknown.knock();
      raw.knock();
      raw_blobs.knock();
      if (++round == k_rounds) return;
      timer = loop_.at(loop_.now() + Milliseconds(5), knock);
    };
    knock();
    loop_.run();
  }

  EventLoop loop_;
  std::thread thread_;
};

class StrangersTest : public DistributedTest {
 protected:
  // Somebody who may submit runs, and does other things.
  TcpClientOptions trusted() {
    TcpClientOptions options;
    options.endpoint = *parse_endpoint(endpoint, {});
    options.keys = *load_or_make_keys(path("home/bad"));
    options.server_key =
        load_or_make_keys(path("home/aitherzero/keys"))->public_key;
    EXPECT_EQ(run({"keys", "trust", "--role", "submitter",
                   options.keys.public_key, "bad"})
                  .exit_code,
              0);
    return options;
  }
};

TEST_F(StrangersTest, harm_no_run_that_goes_on_meanwhile) {
  constexpr int k_jobs = 50;
  shell_script("0000_First",
               "touch \"$SIDE/home/first\"\n"
               "until test -e \"$SIDE/home/go\"; do sleep 0.05; done");
  for (int i = 1; i < k_jobs; ++i) {
    shell_script(fmt::format("{:04}_Job", i),
                 "seq 1 200; echo x >> \"$SIDE/home/ran\"",
                 fmt::format("Dependencies: {:04}", i - 1));
  }
  start_controller();
  const auto agent = start_agent("one");
  const std::string run = submit("0000-0049");
  const TcpClientOptions options = trusted();
  auto strangers = std::make_unique<Strangers>(options, options.endpoint.port);
  // They are heard, each kind of them.
  controller->wait_for_error("rejected a peer");
  controller->wait_for_error("key " + options.keys.public_key);
  controller->wait_for_error("is not trusted");
  write("home/go", "");
  const Json json = follow(run);
  EXPECT_EQ(json.at("run.status"), "succeeded");
  for (int i = 0; i < k_jobs; ++i) {
    EXPECT_EQ(json.size(fmt::format("jobs.{}.attempts", i)), 1u);
  }
  EXPECT_EQ(count("home/ran"), std::size_t{k_jobs - 1});
  // Nor was the agent lost for a while, or somebody let in.
  const std::string agents =
      client({"agents", "list", "--output-format", "json"}).out;
  EXPECT_EQ(Json(agents).size("agents"), 1u) << agents;
  strangers.reset();
  controller->send(SIGTERM);
  const Finished ended = controller->finish();
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(ended.err, Not(HasSubstr("not heard of")));
  EXPECT_THAT(ended.err, Not(HasSubstr("agent one: ")));
}

}  // namespace
}  // namespace aitherzero
