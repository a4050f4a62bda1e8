#include "protocol/codec/client_codec.hpp"

#include "protocol/codec/frame.hpp"

namespace aitherzero {
namespace {

using codec::begin;
using codec::FieldReader;
using codec::put;

enum class Type : std::uint64_t {  // never renumber
  welcome = 101,

  client_hello = 201,
  submit_run = 202,
  follow_run = 203,
  acknowledge_entries = 204,
  stop_following = 205,
  cancel_run = 206,
  rerun_run = 207,
  supply_secrets = 208,
  list_runs = 209,
  explain_run = 210,
  list_agents = 211,
  drain_named_agent = 212,
  join_request = 213,

  request_failed = 301,
  request_done = 302,
  run_accepted = 303,
  run_followed = 304,
  plan_part = 305,
  run_entries = 306,
  caught_up = 307,
  run_list = 308,
  agent_list = 309,
  explanation = 310,
  agent_names = 311,
};

constexpr std::uint32_t k_max_listed = 100'000;
constexpr std::uint32_t k_max_count = 100'000'000;
constexpr std::uint32_t k_max_status = 255;

std::int64_t milliseconds(Milliseconds duration) { return duration.count(); }

Milliseconds read_milliseconds(PackReader& in, FieldReader& fields) {
  const std::int64_t number = in.number();
  constexpr std::int64_t k_longest = 100LL * 365 * 24 * 3600 * 1000;
  if (number < 0 || number > k_longest) {
    fields.problem("a duration is out of range");
    return {};
  }
  return Milliseconds(number);
}

void put_info(PackWriter& out, const RunInfo& run) {
  out.array(10)
      .string(run.name)
      .string(run.plan_name)
      .string(run.submitter)
      .unsigned_number(run.submitted_ms)
      .number(milliseconds(run.age))
      .unsigned_number(run.jobs)
      .unsigned_number(run.open_jobs);
  run.status ? out.unsigned_number(*run.status) : out.nil();
  out.unsigned_number(run.ended_ms);
  put(out, run.lacking_secrets);
}

RunInfo read_run_info(PackReader& in, FieldReader& fields) {
  RunInfo run;
  in.enter(10);
  run.name = in.string();
  run.plan_name = in.string();
  run.submitter = in.string();
  run.submitted_ms = in.unsigned_number();
  run.age = read_milliseconds(in, fields);
  run.jobs = fields.up_to(k_max_count);
  run.open_jobs = fields.up_to(k_max_count);
  if (!in.next_is_nil()) run.status = fields.up_to(k_max_status);
  run.ended_ms = in.unsigned_number();
  run.lacking_secrets = fields.string_list();
  in.leave();
  return run;
}

void put_info(PackWriter& out, const AgentInfo& agent) {
  out.array(8).string(agent.name);
  put(out, agent.labels);
  out.unsigned_number(agent.slots)
      .unsigned_number(agent.used)
      .boolean(agent.connected)
      .boolean(agent.draining)
      .number(milliseconds(agent.silence))
      .string(agent.software);
}

AgentInfo read_agent_info(PackReader& in, FieldReader& fields) {
  AgentInfo agent;
  in.enter(8);
  agent.name = in.string();
  agent.labels = fields.string_map();
  agent.slots = fields.up_to(k_max_slots);
  agent.used = fields.up_to(k_max_count);
  agent.connected = in.boolean();
  agent.draining = in.boolean();
  agent.silence = read_milliseconds(in, fields);
  agent.software = in.string();
  in.leave();
  return agent;
}

struct Encoder {
  PackWriter& out;

  template <typename Message>
  PackWriter& begin_request(const Message& m, Type type,
                            std::size_t fields) const {
    return begin(out, type, fields + 1).unsigned_number(m.request.value);
  }

