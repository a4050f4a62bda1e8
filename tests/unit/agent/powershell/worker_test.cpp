// Real jobs on a real worker. The PowerShell is the embedded host unless
// AITHERZERO_TEST_PWSH names another.
#include "agent/powershell/worker.hpp"

#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <optional>

#include "agent/process/process_tree_linux.hpp"

namespace aitherzero {
namespace {

namespace fs = std::filesystem;

class WorkerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string folder = fs::temp_directory_path() / "worker-test-XXXXXX";
    ASSERT_NE(::mkdtemp(folder.data()), nullptr);
    folder_ = folder;
    environment_ = current_environment();
    environment_["AITHERZERO_PARTS"] = AITHERZERO_TEST_PARTS;
    const auto shell = find_powershell(
        get(environment_, "AITHERZERO_TEST_PWSH"), environment_);
    ASSERT_TRUE(shell) << to_string(shell.error());
    shell_ = *shell;
    start_worker();
  }

  void TearDown() override {
    worker_.reset();
    fs::remove_all(folder_);
  }

  void start_worker() {
    auto supervisor = Supervisor::start(loop_, AITHERZERO_SUPERVISOR_HOST);
    ASSERT_TRUE(supervisor) << to_string(supervisor.error());
    auto worker = Worker::start(
        loop_, std::move(*supervisor),
        {shell_, powershell_environment(shell_, environment_), folder_});
    ASSERT_TRUE(worker) << to_string(worker.error());
    worker_ = std::move(*worker);
  }

  JobSpec script(const std::string& text) {
    const std::string path = folder_ / fmt::format("script{}.ps1", ++scripts_);
    std::ofstream(path) << text;
    JobSpec spec;
    spec.script = path;
    spec.working_directory = folder_;
    return spec;
  }

  // Starts a job; output and result are collected.
  void start(const JobSpec& spec) {
    lines_.clear();
    result_.reset();
    JobCallbacks callbacks;
    callbacks.on_started = [] {};
    callbacks.on_output = [this](std::vector<OutputLine> lines) {
      for (OutputLine& line : lines) lines_.push_back(std::move(line));
      if (on_output_) on_output_();
    };
    callbacks.on_ended = [this](JobResult result) {
      result_ = std::move(result);
      loop_.stop();
    };
    worker_->run(spec, std::move(callbacks));
  }

  JobResult run(const JobSpec& spec) {
    start(spec);
    return wait();
  }

  JobResult wait() {
    // Generous: nothing here takes seconds, a hang must not take for ever.
    const auto deadline = loop_.at(loop_.now() + std::chrono::minutes(2), [&] {
      ADD_FAILURE() << "the job did not end";
      loop_.stop();
    });
    if (!result_) loop_.run();
    return result_.value_or(JobResult{});
  }

  std::string output(Stream stream = Stream::output) const {
    std::string text;
    for (const OutputLine& line : lines_) {
      if (line.stream == stream) text += line.text + "\n";
    }
    return text;
  }

  EventLoop loop_;
  fs::path folder_;
  Environment environment_;
  PowerShell shell_;
  std::unique_ptr<Worker> worker_;
  int scripts_ = 0;
  std::vector<OutputLine> lines_;
  std::optional<JobResult> result_;
  std::function<void()> on_output_;
};

TEST_F(WorkerTest, leaves_no_debugger_files_and_no_trace_in_the_environment) {
  const JobResult result = run(script(
      "foreach ($n in 'DOTNET_EnableDiagnostics', "
      "'POWERSHELL_DIAGNOSTICS_OPTOUT', 'AITHERZERO_WORKER_UNSET') { "
      "\"[$([Environment]::GetEnvironmentVariable($n))]\" }\n"
      "[IO.Directory]::GetFileSystemEntries([IO.Path]::GetTempPath()).Where({ "
      "$_ -match \"(dotnet-diagnostic|clr-debug-pipe)-$PID-\" -or "
      "$_ -match \"CoreFxPipe_PSHost.*\\.$PID\\.\" }).Count\n"));
  EXPECT_EQ(result.outcome, Outcome::succeeded);
  EXPECT_EQ(output(), "[]\n[]\n[]\n0\n");
}

TEST_F(WorkerTest, runs_a_script_and_says_what_it_says) {
  const JobResult result = run(script("'hello'\n1..3\n"));
  EXPECT_EQ(result.outcome, Outcome::succeeded);
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(output(), "hello\n1\n2\n3\n");
}

