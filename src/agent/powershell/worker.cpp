#include "agent/powershell/worker.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <optional>

#include "agent/powershell/worker_messages.hpp"
#include "agent/process/leftovers.hpp"
#include "agent/process/output_pipe.hpp"
#include "shared/base/assert.hpp"
#include "shared/base/lifetime.hpp"
#include "shared/platform/pipes.hpp"

namespace aitherzero {
namespace {

constexpr std::size_t k_bite_bytes = 64 * 1024;

// Keeps .NET and PowerShell from making the pipes for debuggers in the
// temporary folder, which a worker that is killed would leave there. Only for
// the worker's own start: it takes them out of the environment of its jobs.
constexpr std::pair<const char*, const char*> k_start_settings[] = {
    {"DOTNET_EnableDiagnostics", "0"},
    {"POWERSHELL_DIAGNOSTICS_OPTOUT", "1"},
};
constexpr char k_unset_variable[] = "AITHERZERO_WORKER_UNSET";

Environment with_start_settings(Environment environment) {
  std::string unset;
  for (const auto& [name, value] : k_start_settings) {
    if (!environment.emplace(name, value).second) continue;
    if (!unset.empty()) unset += ';';
    unset += name;
  }
  environment[k_unset_variable] = unset;
  return environment;
}

class WorkerProcess final : public Worker {
 public:
  WorkerProcess(EventLoop& loop, std::unique_ptr<Supervisor> supervisor)
      : loop_(loop), supervisor_(std::move(supervisor)) {}

  Status launch(const Start& start);

  void run(const JobSpec& spec, JobCallbacks callbacks) override;
  void stop() override;
  void kill() override;
  void pause_output() override;
  void resume_output() override;

  bool is_usable() const override { return usable_; }
  const std::string& version() const override { return version_; }
  void when_ready(std::function<void(Status)> callback) override;

 private:
  // The job that runs, from run() until its on_ended.
  struct Current {
    std::uint64_t id = 0;
    JobSpec spec;
    JobCallbacks callbacks;
    bool sent = false;  // the worker has been told
    bool stopping = false;
    bool killing = false;
    std::uint32_t alive_at_stop = 0;  // descendants when it was stopped
    std::optional<JobResult> result;  // once the worker has reported its end
  };

  Result<UniqueFd> capture(Stream stream, std::optional<OutputPipe>& pipe);
  void on_replies();
  void on_message(const WorkerReady& ready);
  void on_message(WorkerOutput output);
  void on_message(const WorkerEnded& ended);
  void on_message(const WorkerUnknown&) {}
  void on_exit(const Result<ProcessExit>& exit);
  void on_start_timeout();
  void give_up(const Error& error);
  void send_run();
  void write_request(const std::string& frame);
  void flush_requests();
  void flush_lines();
  void sweep();
  void keep();
  void finish(Result<KillReceipt> receipt);
  void end_everything();
  void settle(Status status);

