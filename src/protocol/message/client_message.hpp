// What a controller and those who submit and follow runs say to each other,
// and what one says who has a join token. Requests carry a number that their
// client chose; answers repeat it. A client that had to open a new session
// asks again what was not answered: every request may be repeated.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "protocol/message/job_spec.hpp"
#include "protocol/message/message.hpp"
#include "shared/base/ids.hpp"
#include "shared/base/result.hpp"
#include "shared/hash/digest.hpp"

namespace aitherzero {

using RequestId = StrongId<struct RequestIdTag, std::uint64_t>;
using Secrets = std::map<std::string, std::string>;

// --- client to controller ---

// The first message of a client.
struct ClientHello {
  std::string user;  // "user@host", for people
  std::string software;
  friend bool operator==(const ClientHello&, const ClientHello&) = default;
};

// Plan and workspace were put to the controller's blobs before.
struct SubmitRun {
  RequestId request;
  std::string key;  // idempotency: a submitter's same key gives the same run
  Digest plan;      // a packed plan
  std::optional<Digest> workspace;
  Isolation isolation = Isolation::runspace;
  Milliseconds grace{5000};
  Secrets secrets;
  friend bool operator==(const SubmitRun&, const SubmitRun&) = default;
};

// Runs are named by their names, or the beginning of one that is no other's.
// Answered by RunFollowed, the plan in parts, then all entries from `from` on;
// CaughtUp comes once, when all that was durable has been sent.
struct FollowRun {
  RequestId request;
  std::string run;
  std::uint64_t from = 1;  // the first group of entries that is wanted
  bool live = true;        // until the run has ended; else until CaughtUp
  bool with_plan = true;
  friend bool operator==(const FollowRun&, const FollowRun&) = default;
};
// Entries up to this sequence were dealt with: credit for more (rule D6).
struct AcknowledgeEntries {
  RequestId request;
  std::uint64_t sequence = 0;
  friend bool operator==(const AcknowledgeEntries&,
                         const AcknowledgeEntries&) = default;
};
struct StopFollowing {
  RequestId request;
  friend bool operator==(const StopFollowing&, const StopFollowing&) = default;
};

struct CancelRun {
  RequestId request;
  std::string run;
  CancelMode mode = CancelMode::graceful;
  friend bool operator==(const CancelRun&, const CancelRun&) = default;
};

enum class RerunWhat {  // on the wire: never renumber
  everything = 0,
  not_succeeded = 1,  // what had succeeded counts as done
};
// A new run of the same plan; answered by RunAccepted.
struct RerunRun {
  RequestId request;
  std::string run;
  std::string key;
  RerunWhat what = RerunWhat::everything;
  Secrets secrets;
  friend bool operator==(const RerunRun&, const RerunRun&) = default;
};

// Values that the controller lacks, after it was started again.
struct SupplySecrets {
  RequestId request;
  std::string run;
  Secrets secrets;
  friend bool operator==(const SupplySecrets&, const SupplySecrets&) = default;
};

struct ListRuns {
  RequestId request;
  std::uint32_t most = 0;  // the latest so many
  friend bool operator==(const ListRuns&, const ListRuns&) = default;
};
struct ExplainRun {
  RequestId request;
  std::string run;
  friend bool operator==(const ExplainRun&, const ExplainRun&) = default;
};
struct ListAgents {
  RequestId request;
  friend bool operator==(const ListAgents&, const ListAgents&) = default;
};
struct DrainNamedAgent {
  RequestId request;
  std::string agent;
  friend bool operator==(const DrainNamedAgent&,
                         const DrainNamedAgent&) = default;
};

// The only request of one who connected with a token.
struct JoinRequest {
  RequestId request;
  std::string key;   // the public key that is to be trusted
  std::string name;  // what people will call its owner
  friend bool operator==(const JoinRequest&, const JoinRequest&) = default;
};

using FromClient =
    std::variant<ClientHello, SubmitRun, FollowRun, AcknowledgeEntries,
                 StopFollowing, CancelRun, RerunRun, SupplySecrets, ListRuns,
                 ExplainRun, ListAgents, DrainNamedAgent, JoinRequest>;

// --- controller to client ---

struct RequestFailed {
  RequestId request;
  ErrorKind kind = ErrorKind::internal;
  std::string message;
  std::string advice;
  friend bool operator==(const RequestFailed&, const RequestFailed&) = default;
};
struct RequestDone {
  RequestId request;
  friend bool operator==(const RequestDone&, const RequestDone&) = default;
};
struct RunAccepted {
  RequestId request;
  std::string run;
  friend bool operator==(const RunAccepted&, const RunAccepted&) = default;
};

struct RunInfo {
  std::string name;
  std::string plan_name;
  std::string submitter;
  std::uint64_t submitted_ms = 0;  // since 1970
  Milliseconds age{};              // since it was submitted
  std::uint32_t jobs = 0;
  std::uint32_t open_jobs = 0;          // not yet ended
  std::optional<std::uint32_t> status;  // a RunStatus once it has ended
  std::uint64_t ended_ms = 0;
  std::vector<std::string> lacking_secrets;
  friend bool operator==(const RunInfo&, const RunInfo&) = default;
};

struct RunFollowed {
  RequestId request;
  RunInfo run;
  friend bool operator==(const RunFollowed&, const RunFollowed&) = default;
};
struct PlanPart {
  RequestId request;
  std::string bytes;
  bool last = false;
  friend bool operator==(const PlanPart&, const PlanPart&) = default;
};
// A group of entries as the journal has it.
struct RunEntries {
  RequestId request;
  std::uint64_t sequence = 0;
  std::string packed;
  friend bool operator==(const RunEntries&, const RunEntries&) = default;
};
// Which agents the entries that follow mean.
struct AgentNames {
  RequestId request;
  std::vector<std::pair<AgentId, std::string>> agents;
  friend bool operator==(const AgentNames&, const AgentNames&) = default;
};
struct CaughtUp {
  RequestId request;
  friend bool operator==(const CaughtUp&, const CaughtUp&) = default;
};

struct RunList {
  RequestId request;
  std::vector<RunInfo> runs;  // the latest first
  friend bool operator==(const RunList&, const RunList&) = default;
};

struct AgentInfo {
  std::string name;
  std::map<std::string, std::string> labels;
  std::uint32_t slots = 0;
  std::uint32_t used = 0;
  bool connected = false;
  bool draining = false;
  Milliseconds silence{};  // since it was last heard of
  std::string software;
  friend bool operator==(const AgentInfo&, const AgentInfo&) = default;
};
struct AgentList {
  RequestId request;
  std::vector<AgentInfo> agents;
  friend bool operator==(const AgentList&, const AgentList&) = default;
};

// Why jobs that wait do not run; the first so many of them.
constexpr std::size_t k_max_explained = 1000;
struct Explanation {
  RequestId request;
  struct Job {
    std::string id;
    std::string why;
    friend bool operator==(const Job&, const Job&) = default;
  };
  std::vector<Job> jobs;
  friend bool operator==(const Explanation&, const Explanation&) = default;
};

using ToClient = std::variant<Welcome, RequestFailed, RequestDone, RunAccepted,
                              RunFollowed, PlanPart, RunEntries, AgentNames,
                              CaughtUp, RunList, AgentList, Explanation>;

}  // namespace aitherzero
