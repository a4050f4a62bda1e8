#include "sim/simulation.hpp"

#include <fmt/format.h>

#include <deque>
#include <memory>
#include <set>

#include "controller/schedule/schedule.hpp"
#include "protocol/codec/codec.hpp"
#include "sim/fake_agent.hpp"
#include "sim/random.hpp"
#include "sim/timeline.hpp"
#include "support/plan_builder.hpp"

namespace aitherzero::sim {
namespace {

// Simulated events after which a world that has not ended is stuck.
constexpr int k_most_events = 200'000;

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
  plan.stop_on_error = random() % 2 == 0;
  plan.fail_fast = random() % 4 == 0;
  if (random() % 3 == 0) plan.timeout_seconds = 1 + random() % 6;
  for (Job& job : plan.jobs) {
    if (random() % 3 == 0) job.timeout_seconds = 0.2 + 0.1 * (random() % 20);
  }
  return plan;
}

class World {
 public:
  World(std::uint32_t seed, Coverage& coverage)
      : random_(seed), coverage_(coverage) {}

  std::string run() {
    for (std::size_t i = 0, n = 1 + random_() % 3; i < n; ++i) join();
    for (std::size_t i = 0, n = 1 + random_() % 3; i < n; ++i) submit();
    disturb_later();
    for (int events = 0; !all_ended() && wrong_.empty(); ++events) {
      if (events == k_most_events || !timeline_.run_one()) {
        wrong_ = "a run never ended";
      }
    }
    if (wrong_.empty()) check_ends();
    return wrong_;
  }

 private:
  struct Run {
    std::shared_ptr<const Plan> plan;
    std::vector<JobStatus> statuses;
    std::optional<RunStatus> ended;
    bool cancelled = false;
  };
  struct Session {
    std::unique_ptr<FakeAgent> agent;
    std::uint32_t slots = 0;
    bool alive = true;
    // Frames arrive in the order sent.
    Instant last_to_agent{};
    Instant last_to_controller{};
  };

  bool all_ended() const {
    return std::all_of(runs_.begin(), runs_.end(),
                       [](const auto& run) { return run.second.ended; });
  }

  // --- what happens in the world ---

  void join() {
    const AgentId id{++last_agent_};
    Session& session = sessions_[id];
    session.slots = 1 + random_() % 4;
    session.agent = std::make_unique<FakeAgent>(
        timeline_, random_, coverage_, session.slots,
        [this, id](const ToController& message) {
          to_controller(id, message);
        });
    to_controller(id, session.agent->hello());
  }

  void lose_an_agent() {
    const AgentId id{1 + random_() % last_agent_};
    Session& session = sessions_.at(id);
    if (!session.alive) return;
    ++coverage_.agents_lost;
    session.alive = false;
    if (joined_.erase(id) > 0) step(AgentLeft{id});
    // What it had sent may still arrive, later than it was given up.
    timeline_.after_ms(random_() % 500, [this] { join(); });
  }

  void submit() {
    const RunId id{++last_run_};
    ++coverage_.runs;
    Run& run = runs_[id];
    run.plan = testing::shared(random_plan(random_));
    run.statuses.assign(run.plan->jobs.size(), JobStatus::pending);
    coverage_.jobs += run.plan->jobs.size();
    step(RunSubmitted{id, run.plan});
    // Every run ends: jobs that hang are cancelled in the end.
    timeline_.after_ms(60'000,
                       [this, id] { cancel(id, CancelMode::graceful); });
  }

  void cancel(RunId id, CancelMode mode) {
    if (runs_.at(id).ended) return;
    ++coverage_.cancels;
    runs_.at(id).cancelled = true;
    step(RunCancelRequested{id, mode});
  }

  void disturb_later() {
    timeline_.after_ms(random_() % 3000, [this] {
      if (random_() % 4 == 0) lose_an_agent();
      if (random_() % 10 == 0) {
        cancel(RunId{1 + random_() % last_run_},
               random_() % 3 == 0 ? CancelMode::kill : CancelMode::graceful);
      }
      disturb_later();
    });
  }

  // --- links ---

  Instant arrival(Instant& last) {
    last = std::max(last, timeline_.now() + Milliseconds(random_() % 60));
    return last;
  }

  void to_controller(AgentId id, const ToController& message) {
    const std::string frame = encode(message);
    timeline_.at(
        arrival(sessions_.at(id).last_to_controller), [this, id, frame] {
          const auto decoded = decode_to_controller(frame);
          if (!decoded) return fail("a frame was not understood");
          std::visit([&](const auto& m) { on_message(id, m); }, *decoded);
        });
  }

  void to_agent(AgentId id, const ToAgent& message) {
    const std::string frame = encode(message);
    timeline_.at(arrival(sessions_.at(id).last_to_agent), [this, id, frame] {
      if (!sessions_.at(id).alive) return;
      auto decoded = decode_to_agent(frame);
      if (!decoded) return fail("a frame was not understood");
      sessions_.at(id).agent->receive(std::move(*decoded));
    });
  }

  // --- the controller's side ---

  void on_message(AgentId id, const Hello& hello) {
    if (!sessions_.at(id).alive) return;
    joined_.insert(id);
    to_agent(id, Welcome{});
    step(AgentJoined{id, hello.slots});
  }
  void on_message(AgentId id, const AttemptStarted& m) {
    step(AttemptStartedOn{id, m.attempt, m.slot});
  }
  void on_message(AgentId id, const AttemptOutput& m) {
    to_agent(id, AcknowledgeOutput{m.attempt, m.first + m.lines.size()});
  }
  void on_message(AgentId id, const AttemptEnded& m) {
    step(AttemptEndedOn{id, m.attempt, m.result});
  }

