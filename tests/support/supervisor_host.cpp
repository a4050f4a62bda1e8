// A program for the supervisor's tests. Started by Supervisor::start() it is a
// supervisor; otherwise its first argument says how to misbehave:
//   agent SCRIPT   own a supervisor that runs `sh -c SCRIPT`, until killed
//   descriptors    print the numbers of all open descriptors
//   storm COUNT    a tree whose leaves end at SIGTERM and whose other processes
//                  ignore it and replace each child that ends, until COUNT
//                  replacements were made
//   runner COUNT   a process that forks and ends, COUNT times in a row
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "agent/process/supervisor.hpp"
#include "shared/platform/environment.hpp"

namespace aitherzero {
namespace {

int be_agent(const std::string& program, const std::string& script) {
  EventLoop loop;
  auto supervisor = Supervisor::start(loop, program);
  if (!supervisor) return 1;
  ProcessSpec spec;
  spec.program = "/bin/sh";
  spec.arguments = {"-c", script};
  spec.working_directory = "/";
  spec.environment = current_environment();
  spec.standard_output = STDOUT_FILENO;
  (*supervisor)->spawn(spec, [](Result<ProcessExit>) {});
  loop.run();
  return 0;
}

int print_descriptors() {
  for (int number = 0; number < 1024; ++number) {
    if (::fcntl(number, F_GETFD) >= 0) std::printf("%d ", number);
  }
  std::printf("\n");
  return 0;
}

void say_up() {
  [[maybe_unused]] const auto written = ::write(STDOUT_FILENO, "up\n", 3);
}

// Never returns in the processes of the storm.
[[noreturn]] void storm(int depth, std::atomic<int>* left) {
  constexpr int k_children = 3;
  ::signal(SIGTERM, depth > 0 ? SIG_IGN : SIG_DFL);
  say_up();
  for (int i = 0; depth > 0 && i < k_children; ++i) {
    if (::fork() == 0) storm(depth - 1, left);
  }
  while (true) {
    if (depth == 0) ::pause();
    if (::wait(nullptr) > 0 && left->fetch_sub(1) > 0 && ::fork() == 0) {
      storm(depth - 1, left);
    }
  }
}

int start_storm(int count) {
  void* page = ::mmap(nullptr, sizeof(std::atomic<int>), PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  storm(2, new (page) std::atomic<int>(count));
}

int run_away(int hops) {
  say_up();
  while (hops-- > 0) {
    if (::fork() > 0) ::_exit(0);
  }
  while (true) ::pause();
}

}  // namespace
}  // namespace aitherzero

int main(int argc, char** argv) {
  using namespace aitherzero;
  run_supervisor_if_asked(argc, argv);
  const std::string mode = argc > 1 ? argv[1] : "";
  const std::string argument = argc > 2 ? argv[2] : "";
  if (mode == "agent") return be_agent(argv[0], argument);
  if (mode == "descriptors") return print_descriptors();
  if (mode == "storm") return start_storm(std::atoi(argument.c_str()));
  if (mode == "runner") return run_away(std::atoi(argument.c_str()));
  return 2;
}
