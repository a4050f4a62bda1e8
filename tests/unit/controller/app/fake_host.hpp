// A controller for a desk: keeps runs in a journal in memory, and everything
// else that the desk wants of it in lists.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "controller/app/desk_host.hpp"
#include "shared/base/assert.hpp"
#include "shared/store/memory_store.hpp"
#include "support/direct_committer.hpp"
#include "support/plan_builder.hpp"

namespace aitherzero::testing {

class FakeHost final : public DeskHost {
 public:
  FakeHost()
      : committer_(store_),
        journal_(store_, committer_, [] { return std::uint64_t{1'000'000}; }) {
    AZ_ASSERT(journal_.recover());
  }

  // --- what the desk is given ---
  // A run of three jobs, a, b and c, which the journal has.
  RunId add_run(const std::string& name, const std::string& submitter) {
    RunRecord record;
    record.name = name;
    record.plan_name = "build";
    record.submitter = submitter;
    const RunId run = journal_.begin_run(record, three_jobs());
    commit();
    return run;
  }
  void add(RunId run, JournalEntry entry) {
    journal_.add(run, std::move(entry));
    commit();
  }
  static Plan three_jobs() {
    Plan three = plan({{"a"}, {"b"}, {"c"}});
    for (PlannedStep& step : three.steps) step.script_path = step.script;
    return three;
  }

  // --- what the desk did ---
  std::vector<std::pair<Submission, Accepted>> submitted;
  std::vector<std::pair<RunId, CancelMode>> cancelled;
  std::vector<std::pair<RunId, Secrets>> supplied;
  std::vector<std::string> drained;
  std::vector<std::pair<SessionId, ToClient>> sent;
  std::vector<AgentInfo> agents;
  std::map<AgentId, std::string> names;
  Schedule scheduler;

  // --- DeskHost ---
  void submit(Submission submission, Accepted accepted) override {
    submitted.emplace_back(std::move(submission), std::move(accepted));
  }
  void cancel(RunId run, CancelMode mode, Accepted recorded) override {
    cancelled.emplace_back(run, mode);
    recorded(run);
  }
  void supply_secrets(RunId run, const Secrets& secrets) override {
    supplied.emplace_back(run, secrets);
  }
  std::vector<std::string> lacking_secrets(RunId) const override {
    return {"TOKEN"};
  }
  bool drain_agent(const std::string& name) override {
    for (const AgentInfo& agent : agents) {
      if (agent.name != name) continue;
      drained.push_back(name);
      return true;
    }
    return false;
  }
  std::vector<AgentInfo> agent_infos() const override { return agents; }
  const Schedule& schedule() const override { return scheduler; }
  const Journal& journal() const override { return journal_; }
  const std::map<AgentId, std::string>& agent_names() const override {
    return names;
  }
  void send_to(SessionId session, const ToClient& message) override {
    sent.emplace_back(session, message);
  }

 private:
  void commit() {
    journal_.commit([](const Status& written) { AZ_ASSERT(written); });
  }

  MemoryStore store_;
  DirectCommitter committer_;
  Journal journal_;
};

}  // namespace aitherzero::testing
