// Serves those who submit and follow runs: what a client may do, what it is
// answered, and the journal's entries as they become durable. Decides nothing
// about runs; that is asked of the controller.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "controller/app/desk_host.hpp"
#include "controller/app/run_feed.hpp"
#include "protocol/message/client_message.hpp"
#include "protocol/session/packet.hpp"
#include "shared/cache/blob_store.hpp"
#include "shared/net/trust.hpp"

namespace aitherzero {

struct DeskOptions {
  BlobStore* blobs = nullptr;  // where submitted plans are
  // Lets the owner of a token in, see redeem_token().
  std::function<Result<TrustedKey>(const std::string& token_key,
                                   const std::string& key,
                                   const std::string& name)>
      redeem;
};

class ClientDesk {
 public:
  // `host` must outlive it, as must the blobs.
  ClientDesk(DeskHost& host, DeskOptions options)
      : host_(host), options_(std::move(options)) {}

  // A session of a client: who it is, as its key proves, and calls itself.
  void opened(SessionId session, TrustedKey who, const std::string& user);
  void closed(SessionId session);
  bool has(SessionId session) const { return clients_.contains(session); }
  // False for what cannot be read: the session is to be closed.
  bool take(SessionId session, const std::string& bytes);

  // What keys may do has changed. Gives the sessions whose key is not trusted
  // any more, which are to be closed.
  using Who = std::function<std::optional<TrustedKey>(const std::string& key)>;
  std::vector<SessionId> trust_changed(const Who& who);

  // Entries of these runs have become durable.
  void recorded(const std::set<RunId>& runs);

 private:
  struct Client {
    SessionId session;
    TrustedKey who;
    std::string name;  // whose runs it submits
    std::map<RequestId, RunFeed> feeds;
  };

  void on(Client& client, const ClientHello& message);
  void on(Client& client, const SubmitRun& message);
  void on(Client& client, const FollowRun& message);
  void on(Client& client, const AcknowledgeEntries& message);
  void on(Client& client, const StopFollowing& message);
  void on(Client& client, const CancelRun& message);
  void on(Client& client, const RerunRun& message);
  void on(Client& client, const SupplySecrets& message);
  void on(Client& client, const ListRuns& message);
  void on(Client& client, const ExplainRun& message);
  void on(Client& client, const ListAgents& message);
  void on(Client& client, const DrainNamedAgent& message);
  void on(Client& client, const JoinRequest& message);

  Result<Submission> submission_of(const Client& client,
                                   const SubmitRun& message) const;
  Result<Submission> rerun_of(const Client& client,
                              const RerunRun& message) const;
  void submit(const Client& client, RequestId request,
              Result<Submission> submission);
  // The run that a client means, if it may do that with it.
  enum class Wish { see, change };
  Result<RunId> find_run(const Client& client, const std::string& name,
                         Wish wish) const;
  RunInfo info_of(RunId run) const;
  void answer(const Client& client, const ToClient& message);
  void refuse(const Client& client, RequestId request, const Error& error);
  // Whether it may use the desk at all; refuses otherwise.
  bool may(const Client& client, RequestId request, bool allowed,
           const char* what);

  DeskHost& host_;
  DeskOptions options_;
  std::map<SessionId, Client> clients_;
};

}  // namespace aitherzero
