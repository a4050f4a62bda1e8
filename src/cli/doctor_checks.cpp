#include "cli/doctor_checks.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <optional>

#include "agent/powershell/cold_start.hpp"
#include "agent/powershell/powershell.hpp"
#include "agent/powershell/worker.hpp"
#include "agent/process/executable_job.hpp"
#include "agent/process/supervisor.hpp"
#include "shared/platform/event_loop.hpp"
#include "shared/platform/files.hpp"
#include "shared/platform/system.hpp"

namespace aitherzero {
namespace {

namespace fs = std::filesystem;

using Grade = DoctorCheck::Grade;

constexpr char k_install_advice[] =
    "install PowerShell 7.4 or newer: https://aka.ms/powershell";

// A script that does nothing, in a folder of its own, gone afterwards.
class NoOpScript {
 public:
  static Result<NoOpScript> make() {
    std::string folder = (fs::temp_directory_path() / "aitherzero-XXXXXX");
    if (::mkdtemp(folder.data()) == nullptr) {
      return fail(ErrorKind::io, "cannot make a temporary folder");
    }
    NoOpScript script(folder);
    TRY_VOID(write_file_atomically(script.path(), "exit 0\n"));
    return script;
  }
  NoOpScript(NoOpScript&& other) noexcept
      : folder_(std::exchange(other.folder_, {})) {}
  ~NoOpScript() {
    std::error_code ignored;
    if (!folder_.empty()) fs::remove_all(folder_, ignored);
  }

  std::string path() const { return (fs::path(folder_) / "no-op.ps1"); }

  JobSpec spec() const {
    JobSpec spec;
    spec.script = path();
    spec.working_directory = folder_;
    return spec;
  }

 private:
  explicit NoOpScript(std::string folder) : folder_(std::move(folder)) {}
  std::string folder_;
};

// Checks run one after another, each on the same loop until it has its
// answer.
class Doctor {
 public:
  Doctor(const CommandContext& context, std::string pwsh)
      : context_(context), pwsh_(std::move(pwsh)) {}

  std::vector<DoctorCheck> run() {
    check_powershell();
    check_process_trees();
    add(Grade::good, "CPUs",
        fmt::format("{} usable: as many scripts run at a time unless "
                    "--max-concurrency says otherwise",
                    usable_cpu_count()));
    return std::move(checks_);
  }

 private:
  void add(Grade grade, std::string name, std::string finding,
           std::string advice = {}) {
    checks_.push_back(
        {grade, std::move(name), std::move(finding), std::move(advice)});
  }

  void check_powershell() {
    const auto shell = find_powershell(pwsh_, context_.environment);
    if (!shell) {
      return add(Grade::bad, "PowerShell", shell.error().message,
                 shell.error().advice);
    }
    const bool embedded = shell->kind == PowerShellKind::embedded;
    add(embedded ? Grade::advice : Grade::good, "PowerShell",
        fmt::format("{} ({})", shell->program, shell->found_by),
        embedded ? fmt::format("the embedded host has the everyday cmdlets; "
                               "for all of them {}",
                               k_install_advice)
                 : "");
    const auto script = NoOpScript::make();
    if (!script) {
      return add(Grade::bad, "temporary folder", to_string(script.error()));
    }
    check_cold_start(*shell, *script);
    check_warm_start(*shell, *script);
  }

  // Runs the loop until the job of `start` has ended.
  JobResult wait_for(
      const std::function<std::unique_ptr<ActiveJob>(JobCallbacks)>& start) {
    std::optional<JobResult> result;
    JobCallbacks callbacks;
    callbacks.on_started = [] {};
    callbacks.on_output = [](const std::vector<OutputLine>&) {};
    callbacks.on_ended = [&](JobResult ended) {
      result = std::move(ended);
      loop_.stop();
    };
    const std::unique_ptr<ActiveJob> job = start(std::move(callbacks));
    if (!result) loop_.run();
    return *result;
  }

