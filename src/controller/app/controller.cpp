#include "controller/app/controller.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "controller/schedule/run_state.hpp"
#include "protocol/codec/codec.hpp"
#include "shared/log/log.hpp"

namespace aitherzero {

Controller::Controller(Executor& executor, ServerLink& link, Journal& journal,
                       RunObserver& observer, ControllerOptions options)
    : executor_(executor),
      link_(link),
      journal_(journal),
      observer_(observer),
      options_(std::move(options)),
      schedule_(options_.bugs),
      sessions_(k_protocol_version, options_.times, options_.random,
                [this](PeerId peer) { return link_.identity_of(peer).key; }) {
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
    agent_ids_[name] = id;
  }
  for (RecoveredRun& run : recovered.runs) {
    // Its time went on while there was no controller, by the wall clock.
    const std::uint64_t now_ms = journal_.now_ms();
    const Milliseconds age(static_cast<std::int64_t>(
        std::max(now_ms, run.record.submitted_ms) - run.record.submitted_ms));
    schedule_.restore(run.id, run.plan, run.record.submitter,
                      executor_.now() - age, run.changes);
    const RunState& state = *schedule_.run(run.id);
    for (const JobIndex job : state.active()) {
      const AttemptId attempt = state.job(job).attempt;
      attempts_[attempt] = {run.id, job, run.lines[attempt]};
    }
    runs_[run.id] = {std::move(run.plan), std::move(run.record)};
  }
  schedule_.reserve_attempts(recovered.last_attempt);
  for (const AgentId agent : schedule_.expected_agents()) {
    expected_[agent] = executor_.now() + options_.times.lease;
  }
}

void Controller::submit(std::shared_ptr<const Plan> plan, RunRecord record,
                        Accepted accepted) {
  if (const auto known = journal_.find_key(record.key)) {
    accepted_.emplace_back(*known, std::move(accepted));
    return flush_soon();
  }
  const std::size_t open = schedule_.open_jobs();
  if (open + plan->jobs.size() > options_.max_open_jobs) {
    return accepted(fail(
        ErrorKind::limit,
        fmt::format("the controller has {} jobs waiting or running, and takes "
                    "{} at most",
                    open, options_.max_open_jobs),
        {}, "submit again when some have ended"));
  }
  const std::string submitter = record.submitter;
  const RunId run = journal_.begin_run(std::move(record), *plan);
  runs_[run] = {plan, journal_.runs().at(run)};
  accepted_.emplace_back(run, std::move(accepted));
  step(RunSubmitted{run, std::move(plan), submitter});
}

void Controller::cancel(RunId run, CancelMode mode) {
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
  journal_.add(change.run, change);
  observer_.on_job_changed(change, agents_[change.agent].name);
}

void Controller::on_change(const RunStopped& change) {
  journal_.add(change.run, change);
}

void Controller::on_change(const RunEnded& change) {
  journal_.add(change.run, change);
  observer_.on_run_ended(change);
  runs_.erase(change.run);
  journal_.compact(options_.retention);
}

void Controller::on_change(const ResultRefused& change) {
  log_warning("refused a late result of attempt {} from agent {}",
              change.attempt.value, agents_[change.agent].name);
}

// --- sessions ---

void Controller::on_frame(PeerId peer, std::string_view frame) {
  if (failed_) return;
  take(sessions_.receive(peer, frame, executor_.now()));
  flush_soon();
}

void Controller::take(const ServerSessions::Events& events) {
  for (const auto& event : events) {
    std::visit([&](const auto& e) { on_event(e); }, event);
  }
}

void Controller::on_event(const ServerSessions::OpenRequested& event) {
  auto hello = decode_to_controller(event.hello);
  const Hello* agent = hello ? std::get_if<Hello>(&*hello) : nullptr;
  if (agent == nullptr || agent->slots == 0 || agent->agent.empty()) {
    sessions_.refuse(event, true, "the first message must say who you are");
    return;
  }
  const AgentId id = agent_named(agent->agent);
  const SessionId session = sessions_.accept(
      event, encode(ToAgent{Welcome{options_.software}}), executor_.now());
  agent_of_session_[session] = id;
  agents_[id] = {agent->agent, session, *agent};
  expect(id);
}

// Until an agent has said what it holds it is given nothing: what it is not
// known to have would be given to another as well.
void Controller::expect(AgentId agent) {
  agents_[agent].joined = false;
  expected_[agent] = executor_.now() + options_.times.lease;
  step(AgentAway{agent});
}

AgentId Controller::agent_named(const std::string& name) {
  const AgentId next{agents_.empty() ? 1 : agents_.rbegin()->first.value + 1};
  const auto [entry, added] = agent_ids_.try_emplace(name, next);
  if (added) {
    agents_[next].name = name;
    journal_.add_agent(next, name);
  }
  return entry->second;
}

void Controller::on_event(const ServerSessions::Delivered& event) {
  for (const std::string& bytes : event.messages) {
    // The session may end because of an earlier message.
    const auto agent = agent_of_session_.find(event.session);
    if (agent == agent_of_session_.end()) return;
    const auto message = decode_to_controller(bytes);
    if (!message) {
      log_warning("agent {} sent what cannot be read: {}",
                  agents_[agent->second].name, message.error().message);
      on_event(ServerSessions::Closed{event.session,
                                      ServerSessions::Cause::misbehaved,
                                      message.error().message});
      return sessions_.close(event.session);
    }
    std::visit([&](const auto& m) { on_message(agent->second, m); }, *message);
  }
}

