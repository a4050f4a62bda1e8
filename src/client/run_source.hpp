// Where a run is followed: at a controller, or in what this machine has
// recorded of it.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "controller/journal/entries.hpp"
#include "controller/plan/plan.hpp"
#include "protocol/message/client_message.hpp"

namespace aitherzero {

// What a follower is told of a run, in this order; entries again and again.
struct FollowCallbacks {
  std::function<void(const RunInfo&)> on_run;
  std::function<void(std::shared_ptr<const Plan>)> on_plan;
  std::function<void(AgentId, const std::string& name)> on_agent;
  std::function<void(const EntryGroup&)> on_entries;
  std::function<void()> on_caught_up;
  std::function<void(const Error&)> on_error;  // and nothing after
};

// All on the thread of its loop, and never from inside a call.
class RunSource {
 public:
  virtual ~RunSource() = default;

  // Until stop_following() or an error. One run at a time.
  virtual void follow(FollowRun request, FollowCallbacks callbacks) = 0;
  virtual void stop_following() = 0;
  // While they are held, no more entries come than are on their way.
  virtual void hold_entries() = 0;
  virtual void release_entries() = 0;
  // The connection was lost, or is there again.
  virtual void on_connected(std::function<void(bool connected)> callback) = 0;

  // `done` says whether it was heard, not that the run has ended.
  virtual void cancel(const std::string& run, CancelMode mode,
                      std::function<void(const Status&)> done) = 0;
  virtual void supply_secrets(const std::string& run, Secrets secrets) = 0;

  // For each job that waits, its id and why; the first in plan order.
  using Explained =
      std::function<void(const Result<std::vector<Explanation::Job>>&)>;
  virtual void explain(const std::string& run, Explained done) = 0;
};

}  // namespace aitherzero
