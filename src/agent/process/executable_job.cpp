#include "agent/process/executable_job.hpp"

#include <fmt/format.h>

#include <optional>

#include "agent/process/leftovers.hpp"
#include "agent/process/output_pipe.hpp"
#include "shared/base/lifetime.hpp"
#include "shared/platform/pipes.hpp"

namespace aitherzero {
namespace {

constexpr int k_cannot_execute = 126;

JobResult result_of_exit(const ProcessExit& exit) {
  if (exit.exit_code == 0) return {};
  return failed_result(exit.signal != 0
                           ? fmt::format("ended by signal {}", exit.signal)
                           : fmt::format("exit code {}", exit.exit_code),
                       exit.exit_code);
}

JobResult result_of_error(const Error& error) {
  return failed_result(to_string(error), k_cannot_execute);
}

class ExecutableJob final : public ActiveJob {
 public:
  ExecutableJob(EventLoop& loop, Supervisor& supervisor, const JobSpec& spec,
                JobCallbacks callbacks)
      : loop_(loop),
        supervisor_(supervisor),
        callbacks_(std::move(callbacks)),
        grace_(spec.grace),
        keeps_processes_(spec.keep_processes) {}

  void start(const ExecutableCommand& command) {
    const Status started = spawn(command);
    if (started) return;
    result_ = result_of_error(started.error());
    // on_ended must not come from inside start().
    loop_.post(lifetime_.guard([this] { finish(); }));
  }

  void stop() override { end_all(grace_); }
  void kill() override { end_all(Milliseconds{0}); }

  void pause_output() override {
    if (output_) output_->pause();
    if (error_) error_->pause();
  }

  void resume_output() override {
    if (output_) output_->resume();
    if (error_) error_->resume();
  }

 private:
  Result<UniqueFd> capture(Stream stream, std::optional<OutputPipe>& pipe) {
    TRY(Pipe ends, make_pipe());
    TRY_VOID(set_non_blocking(ends.read_end.get()));
    pipe.emplace(loop_, std::move(ends.read_end), stream,
                 [this](std::vector<OutputLine> lines) {
                   callbacks_.on_output(std::move(lines));
                 });
    return std::move(ends.write_end);
  }

  Status spawn(const ExecutableCommand& command) {
    TRY(const UniqueFd output, capture(Stream::output, output_));
    TRY(const UniqueFd error, capture(Stream::error, error_));
    ProcessSpec process;
    process.program = command.program;
    process.arguments = command.arguments;
    process.working_directory = command.working_directory;
    process.environment = command.environment;
    process.standard_output = output.get();
    process.standard_error = error.get();
    supervisor_.spawn(process,
                      lifetime_.guard([this](Result<ProcessExit> exit) {
                        on_exit(std::move(exit));
                      }));
    loop_.post(lifetime_.guard([this] { callbacks_.on_started(); }));
    return {};
  }

  void on_exit(Result<ProcessExit> exit) {
    exited_ = true;
    result_ = exit ? result_of_exit(*exit) : result_of_error(exit.error());
    if (stopping_) return finish_if_gone();
    if (!exit) return finish();
    if (keeps_processes_) return keep();
    end_tree(k_leftover_grace);
  }

  // Whoever asks it to stop meanwhile finds that it has ended.
  void keep() {
    released_ = true;
    supervisor_.release(
        lifetime_.guard([this](Result<std::vector<std::string>> kept) {
          result_.note = kept ? kept_note(*kept) : to_string(kept.error());
          finish();
        }));
  }

  void end_tree(Milliseconds grace) {
    ++open_end_trees_;
    supervisor_.end_tree(Reach::everything, grace,
                         lifetime_.guard([this](Result<KillReceipt> receipt) {
                           on_gone(std::move(receipt));
                         }));
  }

  void on_gone(Result<KillReceipt> receipt) {
    --open_end_trees_;
    if (!receipt) {
      result_.note = to_string(receipt.error());
    } else if (!receipt_ || receipt->ended > 0) {
      // Requests that overlap have one receipt, and one that comes later finds
      // nothing to end.
      receipt_ = std::move(*receipt);
    }
    finish_if_gone();
  }

  void finish_if_gone() {
    if (exited_ && open_end_trees_ == 0) finish();
  }

  void finish() {
    if (output_) output_->drain();
    if (error_) error_->drain();
    if (receipt_ && (stopping_ || receipt_->ended > 0)) {
      if (!stopping_) result_.note = leftover_note(receipt_->ended);
      result_.kill_receipt = std::move(receipt_);
    }
    // The owner may destroy this job from here on.
    const auto on_ended = std::move(callbacks_.on_ended);
    on_ended(std::move(result_));
  }

  void end_all(Milliseconds grace) {
    if (released_) return;
    stopping_ = true;
    end_tree(grace);
  }

  EventLoop& loop_;
  Supervisor& supervisor_;
  JobCallbacks callbacks_;
  Milliseconds grace_;
  bool keeps_processes_;
  bool released_ = false;
  std::optional<OutputPipe> output_;
  std::optional<OutputPipe> error_;
  bool stopping_ = false;
  bool exited_ = false;
  int open_end_trees_ = 0;
  JobResult result_;
  std::optional<KillReceipt> receipt_;
  Lifetime lifetime_;
};

}  // namespace

std::unique_ptr<ActiveJob> start_executable_job(
    EventLoop& loop, Supervisor& supervisor, const ExecutableCommand& command,
    const JobSpec& spec, JobCallbacks callbacks) {
  auto job = std::make_unique<ExecutableJob>(loop, supervisor, spec,
                                             std::move(callbacks));
  job->start(command);
  return job;
}

}  // namespace aitherzero
