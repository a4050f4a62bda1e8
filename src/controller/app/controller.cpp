#include "controller/app/controller.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "controller/journal/run_name.hpp"
#include "controller/schedule/run_state.hpp"
#include "protocol/codec/codec.hpp"
#include "protocol/codec/limits.hpp"
#include "shared/log/log.hpp"

namespace aitherzero {
namespace {

// What a job may take on its way to an agent: a frame, with some room for what
// a session adds to it.
constexpr std::size_t k_max_job_bytes = k_max_frame_size - (64u << 10);

}  // namespace

Controller::Controller(Executor& executor, ServerLink& link, Journal& journal,
                       RunObserver& observer, ControllerOptions options)
    : executor_(executor),
      link_(link),
      journal_(journal),
      observer_(observer),
      options_(std::move(options)),
      schedule_(options_.bugs),
      sessions_(k_protocol_version, options_.times, options_.random,
                [this](PeerId peer) { return link_.identity_of(peer).key; }),
      desk_(*this, options_.desk) {
  link_.on_frame(
      [this](PeerId peer, const std::string& frame) { on_frame(peer, frame); });
}

Status Controller::start() {
  TRY(Recovered recovered, journal_.recover());
  recover(std::move(recovered));
  journal_.compact(options_.retention);
  flush_soon();
  return {};
}

void Controller::recover(Recovered recovered) {
  for (const auto& [id, name] : recovered.agents) {
    agents_[id].name = name;
    agent_names_[id] = name;
    agent_ids_[name] = id;
  }
  for (RecoveredRun& run : recovered.runs) {
    // Its time went on while there was no controller, by the wall clock.
    const std::uint64_t now_ms = journal_.now_ms();
    const Milliseconds age(static_cast<std::int64_t>(
        std::max(now_ms, run.record.submitted_ms) - run.record.submitted_ms));
    schedule_.restore(run.id, run.plan, run.record.submitter,
                      executor_.now() - age, run.changes, run.times);
    const RunState& state = *schedule_.run(run.id);
    for (const JobIndex job : state.active()) {
      const AttemptId attempt = state.job(job).attempt;
      attempts_[attempt] = {run.id, job, run.lines[attempt]};
    }
    Run& known = runs_[run.id];
    known.id = run.id;
    known.plan = std::move(run.plan);
    known.referred_to = jobs_referred_to(*known.plan);
    known.record = std::move(run.record);
    for (const ScheduleChange& change : run.changes)
      note_outputs(known, change);
    // Their values lived in memory only (rule S3).
    supply_secrets(run.id, {});
  }
  schedule_.reserve_attempts(recovered.last_attempt);
  for (const AgentId agent : schedule_.expected_agents()) {
    expected_[agent] = executor_.now();
  }
}

void Controller::submit(Submission submission, Accepted accepted) {
  RunRecord& record = submission.record;
  if (const auto known = journal_.find_key(record.submitter, record.key)) {
    // Whoever asks again has the secrets, which a restart may have lost.
    supply_secrets(*known, submission.secrets);
    accepted_.emplace_back(*known, std::move(accepted));
    return flush_soon();
  }
  const std::size_t open = schedule_.open_jobs();
  const std::shared_ptr<const Plan> plan = std::move(submission.plan);
  if (open + plan->jobs.size() > options_.max_open_jobs) {
    return accepted(fail(
        ErrorKind::limit,
        fmt::format("the controller has {} jobs waiting or running, and takes "
                    "{} at most",
                    open, options_.max_open_jobs),
        {}, "submit again when some have ended"));
  }
  if (record.name.empty()) record.name = new_run_name();
  const std::string submitter = record.submitter;
  const RunId run = journal_.begin_run(std::move(record), *plan);
  runs_[run] = {run, plan, journal_.runs().at(run),
                std::move(submission.secrets), jobs_referred_to(*plan)};
  accepted_.emplace_back(run, std::move(accepted));
  const bool lacks_secrets = !lacking(runs_.at(run)).empty();
  step(RunSubmitted{run, plan, submitter, std::move(submission.done),
                    lacks_secrets});
}

std::string Controller::new_run_name() const {
  while (true) {
    std::string name = make_run_name(journal_.now_ms(), options_.random());
    const auto has_name = [&](const auto& run) {
      return run.second.name == name;
    };
    if (std::ranges::none_of(journal_.runs(), has_name)) return name;
  }
}

void Controller::cancel(RunId run, CancelMode mode, Accepted recorded) {
  accepted_.emplace_back(run, std::move(recorded));
  step(RunCancelRequested{run, mode});
}

void Controller::step(const ScheduleEvent& event) {
  if (failed_) return;
  ScheduleActions actions = schedule_.step(event, executor_.now());
  for (const ScheduleChange& change : actions.changes) {
    std::visit([&](const auto& c) { on_change(c); }, change);
  }
  for (const ScheduleSend& send : actions.to_send) {
    std::visit([&](const auto& s) { held_sends_.emplace_back(s); }, send);
  }
  flush_soon();
}

void Controller::on_change(const JobChanged& change) {
  if (change.status == JobStatus::leased) {
    attempts_[change.attempt] = {change.run, change.job};
  } else if (change.status != JobStatus::running) {
    attempts_.erase(change.attempt);
  }
  const auto run = runs_.find(change.run);
  if (run != runs_.end()) note_outputs(run->second, change);
  record(change.run, change);
  const auto agent = agent_names_.find(change.agent);
  observer_.on_job_changed(
      change, agent == agent_names_.end() ? std::string() : agent->second);
}

void Controller::note_outputs(Run& run, const ScheduleChange& change) {
  const auto* changed = std::get_if<JobChanged>(&change);
  if (changed == nullptr || !changed->result) return;
  if (const auto& outputs = changed->result->outputs) {
    run.outputs[changed->job] = *outputs;
  }
  if (run.referred_to.contains(changed->job) &&
      changed->result->outcome == Outcome::succeeded) {
    run.written[changed->job] = std::make_shared<const JobOutput>(read_objects(
        changed->result->objects, run.plan->jobs[changed->job.value].id));
  }
}

void Controller::record(RunId run, JournalEntry entry) {
  touched_.insert(run);
  journal_.add(run, std::move(entry));
}

void Controller::on_change(const RunStopped& change) {
  record(change.run, change);
}

void Controller::on_change(const RunEnded& change) {
  record(change.run, change);
  observer_.on_run_ended(change);
  runs_.erase(change.run);
  journal_.compact(options_.retention);
}

void Controller::on_change(const ResultRefused& change) {
  log_warning("refused a late result of attempt {} from agent {}",
              change.attempt.value, agent_names_[change.agent]);
}

// --- recording and sending ---

void Controller::flush_soon() {
  if (std::exchange(flush_is_posted_, true)) return;
  executor_.post(lifetime_.guard([this] {
    flush_is_posted_ = false;
    flush();
  }));
}

void Controller::flush() {
  if (failed_) return;
  journal_.add_attempts(schedule_.last_attempt());
  options_.crash_points.reach("controller: before it records");
  std::vector<Send> sends = std::exchange(held_sends_, {});
  if (options_.acknowledge_before_durable) {
    for (const Send& send : std::exchange(sends, {})) carry_out(send);
  }
  auto accepted = std::exchange(accepted_, {});
  auto touched = std::exchange(touched_, {});
  if (sends.empty() && accepted.empty() && !journal_.has_changes()) {
    send_frames();
    return set_timer();
  }
  journal_.commit(lifetime_.guard(
      [this, sends = std::move(sends), accepted = std::move(accepted),
       touched = std::move(touched)](const Status& written) {
        on_committed(sends, accepted, touched, written);
      }));
  send_frames();
  set_timer();
}

void Controller::on_committed(
    const std::vector<Send>& sends,
    const std::vector<std::pair<RunId, Accepted>>& accepted,
    const std::set<RunId>& runs, const Status& written) {
  options_.crash_points.reach("controller: when it has recorded");
  for (const auto& [run, callback] : accepted) {
    if (written) {
      callback(run);
    } else {
      callback(tl::make_unexpected(written.error()));
    }
  }
  if (!written) {
    if (std::exchange(failed_, true)) return;
    log_error("the journal cannot be written: {}", to_string(written.error()));
    send_frames();
    if (on_failure_) on_failure_(written.error());
    return;
  }
  for (const Send& send : sends) carry_out(send);
  desk_.recorded(runs);
  options_.crash_points.reach("controller: before it sends");
  send_frames();
  options_.crash_points.reach("controller: when it has sent");
  set_timer();
}

void Controller::carry_out(const Send& action) {
  struct Visitor {
    Controller& controller;
    void operator()(const LeaseJob& a) const {
      const auto run = controller.runs_.find(a.run);
      if (run == controller.runs_.end() ||
          !controller.agents_[a.agent].joined ||
          !controller.schedule_.holds_lease(a.agent, a.attempt)) {
        return;
      }
      std::string message = encode(ToAgent{
          StartAttempt{a.attempt, controller.job_spec(run->second, a.job)}});
      if (message.size() > k_max_job_bytes) {
        return controller.refuse_job(a, message.size());
      }
      controller.send_bytes(a.agent, std::move(message));
    }
    void operator()(const SendCancel& a) const {
      controller.send(a.agent, a.message);
    }
    void operator()(const SendAcknowledge& a) const {
      controller.send(a.agent, AcknowledgeResult{a.attempt});
    }
    void operator()(const SendForget& a) const {
      controller.send(a.agent, ForgetAttempt{a.attempt});
    }
    void operator()(const SendOutputAcknowledge& a) const {
      controller.send(a.agent, AcknowledgeOutput{a.attempt, a.next});
    }
  };
  std::visit(Visitor{*this}, action);
}

// To an agent that is not connected nothing is sent: when it comes back it
// tells what it has, and is told what follows from that.
void Controller::send(AgentId agent, const ToAgent& message) {
  send_bytes(agent, encode(message));
}

void Controller::send_bytes(AgentId agent, std::string message) {
  const SessionId session = agents_[agent].session;
  if (session.value != 0) sessions_.queue(session, std::move(message));
}

// A frame that is too long would end its agent's connection, again and again.
void Controller::refuse_job(const LeaseJob& lease, std::size_t bytes) {
  JobResult result;
  result.outcome = Outcome::failed;
  result.exit_code = 1;
  result.error = JobError{fmt::format(
      "this job's arguments, parameters and secrets take {} bytes, and {} at "
      "most can be sent to an agent",
      bytes, k_max_job_bytes)};
  step(AttemptEndedOn{lease.agent, lease.attempt, std::move(result)});
}

void Controller::send_frames() {
  for (auto& frame : sessions_.flush(executor_.now())) {
    link_.send(frame.peer, std::move(frame.frame));
  }
}

// --- time ---

// A timer that is due too early does no harm: it looks and is set again.
void Controller::set_timer() {
  std::optional<Instant> next = schedule_.next_deadline();
  const auto consider = [&](const std::optional<Instant>& deadline) {
    if (deadline && (!next || *deadline < *next)) next = deadline;
  };
  consider(sessions_.next_deadline());
  for (const auto& [agent, since] : expected_) {
    consider(sessions_.end_of_patience(since));
  }
  if (!next || (timer_at_ && *timer_at_ <= *next)) return;
  timer_at_ = next;
  timer_ = executor_.at(*next, [this] {
    timer_at_.reset();
    on_timer();
  });
}

void Controller::on_timer() {
  const Instant now = executor_.now();
  take(sessions_.expire(now));
  for (auto entry = expected_.begin(); entry != expected_.end();) {
    const auto [agent, since] = *entry;
    if (sessions_.end_of_patience(since) > now) {
      ++entry;
      continue;
    }
    entry = expected_.erase(entry);
    log_info("agent {} did not come back", agents_[agent].name);
    if (agents_[agent].session.value != 0) {
      const SessionId session = std::exchange(agents_[agent].session, {});
      agent_of_session_.erase(session);
      sessions_.close(session);
    }
    step(AgentLeft{agent});
  }
  const auto deadline = schedule_.next_deadline();
  if (deadline && *deadline <= now) step(DeadlineReached{});
  send_frames();
  set_timer();
}

}  // namespace aitherzero