  void operator()(const ClientHello& m) const {
    begin(out, Type::client_hello, 2).string(m.user).string(m.software);
  }
  void operator()(const SubmitRun& m) const {
    begin_request(m, Type::submit_run, 6).string(m.key);
    put(out, m.plan);
    put(out, m.workspace);
    out.unsigned_number(static_cast<std::uint64_t>(m.isolation))
        .number(milliseconds(m.grace));
    put(out, m.secrets);
  }
  void operator()(const FollowRun& m) const {
    begin_request(m, Type::follow_run, 4)
        .string(m.run)
        .unsigned_number(m.from)
        .boolean(m.live)
        .boolean(m.with_plan);
  }
  void operator()(const AcknowledgeEntries& m) const {
    begin_request(m, Type::acknowledge_entries, 1).unsigned_number(m.sequence);
  }
  void operator()(const StopFollowing& m) const {
    begin_request(m, Type::stop_following, 0);
  }
  void operator()(const CancelRun& m) const {
    begin_request(m, Type::cancel_run, 2)
        .string(m.run)
        .unsigned_number(static_cast<std::uint64_t>(m.mode));
  }
  void operator()(const RerunRun& m) const {
    begin_request(m, Type::rerun_run, 4)
        .string(m.run)
        .string(m.key)
        .unsigned_number(static_cast<std::uint64_t>(m.what));
    put(out, m.secrets);
  }
  void operator()(const SupplySecrets& m) const {
    begin_request(m, Type::supply_secrets, 2).string(m.run);
    put(out, m.secrets);
  }
  void operator()(const ListRuns& m) const {
    begin_request(m, Type::list_runs, 1).unsigned_number(m.most);
  }
  void operator()(const ExplainRun& m) const {
    begin_request(m, Type::explain_run, 1).string(m.run);
  }
  void operator()(const ListAgents& m) const {
    begin_request(m, Type::list_agents, 0);
  }
  void operator()(const DrainNamedAgent& m) const {
    begin_request(m, Type::drain_named_agent, 1).string(m.agent);
  }
  void operator()(const JoinRequest& m) const {
    begin_request(m, Type::join_request, 2).string(m.key).string(m.name);
  }

