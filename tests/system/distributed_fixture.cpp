#include <netinet/in.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>

#include "shared/platform/unique_fd.hpp"
#include "system/distributed_test.hpp"

namespace aitherzero {
namespace {

bool is_free(int port) {
  const UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int yes = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address),
                sizeof address) == 0;
}

// Two ports next to each other that nobody has, below those that the system
// gives out by itself. Tests that run side by side begin at different places.
int free_ports() {
  constexpr int k_first = 10'000;
  constexpr int k_count = 22'000;
  for (int i = 0; i < k_count; i += 2) {
    const int port = k_first + (::getpid() * 16 + i) % k_count;
    if (is_free(port) && is_free(port + 1)) return port;
  }
  ADD_FAILURE() << "no free ports";
  return 0;
}

// Waits until something holds that a change of a file or folder brings.
void wait_for_change(const std::string& path, std::uint32_t events,
                     const std::function<bool()>& holds) {
  const UniqueFd watch(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  ASSERT_GE(::inotify_add_watch(watch.get(), path.c_str(), events), 0) << path;
  while (!holds()) {
    pollfd changed{watch.get(), POLLIN, 0};
    constexpr int k_patience_ms = 120'000;
    ASSERT_EQ(::poll(&changed, 1, k_patience_ms), 1)
        << "nothing comes in " << path;
    char bytes[4096];
    ASSERT_GT(::read(watch.get(), bytes, sizeof bytes), 0);
  }
}

}  // namespace

DistributedTest::DistributedTest()
    : endpoint(fmt::format("tcp://127.0.0.1:{}", free_ports())) {
  environment["SIDE"] = root();
  // Where programs keep their own files, which change while it is submitted.
  write(".aitherignore", "home\n");
}

void DistributedTest::start_controller(const std::vector<std::string>& more) {
  controller.reset();
  std::vector<std::string> words = {"controller", "--listen", endpoint,
                                    "--data", path("home/controller")};
  words.insert(words.end(), more.begin(), more.end());
  controller = start(words);
  controller->wait_for_error("listening at");
}

std::unique_ptr<ProgramRun> DistributedTest::start_agent(
    const std::string& name, const std::vector<std::string>& more) {
  std::vector<std::string> words = {"agent",
                                    "--controller",
                                    endpoint,
                                    "--name",
                                    name,
                                    "--data",
                                    path("home/agent-" + name)};
  words.insert(words.end(), more.begin(), more.end());
  auto agent = start(words);
  agent->wait_for_error("connected to");
  return agent;
}

std::unique_ptr<ProgramRun> DistributedTest::start_client(
    std::vector<std::string> words) {
  words.insert(words.end(), {"--controller", endpoint});
  return start(words);
}

Finished DistributedTest::client(std::vector<std::string> words) {
  return start_client(std::move(words))->finish();
}

std::string DistributedTest::submit(const std::string& sequence) {
  return submit_with({"--sequence", sequence});
}

std::string DistributedTest::submit_with(std::vector<std::string> words) {
  words.insert(words.begin(), "orchestrate");
  words.push_back("--detach");
  const Finished submitted = client(std::move(words));
  EXPECT_EQ(submitted.exit_code, 0) << submitted.err;
  std::string name = submitted.out;
  if (!name.empty()) name.pop_back();
  return name;
}

Json DistributedTest::follow(const std::string& run) {
  const Finished logs = client({"run", "logs", "-f", run});
  EXPECT_EQ(logs.exit_code, 0) << logs.err;
  return Json(client({"run", "show", run, "--output-format", "json"}).out);
}

void DistributedTest::wait_for_file(const std::string& name) {
  wait_for_change(root(), IN_CREATE | IN_MOVED_TO,
                  [&] { return exists(name); });
}

void DistributedTest::wait_for_lines(const std::string& name,
                                     std::size_t least) {
  wait_for_change(path(name), IN_MODIFY, [&] { return count(name) >= least; });
}

std::size_t DistributedTest::count(const std::string& name) const {
  return exists(name) ? lines(name).size() : 0;
}

}  // namespace aitherzero
