// What a warm worker saves: COUNT no-op PowerShell scripts as one parallel run
// of aitherzero, and the same scripts each started with `pwsh -File`, as many
// at a time.
//
// warm_and_cold [COUNT]: COUNT is 1000 by default. Prints CPU and wall time of
// both and their ratios, for the embedded host and for the pwsh on PATH where
// there is one. Exits with 1 where the warm run is not 10 times cheaper in CPU
// time, or not faster.
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>

#include "agent/powershell/powershell.hpp"
#include "shared/base/time.hpp"
#include "shared/platform/environment.hpp"
#include "shared/platform/files.hpp"
#include "shared/platform/system.hpp"
#include "support/child.hpp"
#include "support/measuring.hpp"

namespace aitherzero {
namespace {

namespace fs = std::filesystem;

constexpr double k_least_cpu_ratio = 10;

struct Cost {
  double cpu_seconds = 0;
  double wall_seconds = 0;
};

// A project of COUNT scripts that do nothing; gone afterwards.
class Project {
 public:
  explicit Project(int count) {
    std::string folder = fs::temp_directory_path() / "aitherzero-bench-XXXXXX";
    if (::mkdtemp(folder.data()) == nullptr) std::abort();
    root_ = folder;
    fs::create_directory(root_ / "automation-scripts");
    for (int i = 0; i < count; ++i) {
      scripts_.push_back(root_ / "automation-scripts" /
                         fmt::format("{:04}_No-Op.ps1", i));
      std::ofstream(scripts_.back()) << "exit 0\n";
    }
  }
  Project(const Project&) = delete;
  Project& operator=(const Project&) = delete;
  ~Project() {
    std::error_code ignored;
    fs::remove_all(root_, ignored);
  }

  const fs::path& root() const { return root_; }
  const std::vector<fs::path>& scripts() const { return scripts_; }

 private:
  fs::path root_;
  std::vector<fs::path> scripts_;
};

Cost measure(const std::function<void()>& work) {
  const SteadyClock clock;
  const double cpu_before = cpu_seconds_of_children();
  const Instant start = clock.now();
  work();
  return {cpu_seconds_of_children() - cpu_before,
          to_seconds(clock.now() - start)};
}

Cost run_warm(const Project& project, const PowerShell& shell) {
  return measure([&] {
    const pid_t pid = start_child(
        {AITHERZERO_PROGRAM, "orchestrate", "--sequence", "*", "--parallel",
         "--quiet", "--output-format", "json", "--pwsh", shell.program,
         "--project", project.root(), "--output-path", "/dev/null"});
    expect_success(wait_for(pid));
  });
}

Cost run_cold(const Project& project, const PowerShell& shell) {
  return measure([&] {
    std::size_t running = 0;
    const auto wait_for_one = [&] {
      int status = 0;
      ::waitpid(-1, &status, 0);
      expect_success(status);
      --running;
    };
    for (const fs::path& script : project.scripts()) {
      if (running == usable_cpu_count()) wait_for_one();
      start_child({shell.program, "-NoProfile", "-File", script});
      ++running;
    }
    while (running > 0) wait_for_one();
  });
}

void print(const char* name, const Cost& cost, std::size_t count) {
  const double per_script = 1e3 / static_cast<double>(count);
  fmt::print("  {:<12} {:>8.2f} s CPU {:>8.2f} s wall {:>9.2f} ms CPU each\n",
             name, cost.cpu_seconds, cost.wall_seconds,
             cost.cpu_seconds * per_script);
}

bool compare(const Project& project, const PowerShell& shell) {
  const std::size_t count = project.scripts().size();
  fmt::print("{} no-op scripts, {} ({})\n", count, shell.program,
             shell.found_by);
  const Cost warm = run_warm(project, shell);
  print("warm", warm, count);
  std::fflush(stdout);
  const Cost cold = run_cold(project, shell);
  print("pwsh -File", cold, count);
  const double cpu_ratio = cold.cpu_seconds / warm.cpu_seconds;
  const double wall_ratio = cold.wall_seconds / warm.wall_seconds;
  fmt::print("  {:<12} {:>8.1f} x CPU {:>8.1f} x wall\n", "ratio", cpu_ratio,
             wall_ratio);
  return cpu_ratio >= k_least_cpu_ratio && wall_ratio > 1;
}

int run(int count) {
  Environment environment = current_environment();
  ::setenv("POWERSHELL_TELEMETRY_OPTOUT", "1", 1);
  environment["AITHERZERO_PARTS"] = AITHERZERO_PARTS_DIR;
  const Project project(count);
  bool good = true;
  const auto embedded =
      find_powershell(AITHERZERO_PARTS_DIR "/host/pwsh", environment);
  if (embedded) good = compare(project, *embedded) && good;
  const auto installed = find_powershell("", environment);
  if (installed && installed->kind == PowerShellKind::pwsh) {
    good = compare(project, *installed) && good;
  } else {
    fmt::print("no pwsh on PATH to compare with\n");
  }
  return good ? 0 : 1;
}

}  // namespace
}  // namespace aitherzero

int main(int argc, char** argv) {
  const int count = argc > 1 ? std::atoi(argv[1]) : 1000;
  return aitherzero::run(count > 0 ? count : 1);
}
