#include "controller/app/client_desk.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "controller/app/submitted_plan.hpp"
#include "controller/journal/run_name.hpp"
#include "controller/journal/run_record.hpp"
#include "controller/schedule/run_state.hpp"
#include "controller/schedule/schedule.hpp"
#include "protocol/codec/client_codec.hpp"
#include "shared/base/text.hpp"
#include "shared/log/log.hpp"

namespace aitherzero {
namespace {

// Runs that one client follows at a time; each may be sent a whole plan.
constexpr std::size_t k_max_feeds = 16;

// A token's roles are those that its user will have, once that is trusted.
Roles roles_now(const TrustedKey& who) {
  return who.is_token() ? Roles{} : who.roles;
}

}  // namespace

void ClientDesk::opened(SessionId session, TrustedKey who,
                        const std::string& user) {
  Client client{session, std::move(who), user, {}};
  // Whoever uses the controller's own keys is told apart by what they say.
  if (client.who.name != k_owner_name) client.name = client.who.name;
  client.who.roles = roles_now(client.who);
  clients_.insert_or_assign(session, std::move(client));
}

std::vector<SessionId> ClientDesk::trust_changed(const Who& who) {
  std::vector<SessionId> ended;
  for (auto& [session, client] : clients_) {
    // A token that was just used up may do nothing more anyway.
    if (client.who.is_token()) continue;
    const auto known = who(client.who.key);
    if (known) {
      client.who.roles = roles_now(*known);
    } else {
      log_warning("{} (key {}) is not trusted any more", client.who.name,
                  client.who.key);
      ended.push_back(session);
    }
  }
  return ended;
}

void ClientDesk::closed(SessionId session) { clients_.erase(session); }

bool ClientDesk::take(SessionId session, const std::string& bytes) {
  const auto message = decode_from_client(bytes);
  if (!message) return false;
  Client& client = clients_.at(session);
  std::visit([&](const auto& m) { on(client, m); }, *message);
  return true;
}

void ClientDesk::recorded(const std::set<RunId>& runs) {
  if (runs.empty()) return;
  for (auto& [session, client] : clients_) {
    for (auto& [request, feed] : client.feeds) {
      if (runs.contains(feed.run())) feed.pump();
    }
  }
}

void ClientDesk::answer(const Client& client, const ToClient& message) {
  host_.send_to(client.session, message);
}

void ClientDesk::refuse(const Client& client, RequestId request,
                        const Error& error) {
  answer(client,
         RequestFailed{request, error.kind, error.message, error.advice});
}

bool ClientDesk::may(const Client& client, RequestId request, bool allowed,
                     const char* what) {
  if (allowed) return true;
  log_warning("refused {} (key {}): it may not {}", client.who.name,
              client.who.key, what);
  refuse(client, request,
         {ErrorKind::bad_input,
          fmt::format("{} may not {}", client.who.name, what),
          {},
          "an admin of the controller can give the role: aitherzero keys "
          "trust --role ROLE KEY NAME"});
  return false;
}

// --- runs ---

void ClientDesk::on(Client&, const ClientHello&) {}

void ClientDesk::on(Client& client, const SubmitRun& message) {
  if (!may(client, message.request, client.who.roles.may_submit(),
           "submit runs")) {
    return;
  }
  submit(client, message.request, submission_of(client, message));
}

Result<Submission> ClientDesk::submission_of(const Client& client,
                                             const SubmitRun& message) const {
  if (options_.blobs == nullptr) {
    return fail(ErrorKind::not_supported, "this controller takes no runs");
  }
  if (!message.workspace) {
    return fail(ErrorKind::bad_input, "a submission needs a workspace");
  }
  TRY(const std::string packed, options_.blobs->read(message.plan));
  TRY(Plan plan, unpack_submitted_plan(packed));
  Submission submission;
  submission.record.plan_name = plan.name;
  submission.record.submitter = client.name;
  submission.record.key = message.key;
  submission.record.workspace = message.workspace;
  submission.record.isolation = message.isolation;
  submission.record.grace = message.grace;
  submission.secrets = message.secrets;
  submission.plan = std::make_shared<const Plan>(std::move(plan));
  return submission;
}

void ClientDesk::on(Client& client, const RerunRun& message) {
  if (!may(client, message.request, client.who.roles.may_submit(),
           "submit runs")) {
    return;
  }
  submit(client, message.request, rerun_of(client, message));
}

Result<Submission> ClientDesk::rerun_of(const Client& client,
                                        const RerunRun& message) const {
  TRY(const RunId run, find_run(client, message.run, Wish::see));
  const Journal& journal = host_.journal();
  Submission submission;
  submission.record = journal.runs().at(run);
  if (!submission.record.ended) {
    return fail(ErrorKind::bad_input,
                fmt::format("run {} has not ended", submission.record.name), {},
                "wait for it, or cancel it: aitherzero run cancel " +
                    submission.record.name);
  }
  TRY(const std::string packed, journal.read_plan(run));
  TRY(Plan plan, unpack_submitted_plan(packed));
  if (message.what == RerunWhat::not_succeeded) {
    TRY(submission.done, succeeded_jobs(journal, run, plan.jobs.size()));
  }
  submission.record.name.clear();
  submission.record.ended.reset();
  submission.record.ended_ms = 0;
  submission.record.submitter = client.name;
  submission.record.key = message.key;
  submission.secrets = message.secrets;
  submission.plan = std::make_shared<const Plan>(std::move(plan));
  return submission;
}

void ClientDesk::submit(const Client& client, RequestId request,
                        Result<Submission> submission) {
  if (!submission) return refuse(client, request, submission.error());
  const SessionId session = client.session;
  host_.submit(std::move(*submission), [this, session,
                                        request](const Result<RunId>& run) {
    const auto found = clients_.find(session);
    if (found == clients_.end()) return;
    if (!run) return refuse(found->second, request, run.error());
    const auto& runs = host_.journal().runs();
    const auto record = runs.find(*run);
    if (record == runs.end()) {
      return refuse(found->second, request,
                    {ErrorKind::not_found,
                     "the run has ended, and so many others have since that "
                     "nothing is kept of it",
                     {},
                     "a controller with a larger --keep-runs keeps more"});
    }
    answer(found->second, RunAccepted{request, record->second.name});
  });
}

Result<RunId> ClientDesk::find_run(const Client& client,
                                   const std::string& name, Wish wish) const {
  std::vector<RunId> ids;
  std::vector<std::string> names;
  for (const auto& [id, known] : host_.journal().runs()) {
    ids.push_back(id);
    names.push_back(known.name);
  }
  TRY(const std::size_t found, find_run_name(names, name));
  const RunRecord& record = host_.journal().runs().at(ids[found]);
  if (wish == Wish::change && !client.who.roles.admin &&
      record.submitter != client.name) {
    return fail(ErrorKind::bad_input,
                fmt::format("run {} is {}'s, and {} is no admin", record.name,
                            record.submitter, client.name));
  }
  return ids[found];
}

void ClientDesk::on(Client& client, const CancelRun& message) {
  if (!may(client, message.request, client.who.roles.may_submit(),
           "cancel runs")) {
    return;
  }
  const auto run = find_run(client, message.run, Wish::change);
  if (!run) return refuse(client, message.request, run.error());
  const RunRecord& record = host_.journal().runs().at(*run);
  if (record.ended) {
    return refuse(client, message.request,
                  {ErrorKind::bad_input,
                   fmt::format("run {} has ended", record.name),
                   {},
                   {}});
  }
  const auto done = [this, session = client.session,
                     request = message.request](const Result<RunId>& recorded) {
    const auto found = clients_.find(session);
    if (found == clients_.end()) return;
    if (!recorded) return refuse(found->second, request, recorded.error());
    answer(found->second, RequestDone{request});
  };
  host_.cancel(*run, message.mode, done);
}

void ClientDesk::on(Client& client, const SupplySecrets& message) {
  if (!may(client, message.request, client.who.roles.may_submit(),
           "supply secrets")) {
    return;
  }
  const auto run = find_run(client, message.run, Wish::change);
  if (!run) return refuse(client, message.request, run.error());
  host_.supply_secrets(*run, message.secrets);
  answer(client, RequestDone{message.request});
}

RunInfo ClientDesk::info_of(RunId run) const {
  RunInfo info =
      run_info(host_.journal().runs().at(run), host_.journal().now_ms());
  if (const RunState* state = host_.schedule().run(run)) {
    info.open_jobs = state->open_jobs();
    if (state->lacks_secrets()) {
      info.lacking_secrets = host_.lacking_secrets(run);
    }
  }
  return info;
}

void ClientDesk::on(Client& client, const ListRuns& message) {
  if (!may(client, message.request, client.who.roles.may_submit(),
           "see runs")) {
    return;
  }
  RunList list{message.request, {}};
  const auto& runs = host_.journal().runs();
  for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
    if (list.runs.size() >= message.most) break;
    list.runs.push_back(info_of(run->first));
  }
  answer(client, list);
}

