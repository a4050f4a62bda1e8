// What a process costs as a step, over one that is simply started.
//
// processes [COUNT]: runs /bin/true COUNT (10000) times, 4 at a time, as the
// steps of a playbook that aitherzero orchestrates, in a bare loop around
// posix_spawn, and by other programs that run many commands, where they are
// installed. Each step of aitherzero has its output captured, its end reported
// and its process tree proved to be gone. Prints CPU time of all that took
// part, children included, for each task, and how much of it is over the bare
// loop, which runs first and last.
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>

#include "shared/base/time.hpp"
#include "shared/platform/paths.hpp"
#include "support/child.hpp"
#include "support/measuring.hpp"
#include "support/temporary_folder.hpp"

namespace aitherzero {
namespace {

constexpr int k_at_a_time = 4;
constexpr double k_most_ms_over_loop = 0.3;

struct Cost {
  double cpu_ms = 0;  // of a task
  double wall_ms = 0;
};

Cost measure(int count, const std::function<void()>& work) {
  const auto cpu = [] { return cpu_seconds() + cpu_seconds_of_children(); };
  const SteadyClock clock;
  const double cpu_before = cpu();
  const Instant start = clock.now();
  work();
  return {(cpu() - cpu_before) * 1e3 / count,
          to_seconds(clock.now() - start) * 1e3 / count};
}

void run_bare_loop(int count) {
  char program[] = "/bin/true";
  char* const arguments[] = {program, nullptr};
  int running = 0;
  for (int started = 0; started < count || running > 0;) {
    if (started < count && running < k_at_a_time) {
      pid_t pid = 0;
      if (::posix_spawn(&pid, program, nullptr, nullptr, arguments,
                        ::environ) != 0) {
        std::abort();
      }
      ++started;
      ++running;
    } else {
      ::waitpid(-1, nullptr, 0);
      --running;
    }
  }
}

// Files that have each of the programs run /bin/true so many times.
class Project {
 public:
  explicit Project(int count) {
    namespace fs = std::filesystem;
    fs::create_directory(path("automation-scripts"));
    fs::create_directory(path("playbooks"));
    fs::copy_file("/bin/true", path("automation-scripts/0100_True"));
    std::ofstream playbook(path("playbooks/many.json"));
    std::ofstream makefile(path("Makefile"));
    std::ofstream ninja(path("build.ninja"));
    std::ofstream list(path("list"));
    playbook << fmt::format(R"({{"Options": {{"MaxConcurrency": {}}},)",
                            k_at_a_time)
             << "\n\"Sequence\": [";
    makefile << ".PHONY: all";
    for (int i = 0; i < count; ++i) makefile << " t" << i;
    makefile << "\nall:";
    for (int i = 0; i < count; ++i) makefile << " t" << i;
    ninja << "rule true\n  command = /bin/true\n";
    for (int i = 0; i < count; ++i) {
      playbook << (i == 0 ? "" : ",\n")
               << fmt::format(R"({{"Script": "0100", "Name": "t{}"}})", i);
      makefile << "\nt" << i << ":\n\t@/bin/true";
      ninja << "build t" << i << ": true\n";
      list << i << "\n";
    }
    playbook << "]}\n";
    makefile << "\n";
  }

  std::string path(const std::string& name) const {
    return folder_.path() + "/" + name;
  }
  // Whether it has succeeded.
  bool run(const std::vector<std::string>& words) const {
    ChildOptions options;
    options.folder = folder_.path();
    options.input = path("list");
    options.output = "/dev/null";
    options.environment["XDG_STATE_HOME"] = path("state");
    return succeeded(wait_for(start_child(words, options)));
  }

 private:
  TemporaryFolder folder_;
};

struct Peer {
  const char* program;
  std::vector<std::string> arguments;
  const char* name;
};

std::vector<Peer> peers() {
  const std::string jobs = fmt::format("{}", k_at_a_time);
  return {
      {"make", {"-j" + jobs, "--silent"}, "make"},
      {"ninja", {"-j" + jobs, "--quiet"}, "ninja"},
      {"xargs", {"-P" + jobs, "-n1", "/bin/true"}, "xargs"},
      {"parallel", {"--will-cite", "-j" + jobs, "/bin/true"}, "GNU parallel"}};
}

void print(const std::string& name, const Cost& cost, const Cost& loop) {
  fmt::print(
      "  {:<22} {:>7.3f} ms CPU {:>7.3f} ms wall {:>+8.3f} ms CPU over "
      "the loop\n",
      name, cost.cpu_ms, cost.wall_ms, cost.cpu_ms - loop.cpu_ms);
  std::fflush(stdout);
}

void print_peer(const Project& project, int count, const Peer& peer,
                const Cost& loop) {
  const auto program =
      find_program(peer.program, get(current_environment(), "PATH"));
  std::vector<std::string> words{program.value_or("")};
  words.insert(words.end(), peer.arguments.begin(), peer.arguments.end());
  bool good = program.has_value();
  const Cost cost = measure(count, [&] { good = good && project.run(words); });
  if (good) {
    print(peer.name, cost, loop);
  } else {
    fmt::print("  {:<22} {}\n", peer.name,
               program ? "would not do it" : "not installed");
  }
}

void run(int count) {
  const Project project(count);
  const auto bare_loop = [&] { run_bare_loop(count); };
  fmt::print("/bin/true, {} times, {} at a time; each took\n", count,
             k_at_a_time);
  const Cost first = measure(count, bare_loop);
  print("bare posix_spawn", first, first);
  const Cost own = measure(count, [&] {
    if (!project.run({AITHERZERO_PROGRAM, "orchestrate", "many", "--quiet"})) {
      fmt::print(stderr, "the run failed\n");
      std::exit(3);
    }
  });
  print("aitherzero", own, first);
  for (const Peer& peer : peers()) {
    print_peer(project, count, peer, first);
  }
  const Cost last = measure(count, bare_loop);
  print("bare posix_spawn again", last, first);
  const double over = own.cpu_ms - (first.cpu_ms + last.cpu_ms) / 2;
  fmt::print(
      "aitherzero over the mean loop: {:.3f} ms CPU each (bar: at most "
      "{} ms): {}\n",
      over, k_most_ms_over_loop, over <= k_most_ms_over_loop ? "yes" : "NO");
}

}  // namespace
}  // namespace aitherzero

int main(int argc, char** argv) {
  const int count = argc > 1 ? std::atoi(argv[1]) : 10'000;
  aitherzero::run(std::max(count, 1));
}
