// What a supervised process costs over one that is started directly.
//
// supervisor_cost [COUNT]: runs /bin/true COUNT times (2000) in each way and
// prints CPU and wall time per run. CPU time is that of the agent, the
// supervisor and the children together.
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <functional>

#include "agent/process/supervisor.hpp"
#include "shared/platform/environment.hpp"
#include "shared/platform/paths.hpp"
#include "support/measuring.hpp"

namespace aitherzero {
namespace {

double all_cpu_seconds() { return cpu_seconds() + cpu_seconds_of_children(); }

void measure(const char* name, int count, const std::function<void()>& work) {
  const SteadyClock clock;
  const double cpu_before = all_cpu_seconds();
  const Instant start = clock.now();
  work();
  fmt::print("{:<42} {:.3f} ms CPU, {:.3f} ms wall per run\n", name,
             (all_cpu_seconds() - cpu_before) * 1e3 / count,
             to_seconds(clock.now() - start) * 1e3 / count);
}

void run_bare(int count) {
  char program[] = "/bin/true";
  char* const arguments[] = {program, nullptr};
  for (int i = 0; i < count; ++i) {
    pid_t pid = 0;
    ::posix_spawn(&pid, program, nullptr, nullptr, arguments, ::environ);
    ::waitpid(pid, nullptr, 0);
  }
}

void run_supervised(int count, TreeMeans means, bool end_each) {
  EventLoop loop;
  auto supervisor = Supervisor::start(loop, *executable_path(), means);
  if (!supervisor) {
    fmt::print("{}\n", to_string(supervisor.error()));
    return;
  }
  ProcessSpec spec;
  spec.program = "/bin/true";
  spec.environment = current_environment();
  std::function<void()> next;
  const auto ended = [&] { --count > 0 ? next() : loop.stop(); };
  next = [&] {
    (*supervisor)->spawn(spec, [&](const Result<ProcessExit>&) {
      if (!end_each) return ended();
      (*supervisor)
          ->end_tree(Reach::everything, Milliseconds(0),
                     [&](const Result<KillReceipt>&) { ended(); });
    });
  };
  next();
  loop.run();
}

void run_all(int count) {
  measure("bare posix_spawn", count, [&] { run_bare(count); });
  for (const TreeMeans means :
       {TreeMeans::subreaper_only, TreeMeans::strongest_there_is}) {
    const bool subreaper = means == TreeMeans::subreaper_only;
    const std::string name =
        subreaper ? "subreaper" : "strongest: " + tree_kill_support().means;
    measure(name.c_str(), count, [&] { run_supervised(count, means, false); });
    measure((name + ", end_tree after each").c_str(), count,
            [&] { run_supervised(count, means, true); });
  }
}

}  // namespace
}  // namespace aitherzero

int main(int argc, char** argv) {
  aitherzero::run_supervisor_if_asked(argc, argv);
  const int count = argc > 1 ? std::atoi(argv[1]) : 2000;
  aitherzero::run_all(count > 0 ? count : 1);
}
