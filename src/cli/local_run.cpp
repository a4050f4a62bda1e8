#include "cli/local_run.hpp"

#include <fmt/format.h>

#include <ctime>
#include <random>

#include "controller/journal/journal.hpp"
#include "protocol/session/connection.hpp"
#include "shared/base/assert.hpp"
#include "shared/platform/signals.hpp"
#include "shared/platform/system.hpp"
#include "shared/store/null_store.hpp"

namespace aitherzero {
namespace {

// More slots than any run here can use; only as many as a run asks for are
// ever filled.
constexpr std::uint32_t k_runner_slots = 4096;
// How often a live view may redraw what has not changed but for the clock.
constexpr Milliseconds k_tick{100};

std::string utc_time(const char* format) {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  char text[32];
  const std::size_t size = std::strftime(text, sizeof text, format, &parts);
  return {text, size};
}

// Sorts by time, and two runs of one second differ.
std::string new_run_id() {
  std::random_device random;
  return fmt::format("{}-{:04x}", utc_time("%Y%m%d-%H%M%S"),
                     random() & 0xffffu);
}

std::uint64_t wall_clock_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<Milliseconds>(now).count());
}

std::uint64_t random_number() {
  std::random_device random;
  return std::uint64_t{random()} << 32 | random();
}

}  // namespace

LocalRun::LocalRun(LocalRunOptions options) : options_(std::move(options)) {
  SlotRunnerOptions runner;
  runner.program = options_.program;
  runner.environment = options_.environment;
  runner.pwsh = options_.pwsh;
  runner.working_directory = options_.project_root;
  runner.slots = k_runner_slots;
  runner_ = std::make_unique<SlotRunner>(loop_, std::move(runner));
}

LocalRun::~LocalRun() = default;

void LocalRun::warm_up() {
  if (options_.isolation != Isolation::cold) runner_->warm_up(1);
}

std::uint32_t LocalRun::slots_for(const Plan& plan) const {
  const auto most = static_cast<std::uint32_t>(
      std::clamp<std::size_t>(plan.jobs.size(), 1, k_runner_slots));
  if (!plan.parallel) return 1;
  const std::uint32_t wanted =
      plan.max_concurrency > 0
          ? static_cast<std::uint32_t>(plan.max_concurrency)
          : usable_cpu_count();
  return std::clamp(wanted, 1u, most);
}

Result<RunReport> LocalRun::execute(
    std::shared_ptr<const Plan> plan, ProgressView* view,
    BackgroundWriter* writer,
    const std::function<void(RunRecorder&)>& on_report) {
  const std::uint32_t slots = slots_for(*plan);
  view_ = view;
  writer_ = writer;
  recorder_ = std::make_unique<RunRecorder>(
      *plan, new_run_id(), utc_time("%Y-%m-%dT%H:%M:%SZ"), slots, loop_.now());
  on_report(*recorder_);
  if (view_ != nullptr) view_->on_run_started(recorder_->report(), loop_.now());

  const MemoryLink link =
      MemoryLink::make([this](std::function<void()> callback) {
        loop_.post(std::move(callback));
      });
  NullStore store;
  NullCommitter committer(loop_);
  Journal journal(store, committer, wall_clock_ms);
  RunObserver& observer = *this;
  ControllerOptions controller;
  controller.random = random_number;
  controller_ = std::make_unique<Controller>(loop_, *link.server, journal,
                                             observer, std::move(controller));
  LoopConnection connection(loop_, *link.client, k_protocol_version,
                            {agent_session_name(host_name()), random_number(), 1});
  AgentOptions agent_options;
  agent_options.identity = {host_name(),
                            {{"os", std::string(os_word())},
                             {"arch", std::string(arch_word())},
                             {"hostname", host_name()}},
                            slots};
  Agent agent(loop_, connection, *runner_, nullptr, std::move(agent_options));
  TRY(const auto signals,
      StopSignals::watch(loop_, [this](StopSignal) { on_stop_signal(); }));
  agent.connect();
  RunRecord record;
  record.name = recorder_->report().id;
  record.plan_name = plan->name;
  record.working_directory = options_.project_root;
  record.isolation = options_.isolation;
  // The observer is told of the run's jobs from inside submit() already.
  run_ = RunId{1};
  controller_->submit({std::move(plan), std::move(record)},
                      [this](const Result<RunId>& submitted) {
                        AZ_ASSERT(submitted && *submitted == run_);
                      });
  tick();
  if (recorder_->report().status == RunStatus::running) loop_.run();
  tick_timer_.reset();
  controller_.reset();
  return recorder_->report();
}

void LocalRun::on_stop_signal() {
  ++stop_signals_;
  const bool first = stop_signals_ == 1;
  if (view_ != nullptr) {
    view_->on_notice(
        first ? "cancelling; press Ctrl-C again to kill" : "killing",
        loop_.now());
  }
  controller_->cancel(run_, first ? CancelMode::graceful : CancelMode::kill);
}

void LocalRun::tick() {
  if (view_ == nullptr || !view_->wants_ticks()) return;
  view_->on_tick(loop_.now());
  tick_timer_ = loop_.at(loop_.now() + k_tick, [this] { tick(); });
}

void LocalRun::on_job_changed(const JobChanged& change,
                              const std::string& agent) {
  recorder_->on_job_changed(change, agent, loop_.now());
  if (view_ == nullptr) return;
  const JobReport& job = recorder_->job(change.job);
  if (change.status == JobStatus::running) {
    view_->on_job_started(job, change.slot, loop_.now());
  } else if (has_ended(change.status)) {
    view_->on_job_ended(job, loop_.now());
  }
}

void LocalRun::on_output(RunId, JobIndex job,
                         const std::vector<OutputLine>& lines) {
  recorder_->on_output(job, lines);
  if (view_ == nullptr) return;
  for (const OutputLine& line : lines) {
    view_->on_output(recorder_->job(job), line);
  }
  hold_output_while_behind();
}

void LocalRun::hold_output_while_behind() {
  if (writer_ == nullptr || held_ || !writer_->is_behind()) return;
  held_ = true;
  controller_->hold_output();
  writer_->when_caught_up([this] {
    loop_.post([this] {
      held_ = false;
      if (controller_) controller_->release_output();
    });
  });
}

void LocalRun::on_run_ended(const RunEnded& ended) {
  recorder_->on_run_ended(ended.status, loop_.now());
  if (view_ != nullptr) view_->on_run_ended(recorder_->report(), loop_.now());
  loop_.stop();
}

}  // namespace aitherzero