TEST_F(WorkerTest, passes_parameters_with_their_types_and_without_quoting) {
  JobSpec spec = script(
      "param([string]$Text, [int]$Count, [switch]$All, [object[]]$List, "
      "[hashtable]$Table, $Nothing)\n"
      "$Text; $Count.GetType().Name; $All.IsPresent; $List.Count; $List[1]\n"
      "$Table.Inner.Deep; $null -eq $Nothing\n");
  spec.parameters = {{"Text", "it's \"$(throw 'no')\" `n ; | & \\ é 漢"},
                     {"Count", 42},
                     {"All", true},
                     {"List", Array{1, "two words", Value()}},
                     {"Table", Table{{"Inner", Table{{"Deep", "yes"}}}}},
                     {"Nothing", Value()}};
  const JobResult result = run(spec);
  EXPECT_EQ(result.outcome, Outcome::succeeded)
      << result.error.value_or(JobError{}).message;
  EXPECT_EQ(output(),
            "it's \"$(throw 'no')\" `n ; | & \\ é 漢\nInt32\nTrue\n3\n"
            "two words\nyes\nTrue\n");
}

TEST_F(WorkerTest, a_scripts_exit_code_is_the_jobs) {
  const JobResult result = run(script("'before'\nexit 7\n'after'\n"));
  EXPECT_EQ(result.outcome, Outcome::failed);
  EXPECT_EQ(result.exit_code, 7);
  EXPECT_EQ(output(), "before\n");
}

TEST_F(WorkerTest, a_terminating_error_has_its_place) {
  const JobSpec spec = script("$x = 1\n  throw 'it broke'\n");
  const JobResult result = run(spec);
  EXPECT_EQ(result.outcome, Outcome::failed);
  EXPECT_EQ(result.exit_code, 1);
  ASSERT_TRUE(result.error);
  EXPECT_EQ(result.error->message, "it broke");
  EXPECT_EQ(result.error->script, spec.script);
  EXPECT_EQ(result.error->line, 2u);
  EXPECT_EQ(result.error->column, 3u);
}

TEST_F(WorkerTest, a_syntax_error_has_its_place) {
  const JobResult result = run(script("$x = 1\nif ($x {\n"));
  EXPECT_EQ(result.outcome, Outcome::failed);
  ASSERT_TRUE(result.error);
  EXPECT_EQ(result.error->line, 2u);
}

TEST_F(WorkerTest, keeps_the_order_of_native_output) {
  run(script("'one'\n/bin/sh -c 'echo two; echo three'\n'four'\n"));
  EXPECT_EQ(output(), "one\ntwo\nthree\nfour\n");
}

TEST_F(WorkerTest, streams_output_while_the_job_runs) {
  // The job waits for a file that is made only once its first line is here.
  const fs::path gate = folder_ / "gate";
  start(
      script(fmt::format("'first'\nwhile (-not [IO.File]::Exists('{}')) "
                         "{{ [Threading.Thread]::Sleep(5) }}\n'second'\n",
                         gate.string())));
  on_output_ = [&] {
    if (output() == "first\n") std::ofstream(gate) << "open";
  };
  EXPECT_EQ(wait().outcome, Outcome::succeeded);
  EXPECT_EQ(output(), "first\nsecond\n");
}

TEST_F(WorkerTest, one_job_does_not_see_what_another_changed) {
  run(
      script("$env:LEFT_BEHIND = 'yes'; $global:Left = 1\n"
             "[Environment]::CurrentDirectory = '/'\n"));
  run(
      script("\"[$env:LEFT_BEHIND][$global:Left][$PWD]\"\n"
             "[Environment]::CurrentDirectory\n"));
  EXPECT_EQ(output(), fmt::format("[][][{0}]\n{0}\n", folder_.string()));
  EXPECT_TRUE(worker_->is_usable());
}

TEST_F(WorkerTest, gives_a_job_its_environment) {
  JobSpec spec = script("$env:ANSWER\n");
  spec.environment = {{"ANSWER", "42"}};
  run(spec);
  EXPECT_EQ(output(), "42\n");
}

TEST_F(WorkerTest, stops_so_that_finally_blocks_run) {
  start(
      script("try { 'ready'; while ($true) { $x = 1 } }\n"
             "finally { [Console]::WriteLine('cleaned up') }\n"));
  on_output_ = [this] {
    if (output() == "ready\n") worker_->stop();
  };
  const JobResult result = wait();
  EXPECT_EQ(result.outcome, Outcome::failed);
  EXPECT_EQ(output(), "ready\ncleaned up\n");
  ASSERT_TRUE(result.kill_receipt);
  EXPECT_EQ(result.kill_receipt->survivors, 0u);
  EXPECT_TRUE(worker_->is_usable());
}