void ClientDesk::on(Client& client, const ExplainRun& message) {
  if (!may(client, message.request, client.who.roles.may_submit(),
           "see runs")) {
    return;
  }
  const auto run = find_run(client, message.run, Wish::see);
  if (!run) return refuse(client, message.request, run.error());
  Explanation explanation{message.request, {}};
  const Schedule& schedule = host_.schedule();
  const RunState* state = schedule.run(*run);
  const std::size_t jobs = state == nullptr ? 0 : state->plan().jobs.size();
  for (std::uint32_t i = 0; i < jobs; ++i) {
    const JobStatus status = state->job({i}).status;
    if (status != JobStatus::pending && status != JobStatus::ready) continue;
    explanation.jobs.push_back(
        {state->plan().jobs[i].id, schedule.explain(*run, {i})});
    if (explanation.jobs.size() == k_max_explained) break;
  }
  answer(client, explanation);
}

// --- following ---

void ClientDesk::on(Client& client, const FollowRun& message) {
  if (!may(client, message.request, client.who.roles.may_submit(),
           "see runs")) {
    return;
  }
  const auto run = find_run(client, message.run, Wish::see);
  if (!run) return refuse(client, message.request, run.error());
  std::erase_if(client.feeds,
                [](const auto& f) { return f.second.has_ended(); });
  if (client.feeds.size() >= k_max_feeds) {
    return refuse(client, message.request,
                  {ErrorKind::limit, "this client follows too many runs"});
  }
  client.feeds.erase(message.request);
  const auto feed =
      client.feeds
          .try_emplace(message.request, host_, client.session, message, *run)
          .first;
  feed->second.begin(info_of(*run));
}