  void report_start(const std::string& name, const JobResult& result,
                    Duration duration) {
    if (result.outcome == Outcome::succeeded) {
      return add(Grade::good, name,
                 fmt::format("{:.0f} ms", to_seconds(duration) * 1000));
    }
    add(Grade::bad, name,
        result.error ? result.error->message
                     : fmt::format("exit code {}", result.exit_code),
        k_install_advice);
  }

  void check_cold_start(const PowerShell& shell, const NoOpScript& script) {
    auto supervisor = Supervisor::start(loop_, context_.program);
    auto command = cold_start_command(shell, script.spec());
    if (!supervisor || !command) {
      return add(Grade::bad, "cold start",
                 to_string(supervisor ? command.error() : supervisor.error()));
    }
    command->environment = powershell_environment(shell, context_.environment);
    const Instant start = loop_.now();
    const JobResult result = wait_for([&](JobCallbacks callbacks) {
      return start_executable_job(loop_, **supervisor, *command, script.spec(),
                                  std::move(callbacks));
    });
    report_start("cold start", result, loop_.now() - start);
  }

  void check_warm_start(const PowerShell& shell, const NoOpScript& script) {
    auto supervisor = Supervisor::start(loop_, context_.program);
    if (!supervisor) {
      return add(Grade::bad, "warm worker", to_string(supervisor.error()));
    }
    auto worker = Worker::start(
        loop_, std::move(*supervisor),
        {shell, powershell_environment(shell, context_.environment),
         context_.current_directory});
    if (!worker) {
      return add(Grade::bad, "warm worker", to_string(worker.error()));
    }
    Status ready;
    (*worker)->when_ready([&](Status status) {
      ready = std::move(status);
      loop_.stop();
    });
    loop_.run();
    if (!ready) {
      return add(Grade::bad, "warm worker", to_string(ready.error()),
                 k_install_advice);
    }
    add(Grade::good, "version", (*worker)->version());
    JobResult result;
    Duration fastest = Duration::max();
    constexpr int k_tries = 5;
    for (int i = 0; i < k_tries; ++i) {
      const Instant start = loop_.now();
      result = wait_for([&](JobCallbacks callbacks) {
        (*worker)->run(script.spec(), std::move(callbacks));
        return nullptr;
      });
      fastest = std::min(fastest, loop_.now() - start);
      if (!(*worker)->is_usable()) break;
    }
    report_start("warm start", result, fastest);
  }

  // A daemon that left its session and its parent must still be found.
  void check_process_trees() {
    const TreeKillSupport support = tree_kill_support();
    auto supervisor = Supervisor::start(loop_, context_.program);
    if (!supervisor) {
      return add(Grade::bad, "process trees", to_string(supervisor.error()));
    }
    ProcessSpec process;
    process.program = "/bin/sh";
    process.arguments = {"-c", "setsid sh -c 'sleep 600 & exit 0' & wait"};
    process.working_directory = "/";
    process.environment = context_.environment;
    std::optional<Result<KillReceipt>> receipt;
    (*supervisor)->spawn(process, [&](const Result<ProcessExit>&) {
      (*supervisor)
          ->end_tree(Reach::everything, Milliseconds{0},
                     [&](Result<KillReceipt> gone) {
                       receipt = std::move(gone);
                       loop_.stop();
                     });
    });
    loop_.run();
    if (!*receipt) {
      return add(Grade::bad, "process trees", to_string(receipt->error()));
    }
    const bool gone = (*receipt)->ended > 0 && (*receipt)->survivors == 0;
    add(gone ? Grade::good : Grade::bad, "process trees",
        fmt::format("{} by {}: a daemon was {}",
                    gone ? "are ended" : "are not ended", support.means,
                    gone ? "found and killed" : "not found"),
        support.detail);
  }

  const CommandContext& context_;
  std::string pwsh_;
  EventLoop loop_;
  std::vector<DoctorCheck> checks_;
};

}  // namespace

std::vector<DoctorCheck> run_doctor_checks(const CommandContext& context,
                                           const std::string& pwsh_option) {
  return Doctor(context, pwsh_option).run();
}

}  // namespace aitherzero