TEST_F(WorkerTest, kills_a_loop_in_dotnet_code_with_its_process) {
  start(script("'ready'\n[Threading.Thread]::Sleep(-1)\n"));
  on_output_ = [this] {
    if (output() == "ready\n") worker_->kill();
  };
  const JobResult result = wait();
  ASSERT_TRUE(result.kill_receipt);
  EXPECT_GE(result.kill_receipt->ended, 1u);
  EXPECT_EQ(result.kill_receipt->survivors, 0u);
  EXPECT_FALSE(worker_->is_usable());
}

TEST_F(WorkerTest, ends_what_a_job_leaves_behind) {
  const JobResult result = run(
      script("/bin/sh -c 'setsid sleep 600 >/dev/null 2>&1 & echo started'\n"));
  EXPECT_EQ(result.outcome, Outcome::succeeded);
  EXPECT_EQ(output(), "started\n");
  ASSERT_TRUE(result.kill_receipt);
  EXPECT_EQ(result.kill_receipt->ended, 1u);
  EXPECT_EQ(result.note, "left 1 process behind, ended");
}

TEST_F(WorkerTest, lets_live_what_a_job_is_to_keep) {
  JobSpec spec =
      script("/bin/sh -c 'setsid sleep 600 >/dev/null 2>&1 & echo $!'\n");
  spec.keep_processes = true;
  const JobResult result = run(spec);
  EXPECT_EQ(result.outcome, Outcome::succeeded);
  EXPECT_FALSE(result.kill_receipt);
  EXPECT_EQ(result.note.rfind("leaves 1 process running: ", 0), 0u)
      << result.note;
  EXPECT_FALSE(worker_->is_usable());
  worker_.reset();
  EXPECT_EQ(::kill(std::stoi(output()), SIGKILL), 0);
}

TEST_F(WorkerTest, keeps_nothing_of_a_job_that_was_stopped) {
  JobSpec spec = script(
      "/bin/sh -c 'setsid sleep 600 >/dev/null 2>&1 & echo $!'\n"
      "Start-Sleep 600\n");
  spec.keep_processes = true;
  start(spec);
  on_output_ = [this] { worker_->stop(); };
  const JobResult result = wait();
  ASSERT_TRUE(result.kill_receipt);
  EXPECT_EQ(result.kill_receipt->ended, 1u);
  // Its parent may not have taken note of its end yet.
  TreeProcess left;
  EXPECT_TRUE(!read_process(std::stoi(output()), &left) || left.ended)
      << left.name;
}

// As the `pwsh` of a .NET tool is one, which waits for the real one.
TEST_F(WorkerTest, may_have_a_launcher_above_it) {
  const std::string launcher = folder_ / "pwsh";
  std::ofstream(launcher) << "#!/bin/sh\n\"" << shell_.program
                          << "\" \"$@\"\nexit $?\n";
  fs::permissions(launcher, fs::perms::owner_all);
  shell_.program = launcher;
  start_worker();
  for (int i = 0; i < 2; ++i) {
    const JobResult result = run(script(
        "/bin/sh -c 'setsid sleep 600 >/dev/null 2>&1 & echo started'\n"));
    EXPECT_EQ(output(), "started\n");
    EXPECT_EQ(result.note, "left 1 process behind, ended");
    EXPECT_TRUE(worker_->is_usable());
  }
  start(script("'ready'\nStart-Sleep 600\n"));
  on_output_ = [this] {
    if (output() == "ready\n") worker_->stop();
  };
  const JobResult stopped = wait();
  ASSERT_TRUE(stopped.kill_receipt);
  EXPECT_EQ(stopped.kill_receipt->ended, 0u);
  EXPECT_TRUE(worker_->is_usable());
  on_output_ = nullptr;
  EXPECT_EQ(run(script("[Environment]::Exit(5)\n")).exit_code, 5);
}

TEST_F(WorkerTest, a_job_that_ends_its_process_ends_only_itself) {
  const JobResult result = run(script("[Environment]::Exit(5)\n"));
  EXPECT_EQ(result.outcome, Outcome::failed);
  EXPECT_EQ(result.exit_code, 5);
  EXPECT_FALSE(worker_->is_usable());
}

TEST_F(WorkerTest, a_program_that_is_no_powershell_is_an_error) {
  shell_.program = "/bin/true";
  start_worker();
  const JobResult result = run(script("1\n"));
  EXPECT_EQ(result.outcome, Outcome::failed);
  ASSERT_TRUE(result.error);
  EXPECT_NE(result.error->message.find("PowerShell did not start"),
            std::string::npos);
}

}  // namespace
}  // namespace aitherzero