  void operator()(const Welcome& m) const {
    begin(out, Type::welcome, 2)
        .string(m.software)
        .unsigned_number(m.bulk_port);
  }
  void operator()(const RequestFailed& m) const {
    begin_request(m, Type::request_failed, 3)
        .unsigned_number(static_cast<std::uint64_t>(m.kind))
        .string(m.message)
        .string(m.advice);
  }
  void operator()(const RequestDone& m) const {
    begin_request(m, Type::request_done, 0);
  }
  void operator()(const RunAccepted& m) const {
    begin_request(m, Type::run_accepted, 1).string(m.run);
  }
  void operator()(const RunFollowed& m) const {
    begin_request(m, Type::run_followed, 1);
    put_info(out, m.run);
  }
  void operator()(const PlanPart& m) const {
    begin_request(m, Type::plan_part, 2).string(m.bytes).boolean(m.last);
  }
  void operator()(const RunEntries& m) const {
    begin_request(m, Type::run_entries, 2)
        .unsigned_number(m.sequence)
        .string(m.packed);
  }
  void operator()(const AgentNames& m) const {
    begin_request(m, Type::agent_names, 1).array(m.agents.size());
    for (const auto& [agent, name] : m.agents) {
      out.array(2).unsigned_number(agent.value).string(name);
    }
  }
  void operator()(const CaughtUp& m) const {
    begin_request(m, Type::caught_up, 0);
  }
  void operator()(const RunList& m) const {
    begin_request(m, Type::run_list, 1).array(m.runs.size());
    for (const RunInfo& run : m.runs) put_info(out, run);
  }
  void operator()(const AgentList& m) const {
    begin_request(m, Type::agent_list, 1).array(m.agents.size());
    for (const AgentInfo& agent : m.agents) put_info(out, agent);
  }
  void operator()(const Explanation& m) const {
    begin_request(m, Type::explanation, 1).array(m.jobs.size());
    for (const Explanation::Job& job : m.jobs) {
      out.array(2).string(job.id).string(job.why);
    }
  }
};

template <typename Variant>
std::string encode_variant(const Variant& message) {
  PackWriter out;
  std::visit(Encoder{out}, message);
  return out.take();
}

RequestId read_request(PackReader& in) { return {in.unsigned_number()}; }

SubmitRun read_submit_run(PackReader& in, FieldReader& fields) {
  SubmitRun m;
  m.request = read_request(in);
  m.key = in.string();
  m.plan = fields.digest();
  m.workspace = fields.optional_digest();
  m.isolation = fields.up_to(Isolation::cold);
  m.grace = read_milliseconds(in, fields);
  m.secrets = fields.string_map();
  return m;
}

FollowRun read_follow_run(PackReader& in) {
  FollowRun m;
  m.request = read_request(in);
  m.run = in.string();
  m.from = in.unsigned_number();
  m.live = in.boolean();
  m.with_plan = in.boolean();
  return m;
}

RerunRun read_rerun_run(PackReader& in, FieldReader& fields) {
  RerunRun m;
  m.request = read_request(in);
  m.run = in.string();
  m.key = in.string();
  m.what = fields.up_to(RerunWhat::not_succeeded);
  m.secrets = fields.string_map();
  return m;
}

// What has a request and little else.
bool read_small(Type type, PackReader& in, FieldReader& fields,
                FromClient& message) {
  const RequestId request = read_request(in);
  switch (type) {
    case Type::acknowledge_entries:
      message = AcknowledgeEntries{request, in.unsigned_number()};
      return true;
    case Type::stop_following:
      message = StopFollowing{request};
      return true;
    case Type::cancel_run: {
      std::string run = in.string();
      message =
          CancelRun{request, std::move(run), fields.up_to(CancelMode::kill)};
      return true;
    }
    case Type::supply_secrets: {
      std::string run = in.string();
      message = SupplySecrets{request, std::move(run), fields.string_map()};
      return true;
    }
    case Type::list_runs:
      message = ListRuns{request, fields.up_to(k_max_listed)};
      return true;
    case Type::explain_run:
      message = ExplainRun{request, in.string()};
      return true;
    case Type::list_agents:
      message = ListAgents{request};
      return true;
    case Type::drain_named_agent:
      message = DrainNamedAgent{request, in.string()};
      return true;
    case Type::join_request: {
      std::string key = in.string();
      message = JoinRequest{request, std::move(key), in.string()};
      return true;
    }
    default:
      return false;
  }
}

bool read_from_client(Type type, PackReader& in, FieldReader& fields,
                      FromClient& message) {
  switch (type) {
    case Type::client_hello: {
      std::string user = in.string();
      message = ClientHello{std::move(user), in.string()};
      return true;
    }
    case Type::submit_run:
      message = read_submit_run(in, fields);
      return true;
    case Type::follow_run:
      message = read_follow_run(in);
      return true;
    case Type::rerun_run:
      message = read_rerun_run(in, fields);
      return true;
    default:
      return read_small(type, in, fields, message);
  }
}

template <typename Item, typename Read>
std::vector<Item> read_list(PackReader& in, FieldReader& fields,
                            const Read& read) {
  std::vector<Item> items;
  const std::size_t count = fields.bounded_array(k_max_listed);
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    items.push_back(read(in, fields));
  }
  in.leave();
  return items;
}

Explanation::Job read_explained(PackReader& in, FieldReader&) {
  Explanation::Job job;
  in.enter(2);
  job.id = in.string();
  job.why = in.string();
  in.leave();
  return job;
}

std::pair<AgentId, std::string> read_agent_name(PackReader& in, FieldReader&) {
  in.enter(2);
  const AgentId agent{in.unsigned_number()};
  std::string name = in.string();
  in.leave();
  return {agent, std::move(name)};
}

bool read_answer(Type type, PackReader& in, FieldReader& fields,
                 ToClient& message) {
  const RequestId request = read_request(in);
  switch (type) {
    case Type::request_failed: {
      const ErrorKind kind = fields.up_to(ErrorKind::internal);
      std::string text = in.string();
      message = RequestFailed{request, kind, std::move(text), in.string()};
      return true;
    }
    case Type::request_done:
      message = RequestDone{request};
      return true;
    case Type::run_accepted:
      message = RunAccepted{request, in.string()};
      return true;
    case Type::run_followed:
      message = RunFollowed{request, read_run_info(in, fields)};
      return true;
    case Type::plan_part: {
      std::string bytes = in.string();
      message = PlanPart{request, std::move(bytes), in.boolean()};
      return true;
    }
    case Type::run_entries: {
      const std::uint64_t sequence = in.unsigned_number();
      message = RunEntries{request, sequence, in.string()};
      return true;
    }
    case Type::caught_up:
      message = CaughtUp{request};
      return true;
    case Type::agent_names:
      message = AgentNames{request, read_list<std::pair<AgentId, std::string>>(
                                        in, fields, read_agent_name)};
      return true;
    case Type::run_list:
      message = RunList{request, read_list<RunInfo>(in, fields, read_run_info)};
      return true;
    case Type::agent_list:
      message =
          AgentList{request, read_list<AgentInfo>(in, fields, read_agent_info)};
      return true;
    case Type::explanation:
      message = Explanation{
          request, read_list<Explanation::Job>(in, fields, read_explained)};
      return true;
    default:
      return false;
  }
}

bool read_to_client(Type type, PackReader& in, FieldReader& fields,
                    ToClient& message) {
  if (type != Type::welcome) return read_answer(type, in, fields, message);
  std::string software = in.string();
  message = Welcome{std::move(software), fields.up_to(k_max_port)};
  return true;
}

}  // namespace

std::string encode(const FromClient& message) {
  return encode_variant(message);
}

std::string encode(const ToClient& message) { return encode_variant(message); }

Result<FromClient> decode_from_client(std::string_view frame) {
  return codec::decode_frame<FromClient, Type>(frame, read_from_client);
}

Result<ToClient> decode_to_client(std::string_view frame) {
  return codec::decode_frame<ToClient, Type>(frame, read_to_client);
}

}  // namespace aitherzero