  void step(const ScheduleEvent& event) {
    const ScheduleActions actions = schedule_.step(event, timeline_.now());
    schedule_.check_invariants();
    for (const ScheduleChange& change : actions.changes) {
      std::visit([&](const auto& c) { on_change(c); }, change);
    }
    for (const ScheduleSend& send : actions.to_send) {
      std::visit([&](const auto& s) { carry_out(s); }, send);
    }
    if (const auto deadline = schedule_.next_deadline()) {
      timeline_.at(*deadline, [this, deadline] {
        if (schedule_.next_deadline() != deadline) return;
        ++coverage_.run_timeouts;
        step(DeadlineReached{});
      });
    }
  }

  void on_change(const JobChanged& change) {
    Run& run = runs_.at(change.run);
    JobStatus& status = run.statuses[change.job.value];
    if (has_ended(status)) return fail("a job changed after it had ended");
    status = change.status;
    if (status == JobStatus::leased) check_may_run(run, change.job);
    if (status == JobStatus::timed_out) ++coverage_.job_timeouts;
  }

  void on_change(const RunEnded& change) {
    Run& run = runs_.at(change.run);
    if (run.ended) return fail("a run ended twice");
    run.ended = change.status;
    ++coverage_.ends[static_cast<std::size_t>(change.status)];
  }

  void on_change(const ResultRefused&) { ++coverage_.late_results; }

  void carry_out(const LeaseJob& lease) {
    if (!joined_.contains(lease.agent)) {
      return fail("a job was leased to an agent that is gone");
    }
    const Job& job = runs_.at(lease.run).plan->jobs[lease.job.value];
    JobSpec spec;
    if (job.timeout_seconds) {
      spec.timeout = std::chrono::duration_cast<Milliseconds>(
          from_seconds(*job.timeout_seconds));
    }
    spec.grace = Milliseconds(500);
    to_agent(lease.agent, StartAttempt{lease.attempt, std::move(spec)});
  }
  void carry_out(const SendCancel& cancel) {
    to_agent(cancel.agent, cancel.message);
  }
  void carry_out(const SendAcknowledge& acknowledge) {
    to_agent(acknowledge.agent, AcknowledgeResult{acknowledge.attempt});
  }

  // --- what an outsider sees ---

  void fail(std::string what) {
    if (wrong_.empty()) wrong_ = std::move(what);
  }

  static bool lets_dependants_run(const Run& run, JobIndex job) {
    const JobStatus status = run.statuses[job.value];
    return status == JobStatus::succeeded ||
           (run.plan->jobs[job.value].tolerated &&
            (status == JobStatus::failed || status == JobStatus::timed_out ||
             status == JobStatus::lost));
  }

  void check_may_run(const Run& run, JobIndex index) {
    for (const JobIndex need : run.plan->jobs[index.value].needs) {
      if (!lets_dependants_run(run, need)) fail("a job ran before its needs");
    }
    std::size_t active = 0;
    bool exclusive = false;
    for (std::size_t i = 0; i < run.statuses.size(); ++i) {
      if (run.statuses[i] != JobStatus::leased &&
          run.statuses[i] != JobStatus::running) {
        continue;
      }
      ++active;
      exclusive = exclusive || !run.plan->jobs[i].allow_parallel;
    }
    const auto limit = static_cast<std::size_t>(run.plan->max_concurrency);
    if (limit > 0 && active > limit) fail("too many jobs at a time");
    if (active > 1 && exclusive) fail("an exclusive job had company");
    if (active > 1 && !run.plan->parallel) fail("a sequential run overlapped");
  }

  void check_ends() {
    for (const auto& [id, run] : runs_) {
      std::size_t untolerated = 0;
      std::size_t timeouts = 0;
      for (std::size_t i = 0; i < run.statuses.size(); ++i) {
        const JobStatus status = run.statuses[i];
        if (!has_ended(status)) fail("a run ended before its jobs");
        const bool failure = status == JobStatus::failed ||
                             status == JobStatus::timed_out ||
                             status == JobStatus::lost;
        if (!failure || run.plan->jobs[i].tolerated) continue;
        ++untolerated;
        if (status == JobStatus::timed_out) ++timeouts;
      }
      if (run.cancelled != (run.ended == RunStatus::cancelled)) {
        fail("only a cancelled run ends as cancelled");
      }
      if (run.cancelled) continue;
      if (run.ended == RunStatus::succeeded && untolerated > 0) {
        fail("a run with a failure succeeded");
      }
      if ((run.ended == RunStatus::failed) != (untolerated > timeouts)) {
        fail("a run fails when something failed that was no timeout");
      }
    }
  }

  Random random_;
  Coverage& coverage_;
  Timeline timeline_;
  Schedule schedule_;
  std::map<AgentId, Session> sessions_;
  std::set<AgentId> joined_;
  std::map<RunId, Run> runs_;
  std::uint64_t last_agent_ = 0;
  std::uint64_t last_run_ = 0;
  std::string wrong_;
};

}  // namespace

std::string simulate(std::uint32_t seed, Coverage& coverage) {
  return World(seed, coverage).run();
}

}  // namespace aitherzero::sim