  EventLoop& loop_;
  std::unique_ptr<Supervisor> supervisor_;
  UniqueFd requests_;
  std::string request_bytes_;  // not yet accepted by the pipe
  EventLoop::Handle requests_writable_;
  UniqueFd replies_;
  EventLoop::Handle replies_readable_;
  WorkerFrameReader frames_;
  std::vector<OutputLine> lines_;  // of the bite that is being read
  std::optional<OutputPipe> raw_output_;
  std::optional<OutputPipe> raw_error_;
  EventLoop::Handle start_timer_;
  bool ready_ = false;
  bool usable_ = true;
  std::string version_;
  std::optional<Status> settled_;
  std::function<void(Status)> when_ready_;
  std::optional<Current> current_;
  std::uint64_t last_id_ = 0;
  Lifetime lifetime_;
};

Result<UniqueFd> WorkerProcess::capture(Stream stream,
                                        std::optional<OutputPipe>& pipe) {
  TRY(Pipe ends, make_pipe());
  TRY_VOID(set_non_blocking(ends.read_end.get()));
  pipe.emplace(loop_, std::move(ends.read_end), stream,
               [this](std::vector<OutputLine> lines) {
                 // Before and between jobs nobody is there to read it.
                 if (current_) current_->callbacks.on_output(std::move(lines));
               });
  return std::move(ends.write_end);
}

Status WorkerProcess::launch(const Start& start) {
  TRY(Pipe requests, make_pipe());
  TRY(Pipe replies, make_pipe());
  TRY_VOID(set_non_blocking(requests.write_end.get()));
  TRY_VOID(set_non_blocking(replies.read_end.get()));
  TRY(const UniqueFd output, capture(Stream::output, raw_output_));
  TRY(const UniqueFd error, capture(Stream::error, raw_error_));
  ProcessSpec process;
  process.program = start.powershell.program;
  process.arguments = worker_arguments(start.powershell);
  process.working_directory = start.working_directory;
  process.environment = with_start_settings(start.environment);
  process.standard_output = output.get();
  process.standard_error = error.get();
  process.extra = {requests.read_end.get(), replies.write_end.get()};
  supervisor_->spawn(
      process, lifetime_.guard(
                   [this](const Result<ProcessExit>& exit) { on_exit(exit); }));
  requests_ = std::move(requests.write_end);
  replies_ = std::move(replies.read_end);
  resume_output();
  start_timer_ = loop_.at(loop_.now() + k_worker_start_timeout,
                          [this] { on_start_timeout(); });
  return {};
}

void WorkerProcess::run(const JobSpec& spec, JobCallbacks callbacks) {
  AZ_ASSERT(!current_ && usable_);
  current_ = Current{};
  current_->id = ++last_id_;
  current_->spec = spec;
  current_->callbacks = std::move(callbacks);
  if (ready_) loop_.post(lifetime_.guard([this] { send_run(); }));
}

void WorkerProcess::send_run() {
  if (!current_ || current_->sent || current_->killing || !usable_) return;
  current_->sent = true;
  current_->callbacks.on_started();
  write_request(encode_worker_run(current_->id, current_->spec));
  if (current_->stopping) write_request(encode_worker_stop(current_->id));
}

void WorkerProcess::write_request(const std::string& frame) {
  request_bytes_ += frame;
  flush_requests();
}

void WorkerProcess::flush_requests() {
  while (!request_bytes_.empty() && requests_) {
    const ssize_t written =
        ::write(requests_.get(), request_bytes_.data(), request_bytes_.size());
    if (written > 0) {
      request_bytes_.erase(0, static_cast<std::size_t>(written));
      continue;
    }
    // A broken pipe means that the process has ended: on_exit() follows.
    if (errno == EINTR) continue;
    if (errno != EAGAIN) request_bytes_.clear();
    break;
  }
  if (request_bytes_.empty()) {
    requests_writable_.reset();
  } else if (!requests_writable_) {
    requests_writable_ =
        loop_.on_writable(requests_.get(), [this] { flush_requests(); });
  }
}

void WorkerProcess::stop() {
  if (!current_ || current_->stopping) return;
  current_->stopping = true;
  supervisor_->list_descendants(
      lifetime_.guard([this](const Result<std::vector<std::string>>& names) {
        if (!current_) return;
        if (names) {
          current_->alive_at_stop = static_cast<std::uint32_t>(names->size());
        }
        // A job whose worker still starts has nothing to stop.
        if (!current_->sent) return kill();
        write_request(encode_worker_stop(current_->id));
      }));
}

void WorkerProcess::kill() {
  if (!current_ || current_->killing) return;
  current_->stopping = true;
  current_->killing = true;
  end_everything();
}

// The whole process tree, the worker included; then the job has ended.
void WorkerProcess::end_everything() {
  usable_ = false;
  supervisor_->end_tree(Reach::everything, Milliseconds{0},
                        lifetime_.guard([this](Result<KillReceipt> receipt) {
                          finish(std::move(receipt));
                        }));
}

void WorkerProcess::pause_output() {
  replies_readable_.reset();
  raw_output_->pause();
  raw_error_->pause();
}

void WorkerProcess::resume_output() {
  raw_output_->resume();
  raw_error_->resume();
  if (replies_readable_ || !replies_) return;
  replies_readable_ =
      loop_.on_readable(replies_.get(), [this] { on_replies(); });
}

void WorkerProcess::on_replies() {
  std::string bytes;
  const ReadOutcome outcome = read_some(replies_.get(), k_bite_bytes, bytes);
  if (outcome == ReadOutcome::would_block) return;
  if (outcome != ReadOutcome::bytes) {
    replies_readable_.reset();
    return;
  }
  frames_.append(bytes);
  while (true) {
    auto message = frames_.next();
    if (!message) return give_up(message.error());
    if (!*message) break;
    std::visit([&](auto& m) { on_message(std::move(m)); }, **message);
  }
  flush_lines();
}

void WorkerProcess::on_message(const WorkerReady& ready) {
  if (ready.protocol != k_worker_protocol) {
    return give_up({ErrorKind::unavailable,
                    fmt::format("the worker speaks protocol {}, not {}",
                                ready.protocol, k_worker_protocol),
                    {},
                    "build the project again"});
  }
  ready_ = true;
  supervisor_->count_as_started(ready.pid);
  version_ = ready.version;
  start_timer_.reset();
  settle({});
  send_run();
}

void WorkerProcess::on_message(WorkerOutput output) {
  if (!current_ || output.id != current_->id) return;
  lines_.push_back(std::move(output.line));
}

void WorkerProcess::flush_lines() {
  if (lines_.empty()) return;
  std::vector<OutputLine> lines = std::exchange(lines_, {});
  if (current_) current_->callbacks.on_output(std::move(lines));
}

void WorkerProcess::on_message(const WorkerEnded& ended) {
  if (!current_ || ended.id != current_->id || current_->killing) return;
  flush_lines();
  JobResult result;
  result.exit_code = ended.exit_code;
  result.error = ended.error;
  if (ended.how == WorkerEnded::How::skipped) {
    result.outcome = Outcome::skipped;
    result.note = "condition: " + current_->spec.condition;
  } else if (ended.exit_code != 0 || ended.how != WorkerEnded::How::completed) {
    result.outcome = Outcome::failed;
    if (!result.error) {
      result.error = JobError{fmt::format("exit code {}", ended.exit_code)};
    }
  }
  result.objects = ended.objects;
  if (!ended.tainted.empty()) usable_ = false;
  if (current_->spec.isolation != Isolation::runspace) usable_ = false;
  current_->result = std::move(result);
  const bool keeps = current_->spec.keep_processes && !current_->stopping;
  keeps ? keep() : sweep();
}

// What the job has left lives on, and this worker ends.
void WorkerProcess::keep() {
  usable_ = false;
  current_->killing = true;  // there is nothing to stop any more
  requests_writable_.reset();
  requests_.reset();
  supervisor_->release(
      lifetime_.guard([this](Result<std::vector<std::string>> kept) {
        if (!current_) return;
        const std::string note =
            kept ? kept_note(*kept) : to_string(kept.error());
        if (current_->result->note.empty()) current_->result->note = note;
        finish(KillReceipt{});
      }));
}

// Ends what the job left behind in this worker, and only that.
void WorkerProcess::sweep() {
  supervisor_->end_tree(Reach::descendants_only, k_leftover_grace,
                        lifetime_.guard([this](Result<KillReceipt> receipt) {
                          if (current_ && !current_->killing) {
                            finish(std::move(receipt));
                          }
                        }));
}

void WorkerProcess::finish(Result<KillReceipt> receipt) {
  if (!current_) return;
  raw_output_->drain();
  raw_error_->drain();
  Current job = std::move(*current_);
  current_.reset();
  JobResult result = job.result.value_or(JobResult{});
  if (!job.result) result.outcome = Outcome::failed;
  if (!receipt) {
    result.note = to_string(receipt.error());
    usable_ = false;
  } else if (job.stopping) {
    // What went by itself once the pipeline was stopped.
    if (job.alive_at_stop > receipt->ended) {
      receipt->by_stop = job.alive_at_stop - receipt->ended;
      receipt->ended += receipt->by_stop;
    }
    result.kill_receipt = std::move(*receipt);
  } else if (receipt->ended > 0) {
    if (result.note.empty()) {
      result.note = leftover_note(receipt->ended);
    }
    result.kill_receipt = std::move(*receipt);
  }
  // The owner may destroy this worker from here on.
  job.callbacks.on_ended(std::move(result));
}

// The process ended without being told: a job called [Environment]::Exit, or
// it crashed, or PowerShell could not start.
void WorkerProcess::on_exit(const Result<ProcessExit>& exit) {
  start_timer_.reset();
  usable_ = false;
  if (replies_readable_) on_replies();
  flush_lines();
  if (!ready_) {
    std::string how =
        exit ? fmt::format("it ended with exit code {}", exit->exit_code)
             : to_string(exit.error());
    return give_up({ErrorKind::unavailable,
                    "PowerShell did not start: " + how,
                    {},
                    "see 'aitherzero doctor'"});
  }
  if (!current_ || current_->killing || current_->result) return;
  JobResult result;
  result.exit_code = exit ? exit->exit_code : 1;
  if (!exit || exit->exit_code != 0) {
    result.outcome = Outcome::failed;
    result.error = JobError{
        exit ? fmt::format("its PowerShell process ended with {} {}",
                           exit->signal != 0 ? "signal" : "exit code",
                           exit->signal != 0 ? exit->signal : exit->exit_code)
             : to_string(exit.error())};
  }
  current_->result = std::move(result);
  end_everything();
}

void WorkerProcess::on_start_timeout() {
  give_up({ErrorKind::unavailable,
           fmt::format("PowerShell did not start within {} s",
                       to_seconds(k_worker_start_timeout)),
           {},
           "see 'aitherzero doctor'"});
}

// The worker is of no use any more, and why.
void WorkerProcess::give_up(const Error& error) {
  usable_ = false;
  start_timer_.reset();
  settle(tl::make_unexpected(error));
  if (!current_ || current_->killing) return;
  current_->result = failed_result(to_string(error));
  end_everything();
}

void WorkerProcess::settle(Status status) {
  if (settled_) return;
  settled_ = std::move(status);
  if (when_ready_) std::exchange(when_ready_, nullptr)(*settled_);
}

void WorkerProcess::when_ready(std::function<void(Status)> callback) {
  if (settled_) {
    loop_.post([callback = std::move(callback), status = *settled_] {
      callback(status);
    });
  } else {
    when_ready_ = std::move(callback);
  }
}

}  // namespace

Result<std::unique_ptr<Worker>> Worker::start(
    EventLoop& loop, std::unique_ptr<Supervisor> supervisor,
    const Start& start) {
  auto worker = std::make_unique<WorkerProcess>(loop, std::move(supervisor));
  TRY_VOID(worker->launch(start));
  return std::unique_ptr<Worker>(std::move(worker));
}

}  // namespace aitherzero
