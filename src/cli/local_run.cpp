#include "cli/local_run.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/machine.hpp"
#include "controller/journal/journal.hpp"
#include "controller/journal/run_name.hpp"
#include "protocol/codec/limits.hpp"
#include "protocol/session/connection.hpp"
#include "shared/base/assert.hpp"
#include "shared/platform/signals.hpp"
#include "shared/platform/system.hpp"
#include "shared/store/background_committer.hpp"
#include "shared/store/null_store.hpp"

namespace aitherzero {
namespace {

// More slots than any run here can use; only as many as a run asks for are
// ever filled.
constexpr std::uint32_t k_runner_slots = k_max_slots;
// Runs of this machine that are remembered.
constexpr std::size_t k_kept_runs = 100;

}  // namespace

LocalRun::LocalRun(LocalRunOptions options) : options_(std::move(options)) {
  SlotRunnerOptions runner;
  runner.program = options_.program;
  runner.environment = options_.environment;
  runner.pwsh = options_.pwsh;
  runner.working_directory = options_.project_root;
  runner.slots = k_runner_slots;
  runner_ = std::make_unique<SlotRunner>(loop_, std::move(runner));
  secret_runner_ = std::make_unique<SecretRunner>(*runner_);
}

LocalRun::~LocalRun() = default;

void LocalRun::warm_up(const Plan& plan) {
  const bool has_work = std::ranges::any_of(plan.jobs, [&](const Job& job) {
    return plan.step(job).kind == ScriptKind::powershell ||
           !plan.step(job).condition.empty();
  });
  if (has_work && options_.isolation != Isolation::cold) runner_->warm_up(1);
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

std::unique_ptr<Store> LocalRun::open_record(const std::string& run) {
  if (!options_.folders) return std::make_unique<NullStore>();
  auto store = options_.folders->create(run);
  if (store) return std::move(*store);
  show_->notice("this run is not recorded: " + to_string(store.error()));
  return std::make_unique<NullStore>();
}

Result<RunReport> LocalRun::execute(LocalRunRequest request) {
  const std::shared_ptr<const Plan> plan = request.plan;
  const std::uint32_t slots = slots_for(*plan);
  const std::uint64_t now_ms = wall_clock_ms();
  show_ = std::make_unique<RunShow>(loop_, request.view, request.writer);
  show_->on_behind([this] { controller_->hold_output(); },
                   [this] {
                     if (controller_) controller_->release_output();
                   });
  show_->begin(*plan,
               options_.folders ? options_.folders->new_name(now_ms)
                                : make_run_name(now_ms, random_number()),
               utc_time(now_ms), slots, loop_.now(), request.on_report);

  const MemoryLink link =
      MemoryLink::make([this](std::function<void()> callback) {
        loop_.post(std::move(callback));
      });
  const std::unique_ptr<Store> store = open_record(show_->report().id);
  const auto recording = make_committer(loop_, *store, Durability::process);
  BackgroundCommitter committer(loop_, *recording, [this](const Error& error) {
    show_->notice("this run is not recorded any more: " + to_string(error));
  });
  Journal journal(*store, committer, wall_clock_ms);
  RunObserver& observer = *this;
  ControllerOptions controller;
  controller.random = random_number;
  controller_ = std::make_unique<Controller>(loop_, *link.server, journal,
                                             observer, std::move(controller));
  LoopConnection connection(
      loop_, *link.client, k_protocol_version,
      {agent_session_name(host_name()), random_number(), 1});
  AgentOptions agent_options;
  agent_options.identity = {
      host_name(), local_labels(options_.pwsh, options_.environment), slots};
  Agent agent(loop_, connection, *secret_runner_, nullptr,
              std::move(agent_options));
  TRY(const auto signals,
      StopSignals::watch(loop_, [this](StopSignal) { on_stop_signal(); }));
  RunRecord record;
  record.name = show_->report().id;
  record.plan_name = plan->name;
  record.submitter = options_.submitter;
  record.working_directory = options_.project_root;
  record.isolation = options_.isolation;
  // The observer is told of the run's jobs from inside submit() already.
  run_ = RunId{1};
  controller_->submit({plan, std::move(record), std::move(request.secrets),
                       std::move(request.done)},
                      [this](const Result<RunId>& submitted) {
                        AZ_ASSERT(submitted && *submitted == run_);
                      });
  // Recorded before its first job starts, so that who sees that can ask for the
  // run. The controller hands it in before this is called.
  const auto record_all = [&] {
    bool done = false;
    loop_.post([&] {
      committer.write([&] {
        done = true;
        loop_.stop();
      });
    });
    while (!done) loop_.run();  // the run's end stops it, too
  };
  record_all();
  if (show_->report().status == RunStatus::running) {
    agent.connect();
    loop_.run();
  }
  // What its end brought, too.
  record_all();
  controller_.reset();
  if (options_.folders) options_.folders->prune(k_kept_runs);
  return show_->report();
}

void LocalRun::on_stop_signal() {
  ++stop_signals_;
  const bool first = stop_signals_ == 1;
  show_->notice(first ? "cancelling; press Ctrl-C again to kill" : "killing");
  controller_->cancel(run_, first ? CancelMode::graceful : CancelMode::kill,
                      [](const auto&) {});
}

void LocalRun::on_job_changed(const JobChanged& change,
                              const std::string& agent) {
  show_->job_changed(change, agent, loop_.now());
}

void LocalRun::on_output(RunId, JobIndex job,
                         const std::vector<OutputLine>& lines) {
  show_->output(job, lines);
}

void LocalRun::on_run_ended(const RunEnded& ended) {
  show_->ended(ended, loop_.now());
  loop_.stop();
}

}  // namespace aitherzero