void ClientDesk::on(Client& client, const AcknowledgeEntries& message) {
  const auto feed = client.feeds.find(message.request);
  if (feed == client.feeds.end()) return;
  feed->second.acknowledge(message.sequence);
  feed->second.pump();
}

void ClientDesk::on(Client& client, const StopFollowing& message) {
  client.feeds.erase(message.request);
}

// --- agents ---

void ClientDesk::on(Client& client, const ListAgents& message) {
  if (!may(client, message.request, client.who.roles.may_submit(),
           "see agents")) {
    return;
  }
  answer(client, AgentList{message.request, host_.agent_infos()});
}

void ClientDesk::on(Client& client, const DrainNamedAgent& message) {
  if (!may(client, message.request, client.who.roles.admin, "drain agents")) {
    return;
  }
  if (!host_.drain_agent(message.agent)) {
    std::vector<std::string> names;
    for (const AgentInfo& agent : host_.agent_infos()) {
      names.push_back(agent.name);
    }
    return refuse(client, message.request,
                  {ErrorKind::not_found,
                   fmt::format("no agent '{}' is connected", message.agent),
                   {},
                   did_you_mean(message.agent, names)});
  }
  answer(client, RequestDone{message.request});
}

void ClientDesk::on(Client& client, const JoinRequest& message) {
  if (!may(client, message.request,
           client.who.is_token() && options_.redeem != nullptr, "join again")) {
    return;
  }
  const auto joined =
      options_.redeem(client.who.key, message.key, message.name);
  if (!joined) return refuse(client, message.request, joined.error());
  log_info("{} joined as {} with key {}", joined->name,
           to_string(joined->roles), joined->key);
  answer(client, RequestDone{message.request});
}

}  // namespace aitherzero
