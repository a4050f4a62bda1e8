#include "sim/simulation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <set>

#include "agent/app/agent.hpp"
#include "agent/app/outbox.hpp"
#include "controller/app/controller.hpp"
#include "controller/schedule/run_state.hpp"
#include "sim/fake_runner.hpp"
#include "sim/network.hpp"
#include "sim/random.hpp"
#include "sim/slow_committer.hpp"
#include "sim/story.hpp"
#include "sim/timeline.hpp"
#include "support/plan_builder.hpp"

namespace aitherzero::sim {
namespace {

constexpr SessionTimes k_times{Milliseconds(5'000)};
// Bad things happen so long; then everything is brought back and must end.
constexpr Milliseconds k_trouble{30'000};
constexpr Milliseconds k_patience{400'000};
constexpr Milliseconds k_settling{60'000};
constexpr std::size_t k_most_runs = 5;

// Ends a process in the middle of what it does.
struct Crashed {
  std::string where;
};

// Two cells of a playbook that runs for each, in the plan's first lane. A job
// of a cell needs none outside, so that no cell waits for another.
void add_cells(Random& random, Plan& plan) {
  const auto count = static_cast<std::uint32_t>(plan.jobs.size());
  const std::uint32_t middle = count / 2;
  for (const auto& [first, last] : {std::pair{middle / 2, middle},
                                    std::pair{middle, middle + middle / 2}}) {
    Lane cell{std::nullopt, false, 0, true};
    if (random() % 2 == 0) cell.max_parallel = 1;
    for (std::uint32_t job = first; job < last; ++job) {
      plan.steps[job].lane = static_cast<std::uint32_t>(plan.lanes.size());
      std::erase_if(plan.jobs[job].needs, [&, first = first](const Need& need) {
        return need.job.value < first;
      });
    }
    plan.lanes.push_back(cell);
  }
}

Plan random_plan(Random& random) {
  std::vector<testing::TestJob> jobs;
  const std::size_t count = 1 + random() % 14;
  for (std::size_t i = 0; i < count; ++i) {
    testing::TestJob job{fmt::format("j{}", i)};
    for (std::size_t need = 0; need < i; ++need) {
      if (random() % 4 == 0) job.needs.push_back(fmt::format("j{}", need));
    }
    job.tolerated = random() % 5 == 0;
    job.allow_parallel = random() % 8 != 0;
    jobs.push_back(std::move(job));
  }
  Plan plan = testing::plan(jobs);
  plan.parallel = random() % 4 != 0;
  plan.max_concurrency = static_cast<int>(random() % 4);
  if (plan.parallel && random() % 2 == 0) {
    for (std::uint32_t i = 0; i < count; ++i) {
      plan.start_order.push_back({i});
      std::swap(plan.start_order[i], plan.start_order[random() % (i + 1)]);
    }
  }
  plan.stop_on_error = random() % 2 == 0;
  plan.fail_fast = random() % 4 == 0;
  if (random() % 3 == 0) plan.timeout_seconds = 1 + random() % 30;
  if (random() % 5 == 0) plan.wait_agents_seconds = random() % 30;
  plan.lanes = {{1 + static_cast<int>(random() % 3), random() % 3 == 0},
                {1 + static_cast<int>(random() % 2), false, 0}};
  plan.nested = {{"outer", k_not_nested, random() % 2 == 0},
                 {"outer/inner", 0, random() % 2 == 0}};
  for (NestedPlaybook& nested : plan.nested) {
    if (random() % 2 == 0) nested.timeout_seconds = 0.5 + random() % 10;
  }
  for (PlannedStep& step : plan.steps) {
    if (random() % 4 == 0) step.lane = random() % 2;
    if (random() % 3 == 0) step.nested = random() % 2;
    if (random() % 8 == 0) step.waits_for_ends = true;
    if (random() % 12 == 0) step.skip = "by the plan";
    if (random() % 4 == 0) step.retries = 1 + static_cast<int>(random() % 2);
    if (random() % 2 == 0) step.retry_delay_seconds = 0.5;
    if (random() % 3 == 0) step.timeout_seconds = 0.2 + 0.1 * (random() % 20);
  }
  if (random() % 3 == 0) add_cells(random, plan);
  return plan;
}

class NobodyWatches final : public RunObserver {
 public:
  void on_job_changed(const JobChanged&, const std::string&) override {}
  void on_output(RunId, JobIndex, const std::vector<OutputLine>&) override {}
  void on_run_ended(const RunEnded&) override {}
};

class World {
 public:
  World(std::uint32_t seed, Coverage& coverage, const Mistakes& mistakes)
      : random_(seed),
        coverage_(coverage),
        mistakes_(mistakes),
        network_(timeline_, random_, coverage_),
        started_(timeline_.now()) {
    submissions_.reserve(k_most_runs);  // they are referred to
  }

  std::string run() {
    start_controller();
    for (std::size_t i = 0, n = 1 + random_() % 3; i < n; ++i) add_agent();
    for (std::size_t i = 0, n = 1 + random_() % 3; i < n; ++i) add_run();
    disturb_later();
    timeline_.at(started_ + k_trouble, [this] { end_of_trouble(); });
    while (wrong_.empty() && (in_trouble() || !all_ended())) {
      if (timeline_.now() > started_ + k_patience) return what_hangs();
      happen();
    }
    // What is on its way to the disk arrives.
    for (const Instant end = timeline_.now() + k_settling;
         wrong_.empty() && timeline_.now() < end;) {
      happen();
    }
    if (!wrong_.empty()) return wrong_;
    return Story(disk_, coverage_).check(executions_);
  }

 private:
  struct ControllerProcess {
    explicit ControllerProcess(Timeline& timeline) : process(timeline) {}
    SimProcess process;
    std::unique_ptr<SlowCommitter> committer;
    std::unique_ptr<Journal> journal;
    std::unique_ptr<Network::Server> link;
    std::unique_ptr<Controller> controller;
  };
  struct AgentProcess {
    explicit AgentProcess(Timeline& timeline) : process(timeline) {}
    SimProcess process;
    std::unique_ptr<Outbox> outbox;
    std::unique_ptr<Network::Client> link;
    std::unique_ptr<LoopConnection> connection;
    std::unique_ptr<FakeRunner> runner;
    std::unique_ptr<Agent> agent;
  };
  struct AgentHost {
    std::string name;
    std::uint32_t slots = 1;
    std::unique_ptr<MemoryStore> disk = std::make_unique<MemoryStore>();
    std::unique_ptr<AgentProcess> process;
    bool gone = false;
    std::set<AttemptId> ran;  // by the process that lives
    Instant disturbed_until{};
  };
  struct Submission {
    std::shared_ptr<const Plan> plan;
    std::string submitter;
    std::string key;
    std::optional<RunId> run;
    bool cancel_wanted = false;
    CancelMode mode = CancelMode::graceful;
  };

  // One event; a crash in it ends the process that was at it.
  void happen() {
    try {
      if (!timeline_.run_one()) wrong_ = "nothing happens any more";
    } catch (const Crashed& crash) {
      ++coverage_.crashes[crash.where];
      if (crash.where.starts_with("controller")) return crash_controller();
      crash_agent(*at_work_);
    }
  }

  bool in_trouble() const { return timeline_.now() < started_ + k_trouble; }

  CrashPoints crash_points(AgentHost* host) {
    return CrashPoints([this, host](std::string_view where) {
      const std::uint32_t rarity = host == nullptr ? 60 : 20;
      if (!in_trouble() || random_() % rarity != 0) return;
      at_work_ = host;
      throw Crashed{std::string(where)};
    });
  }

  // --- the controller ---

  void start_controller() {
    controller_ = std::make_unique<ControllerProcess>(timeline_);
    ControllerProcess& c = *controller_;
    c.committer = std::make_unique<SlowCommitter>(c.process, disk_, random_);
    c.journal = std::make_unique<Journal>(disk_, *c.committer,
                                          [this] { return wall_clock_ms(); });
    c.link = std::make_unique<Network::Server>(network_);
    ControllerOptions options;
    options.times = k_times;
    options.random = [this] {
      return std::uint64_t{random_()} << 32 | random_();
    };
    options.crash_points = crash_points(nullptr);
    options.bugs = mistakes_.bugs;
    options.acknowledge_before_durable = mistakes_.acknowledge_before_durable;
    c.controller = std::make_unique<Controller>(c.process, *c.link, *c.journal,
                                                nobody_, std::move(options));
    if (const Status started = c.controller->start(); !started) {
      wrong_ = "the journal cannot be read: " + to_string(started.error());
    }
    for (Submission& submission : submissions_) submit(submission);
  }

  std::uint64_t wall_clock_ms() const {
    return static_cast<std::uint64_t>(std::chrono::duration_cast<Milliseconds>(
                                          timeline_.now().time_since_epoch())
                                          .count());
  }

  void crash_controller() {
    disturb_all();
    controller_.reset();
    const std::size_t unsynced = disk_.unsynced_batches();
    if (unsynced > 0) ++coverage_.torn_journals;
    disk_.crash(unsynced == 0 ? 0 : random_() % (unsynced + 1));
    timeline_.after_ms(random_() % 8000, [this] { start_controller(); });
  }

  // --- runs ---

  void add_run() {
    Submission& submission = submissions_.emplace_back();
    submission.plan = testing::shared(random_plan(random_));
    submission.submitter = random_() % 2 == 0 ? "one" : "two";
    submission.key = fmt::format("key {}", submissions_.size());
    ++coverage_.runs;
    coverage_.jobs += submission.plan->jobs.size();
    const std::size_t index = submissions_.size() - 1;
    submit(submission);
    // Every run ends: jobs that hang are cancelled in the end.
    timeline_.after_ms(60'000, [this, index] {
      if (is_stuck(submissions_[index])) wrong_ = what_hangs();
      want_cancel(submissions_[index], CancelMode::graceful);
    });
  }

  // Nothing of it runs or has a time to wait for, though an agent has room.
  bool is_stuck(const Submission& submission) const {
    if (!controller_ || !submission.run) return false;
    const Schedule& schedule = controller_->controller->schedule();
    const RunState* run = schedule.run(*submission.run);
    return run != nullptr && run->active().empty() && !run->next_timer() &&
           schedule.agents().has_free_slot();
  }

  // As a client does it: again and again, until it knows.
  void submit(Submission& submission) {
    if (submission.cancel_wanted && submission.run) cancel(submission);
    if (submission.run) return;
    RunRecord record;
    record.key = submission.key;
    record.submitter = submission.submitter;
    record.grace = Milliseconds(500);
    const std::size_t index =
        static_cast<std::size_t>(&submission - submissions_.data());
    controller_->controller->submit({submission.plan, record},
                                    [this, index](const Result<RunId>& run) {
                                      if (!run) return;
                                      Submission& known = submissions_[index];
                                      if (known.run && *known.run != *run)
                                        wrong_ = "one key, two runs";
                                      known.run = *run;
                                      if (known.cancel_wanted) cancel(known);
                                    });
  }

  // Once: that it arrives is not the client's care.
  void want_cancel(Submission& submission, CancelMode mode) {
    if (std::exchange(submission.cancel_wanted, true)) return;
    submission.mode = mode;
    ++coverage_.cancels;
    if (controller_ && submission.run) cancel(submission);
  }

  void cancel(const Submission& submission) {
    const RunState* run =
        controller_->controller->schedule().run(*submission.run);
    if (run == nullptr || run->is_stopped()) return;
    controller_->controller->cancel(*submission.run, submission.mode,
                                    [](const auto&) {});
  }

  bool all_ended() const {
    if (!controller_) return false;
    const auto& runs = controller_->journal->runs();
    return std::all_of(
        submissions_.begin(), submissions_.end(), [&](const Submission& s) {
          return s.run && runs.contains(*s.run) && runs.at(*s.run).ended;
        });
  }

  std::string what_hangs() const {
    std::string text = "a run never ended:";
    if (!controller_) return text + " no controller";
    const Schedule& schedule = controller_->controller->schedule();
    for (const Submission& submission : submissions_) {
      if (!submission.run) {
        text += " one was never accepted;";
        continue;
      }
      const RunState* run = schedule.run(*submission.run);
      for (std::uint32_t i = 0; run != nullptr && i < run->plan().jobs.size();
           ++i) {
        if (has_ended(run->job({i}).status)) continue;
        text +=
            fmt::format(" {}: {} (attempt {} on {}){};", i,
                        schedule.explain(*submission.run, {i}),
                        run->job({i}).attempt.value, run->job({i}).agent.value,
                        submission.cancel_wanted ? ", cancelled" : "");
      }
    }
    return text;
  }

  // --- agents ---

  void add_agent() {
    AgentHost& host = *agents_.emplace_back(std::make_unique<AgentHost>());
    host.name = fmt::format("agent {}", agents_.size());
    host.slots = 1 + random_() % 4;
    start_agent(host);
  }

  void start_agent(AgentHost& host) {
    host.process = std::make_unique<AgentProcess>(timeline_);
    host.ran.clear();
    AgentProcess& a = *host.process;
    a.outbox = std::make_unique<Outbox>(*host.disk);
    AgentOptions options;
    options.identity = {host.name, {}, host.slots};
    options.kept = a.outbox->load().value();
    options.crash_points = crash_points(&host);
    const auto boot = a.outbox->next_boot(random_()).value();
    a.link = std::make_unique<Network::Client>(network_, host.name, a.process);
    a.connection = std::make_unique<LoopConnection>(
        a.process, *a.link, k_protocol_version,
        Opener{"agent:" + host.name, boot.identity, boot.boot});
    a.runner = std::make_unique<FakeRunner>(
        a.process, random_, coverage_,
        [this, &host](AttemptId attempt) { executed(host, attempt); });
    a.agent = std::make_unique<Agent>(a.process, *a.connection, *a.runner,
                                      a.outbox.get(), std::move(options));
    a.agent->connect();
  }

  void executed(AgentHost& host, AttemptId attempt) {
    ++coverage_.executions;
    if (executions_.contains(attempt)) wrong_ = "an attempt ran twice";
    host.ran.insert(attempt);
    executions_[attempt] = {};
    executions_[attempt].was_disturbed =
        !network_.is_perfect() || timeline_.now() < host.disturbed_until;
    // What it belongs to is in the journal: its lease is durable.
    Execution& execution = executions_[attempt];
    if (!find_lease(attempt, execution)) {
      wrong_ = "an attempt started before its lease was durable";
    }
  }

  bool find_lease(AttemptId attempt, Execution& execution) const {
    bool found = false;
    (void)disk_.scan(
        "r/", "r0", [&](std::string_view key, std::string_view value) {
          if (key.size() < 11 || key[10] != 'e') return true;
          RunId run{};
          for (std::size_t i = 2; i < 10; ++i) {
            run.value = run.value << 8 | static_cast<unsigned char>(key[i]);
          }
          const auto group = unpack_entries(value, run);
          for (const JournalEntry& entry : group->entries) {
            const auto* change = std::get_if<JobChanged>(&entry);
            if (change == nullptr || change->attempt != attempt ||
                change->status != JobStatus::leased) {
              continue;
            }
            execution.run = run;
            execution.job = change->job;
            found = true;
          }
          return !found;
        });
    return found;
  }

  // Attempts of this host may be given up from now on, and so may those whose
  // messages are on their way to it.
  void disturb(AgentHost& host, Milliseconds duration = {}) {
    host.disturbed_until = std::max(
        host.disturbed_until, timeline_.now() + duration + 2 * k_times.lease);
    for (const AttemptId attempt : host.ran) {
      executions_[attempt].was_disturbed = true;
    }
  }
  void disturb_all() {
    if (network_.is_perfect()) return;
    for (const auto& host : agents_) disturb(*host);
  }

  void crash_agent(AgentHost& host) {
    disturb(host);
    host.process.reset();
    host.disk->crash(host.disk->unsynced_batches());
    timeline_.after_ms(random_() % 8000, [this, &host] {
      if (!host.gone && !host.process) start_agent(host);
    });
  }

  // --- trouble ---

  void disturb_later() {
    timeline_.after_ms(random_() % 2500, [this] {
      if (!in_trouble()) return;
      disturb_something();
      disturb_later();
    });
  }

  void disturb_something() {
    AgentHost& host = *agents_[random_() % agents_.size()];
    const std::uint32_t what = random_() % 24;
    if (what == 0 && controller_) {
      ++coverage_.crashes["controller: at any time"];
      crash_controller();
    } else if (what == 1 && host.process) {
      ++coverage_.crashes["agent: at any time"];
      crash_agent(host);
    } else if (what == 2) {
      const Milliseconds duration(random_() % 12'000);
      disturb(host, duration);
      network_.cut_off(host.name, timeline_.now() + duration);
    } else if (what == 3 && host.process) {
      ++coverage_.freezes;
      const Milliseconds duration(random_() % 12'000);
      disturb(host, duration);
      host.process->process.freeze_until(timeline_.now() + duration);
    } else if (what == 8 && controller_) {
      // Longer than a lease, too. Nobody is lost for it.
      ++coverage_.controller_freezes;
      controller_->process.freeze_until(timeline_.now() +
                                        Milliseconds(random_() % 12'000));
    } else if (what == 4 && host.process) {
      disturb(host);  // what is on its way is lost for a while
      network_.reset(host.name);
    } else if (what == 5 && !host.gone) {
      // With its disk: nobody of this name comes back.
      ++coverage_.agents_gone;
      disturb(host);
      host.gone = true;
      host.process.reset();
      add_agent();
    } else if (what == 6) {
      want_cancel(submissions_[random_() % submissions_.size()],
                  random_() % 3 == 0 ? CancelMode::kill : CancelMode::graceful);
    } else if (what == 7 && submissions_.size() < k_most_runs && controller_) {
      add_run();
    }
  }

  void end_of_trouble() {
    network_.heal();
    if (!controller_) return;
  }

  Random random_;
  Coverage& coverage_;
  Mistakes mistakes_;
  Timeline timeline_;
  Network network_;
  Instant started_;
  NobodyWatches nobody_;
  MemoryStore disk_;  // the controller's
  std::unique_ptr<ControllerProcess> controller_;
  std::vector<std::unique_ptr<AgentHost>> agents_;
  std::vector<Submission> submissions_;
  std::map<AttemptId, Execution> executions_;
  AgentHost* at_work_ = nullptr;
  std::string wrong_;
};

}  // namespace

std::string simulate(std::uint32_t seed, Coverage& coverage,
                     const Mistakes& mistakes) {
  return World(seed, coverage, mistakes).run();
}

}  // namespace aitherzero::sim