void Controller::on_event(const ServerSessions::Closed& event) {
  const auto found = agent_of_session_.find(event.session);
  if (found == agent_of_session_.end()) return;
  const AgentId id = found->second;
  agent_of_session_.erase(found);
  agents_[id].session = {};
  log_info("agent {}: {}", agents_[id].name, event.reason);
  if (event.cause == ServerSessions::Cause::replaced) return expect(id);
  expected_.erase(id);
  step(AgentLeft{id});
}

void Controller::on_event(const ServerSessions::Misbehaved& event) {
  const PeerIdentity who = link_.identity_of(event.peer);
  log_warning("rejected a peer at {} with key {}: {}", who.address,
              who.key.empty() ? "(none)" : who.key, event.reason);
  link_.reject(event.peer);
}

// --- what agents say ---

void Controller::on_message(AgentId, const Hello&) {}

void Controller::on_message(AgentId agent, const AttemptsHeld& message) {
  expected_.erase(agent);
  agents_[agent].joined = true;
  const Hello& hello = agents_[agent].hello;
  log_info("agent {} joined with {} slots", hello.agent, hello.slots);
  step(AgentJoined{agent, hello.slots, hello.labels, message.attempts,
                   message.draining});
}

void Controller::on_message(AgentId agent, const AttemptStarted& message) {
  step(AttemptStartedOn{agent, message.attempt, message.slot});
}

void Controller::on_message(AgentId agent, const AttemptOutput& message) {
  const auto found = attempts_.find(message.attempt);
  // Of an attempt that was given up: its agent is told to forget it.
  if (found == attempts_.end() ||
      !schedule_.holds_lease(agent, message.attempt)) {
    return;
  }
  Attempt& attempt = found->second;
  const std::uint64_t end = message.first + message.lines.size();
  if (message.first <= attempt.next_line && end > attempt.next_line) {
    // What a new session tells again may have arrived before.
    const auto known =
        static_cast<std::ptrdiff_t>(attempt.next_line - message.first);
    std::vector<OutputLine> lines(message.lines.begin() + known,
                                  message.lines.end());
    observer_.on_output(attempt.run, attempt.job, lines);
    journal_.add(attempt.run, OutputEntry{attempt.job, message.attempt,
                                          attempt.next_line, std::move(lines)});
    attempt.next_line = end;
  }
  if (output_is_held_) {
    held_credit_[{agent, message.attempt}] = attempt.next_line;
    return;
  }
  held_sends_.emplace_back(
      SendOutputAcknowledge{agent, message.attempt, attempt.next_line});
}

void Controller::release_output() {
  output_is_held_ = false;
  for (const auto& [sender, next] : std::exchange(held_credit_, {})) {
    held_sends_.emplace_back(
        SendOutputAcknowledge{sender.first, sender.second, next});
  }
  flush_soon();
}

void Controller::on_message(AgentId agent, const AttemptEnded& message) {
  step(AttemptEndedOn{agent, message.attempt, message.result});
}

void Controller::on_message(AgentId agent, const AgentDraining& message) {
  step(AgentDrained{agent, message.draining});
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
  if (sends.empty() && accepted.empty() && !journal_.has_changes()) {
    send_frames();
    return set_timer();
  }
  journal_.commit(lifetime_.guard(
      [this, sends = std::move(sends),
       accepted = std::move(accepted)](const Status& written) mutable {
        on_committed(std::move(sends), std::move(accepted), written);
      }));
  send_frames();
  set_timer();
}

void Controller::on_committed(std::vector<Send> sends,
                              std::vector<std::pair<RunId, Accepted>> accepted,
                              const Status& written) {
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
      controller.send(
          a.agent,
          StartAttempt{a.attempt, controller.job_spec(run->second, a.job)});
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
  const SessionId session = agents_[agent].session;
  if (session.value != 0) sessions_.queue(session, encode(message));
}

void Controller::send_frames() {
  for (auto& frame : sessions_.flush(executor_.now())) {
    link_.send(frame.peer, std::move(frame.frame));
  }
}

JobSpec Controller::job_spec(const Run& run, JobIndex index) const {
  const Job& job = run.plan->jobs[index.value];
  JobSpec spec;
  spec.label = job.name;
  spec.kind = job.kind == ScriptKind::powershell ? JobKind::powershell
                                                 : JobKind::executable;
  spec.isolation = run.record.isolation;
  spec.script = job.script_path;
  spec.working_directory = run.record.working_directory;
  spec.parameters = job.parameters;
  spec.arguments = job.arguments;
  spec.environment = job.environment;
  if (job.timeout_seconds) {
    spec.timeout = std::chrono::duration_cast<Milliseconds>(
        from_seconds(*job.timeout_seconds));
  }
  spec.grace = run.record.grace;
  return spec;
}

// --- time ---

// A timer that is due too early does no harm: it looks and is set again.
void Controller::set_timer() {
  std::optional<Instant> next = schedule_.next_deadline();
  const auto consider = [&](const std::optional<Instant>& deadline) {
    if (deadline && (!next || *deadline < *next)) next = deadline;
  };
  consider(sessions_.next_deadline());
  for (const auto& [agent, until] : expected_) consider(until);
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
    const auto [agent, until] = *entry;
    if (until > now) {
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
