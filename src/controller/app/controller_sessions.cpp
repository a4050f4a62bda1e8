// The controller's sessions: who is let in, and what agents say.
#include <fmt/format.h>

#include "controller/app/controller.hpp"
#include "protocol/codec/client_codec.hpp"
#include "protocol/codec/codec.hpp"
#include "shared/log/log.hpp"

namespace aitherzero {

namespace {

bool may_be_agent(const TrustedKey& who) {
  return who.roles.agent && !who.is_token();
}

}  // namespace

void Controller::on_frame(PeerId peer, std::string_view frame) {
  if (failed_) return;
  take(sessions_.receive(peer, frame, now()));
  flush_soon();
}

void Controller::take(const ServerSessions::Events& events) {
  for (const auto& event : events) {
    std::visit([&](const auto& e) { on_event(e); }, event);
  }
}

void Controller::on_event(const ServerSessions::OpenRequested& event) {
  const auto who =
      options_.who
          ? options_.who(event.key)
          : TrustedKey{event.key, std::string(k_owner_name), Roles::all()};
  if (!who) return refuse(event, "its key is not trusted");
  if (const auto hello = decode_to_controller(event.hello)) {
    if (const auto* agent = std::get_if<Hello>(&*hello)) {
      return open_agent(event, *who, *agent);
    }
  }
  if (const auto hello = decode_from_client(event.hello)) {
    if (const auto* client = std::get_if<ClientHello>(&*hello)) {
      if (is_agent_session_name(event.opener.name)) {
        return refuse(event, "a client cannot have an agent's name");
      }
      const SessionId session = sessions_.accept(event, welcome(), now());
      return desk_.opened(session, *who, client->user);
    }
  }
  refuse(event, "the first message must say who you are");
}

void Controller::refuse(const ServerSessions::OpenRequested& event,
                        std::string reason) {
  log_warning("refused {} at {} with key {}: {}", event.opener.name,
              link_.identity_of(event.peer).address,
              event.key.empty() ? "(none)" : event.key, reason);
  sessions_.refuse(event, true, std::move(reason));
}

std::string Controller::welcome() const {
  return encode(ToAgent{Welcome{options_.software, options_.bulk_port}});
}

void Controller::open_agent(const ServerSessions::OpenRequested& event,
                            const TrustedKey& who, const Hello& hello) {
  if (!may_be_agent(who)) {
    return refuse(event, fmt::format("{} is no agent", who.name));
  }
  // The session's name is what keeps two agents from having one id.
  if (hello.slots == 0 || hello.agent.empty() ||
      event.opener.name != agent_session_name(hello.agent)) {
    return refuse(event, "an agent must say its name and its slots");
  }
  const AgentId id = agent_named(hello.agent);
  const SessionId session = sessions_.accept(event, welcome(), now());
  agent_of_session_[session] = id;
  agents_[id] = {hello.agent, session, hello};
  expect(id);
}

// Until an agent has said what it holds it is given nothing: what it is not
// known to have would be given to another as well.
void Controller::expect(AgentId agent) {
  agents_[agent].joined = false;
  expected_[agent] = now();
  step(AgentAway{agent});
}

AgentId Controller::agent_named(const std::string& name) {
  const AgentId next{agents_.empty() ? 1 : agents_.rbegin()->first.value + 1};
  const auto [entry, added] = agent_ids_.try_emplace(name, next);
  if (added) {
    agents_[next].name = name;
    agent_names_[next] = name;
    journal_.add_agent(next, name);
  }
  return entry->second;
}

void Controller::on_event(const ServerSessions::Delivered& event) {
  for (const std::string& bytes : event.messages) {
    if (desk_.has(event.session)) {
      if (!desk_.take(event.session, bytes)) {
        return end_session(event.session, "it sent what cannot be read");
      }
      continue;
    }
    const auto agent = agent_of_session_.find(event.session);
    if (agent == agent_of_session_.end()) return;
    auto message = decode_to_controller(bytes);
    if (!message) return end_session(event.session, message.error().message);
    // What comes before it has said what it holds was meant for an earlier
    // session, and is told again in this one.
    if (!agents_[agent->second].joined &&
        !std::holds_alternative<AttemptsHeld>(*message)) {
      continue;
    }
    std::visit([&](const auto& m) { on_message(agent->second, m); }, *message);
  }
}

void Controller::trust_changed() {
  if (!options_.who || failed_) return;
  std::vector<SessionId> ended = desk_.trust_changed(options_.who);
  for (const auto& [session, agent] : agent_of_session_) {
    const auto who = options_.who(sessions_.key_of(session));
    if (!who || !may_be_agent(*who)) ended.push_back(session);
  }
  for (const SessionId session : ended) {
    end_session(session, "its key is not trusted any more");
  }
  flush_soon();
}

void Controller::end_session(SessionId session, const std::string& reason) {
  on_event(ServerSessions::Closed{session, ServerSessions::Cause::misbehaved,
                                  reason});
  sessions_.close(session);
}

void Controller::on_event(const ServerSessions::Closed& event) {
  desk_.closed(event.session);
  const auto found = agent_of_session_.find(event.session);
  if (found == agent_of_session_.end()) return;
  const AgentId id = found->second;
  agent_of_session_.erase(found);
  agents_[id].session = {};
  agents_[id].left_at = now();
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
    record(attempt.run, OutputEntry{attempt.job, message.attempt,
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

}  // namespace aitherzero
