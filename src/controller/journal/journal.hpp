// The controller's memory across restarts: runs with their plans and entries,
// agents, tokens. Everything is written ahead: what is sent because of a
// change is sent once the change is durable (rules D1, D3).
//
// Changes are gathered with add() and made durable together by commit(), which
// calls back when they are, in order. Reading sees what is durable.
//
// In the store, with ids as 8 big-endian bytes so that they sort:
//   m/attempts           tokens up to this one may have been given out
//   a/<agent>            the agent's name
//   r/<run>a             the run's record
//   r/<run>e<sequence>   a group of entries
//   r/<run>p<part>       its plan, in parts
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "controller/journal/entries.hpp"
#include "controller/plan/plan.hpp"
#include "protocol/message/job_spec.hpp"
#include "shared/store/committer.hpp"
#include "shared/store/store.hpp"

namespace aitherzero {

// What is known of a run besides its plan and entries.
struct RunRecord {
  std::string name;       // what people call it: "20261124-161622-3f2a"
  std::string plan_name;  // the playbook's name, or the sequence
  std::string submitter;
  std::string key;                 // idempotency, the submitter's; may be empty
  std::uint64_t submitted_ms = 0;  // by the wall clock, since 1970
  std::string working_directory;   // for runs in place
  std::optional<Digest> workspace;  // the root of the tree that others run in
  Isolation isolation = Isolation::runspace;
  Milliseconds grace{5000};
  std::uint32_t jobs = 0;
  std::optional<RunStatus> ended;
  std::uint64_t ended_ms = 0;

  friend bool operator==(const RunRecord&, const RunRecord&) = default;
};

// A run that had not ended when the journal was last written.
struct RecoveredRun {
  RunId id;
  RunRecord record;
  std::shared_ptr<const Plan> plan;
  std::vector<ScheduleChange> changes;
  std::vector<Milliseconds> times;  // of each, since it was submitted
  // For each attempt of an open job: the number of lines recorded.
  std::map<AttemptId, std::uint64_t> lines;
};

struct Recovered {
  std::vector<RecoveredRun> runs;  // ascending
  std::map<AgentId, std::string> agents;
  AttemptId last_attempt;
};

// Ended runs beyond these are forgotten, the oldest first.
struct Retention {
  std::size_t runs = 1000;
  std::chrono::hours age{24 * 30};
};

class Journal {
 public:
  using WallClock = std::function<std::uint64_t()>;  // ms since 1970
  using Done = std::function<void(const Status&)>;

  // All must outlive the journal.
  Journal(Store& store, Committer& committer, WallClock wall_clock);

  // Reads everything that is needed to go on. Once, first.
  Result<Recovered> recover();

  // --- gathered until commit() ---
  RunId begin_run(RunRecord record, const Plan& plan);
  void add(RunId run, JournalEntry entry);
  void add_agent(AgentId agent, const std::string& name);
  // Tokens up to `last` are about to be given out.
  void add_attempts(AttemptId last);

  bool has_changes() const { return !batch_.empty() || !entries_.empty(); }
  void commit(Done done);
  std::size_t pending_bytes() const { return committer_.pending_bytes(); }
  std::uint64_t now_ms() const { return wall_clock_(); }

  // --- reading ---
  struct Group {
    std::uint64_t sequence = 0;
    std::string packed;
  };
  // Groups of a run from a sequence on, about `bytes` of them and at least
  // one when there is one. Sequences count from 1.
  Result<std::vector<Group>> read_entries(RunId run, std::uint64_t from,
                                          std::size_t bytes) const;
  // The packed plan.
  Result<std::string> read_plan(RunId run) const;
  // All runs, ascending by id; their records are kept in memory.
  const std::map<RunId, RunRecord>& runs() const { return runs_; }
  // The run that this submitter gave this idempotency key. A key says nothing
  // about the runs of others.
  std::optional<RunId> find_key(const std::string& submitter,
                                const std::string& key) const;

  // Forgets ended runs as retention says.
  void compact(const Retention& retention);

 private:
  Status recover_runs(Recovered& recovered);
  Status recover_run(RunId id, Recovered& recovered);
  void remember_key(RunId run, const RunRecord& record);
  void put_record(RunId run);
  void put_entries(RunId run, std::vector<JournalEntry> entries);
  void erase_run(RunId run);

  Store& store_;
  Committer& committer_;
  WallClock wall_clock_;
  std::map<RunId, RunRecord> runs_;
  std::map<std::pair<std::string, std::string>, RunId> keys_;  // by submitter
  std::map<RunId, std::uint64_t> next_sequence_;  // of runs that go on
  std::uint64_t last_run_ = 0;
  std::uint64_t reserved_attempts_ = 0;
  std::size_t outstanding_ = 0;

  StoreBatch batch_;
  std::map<RunId, std::vector<JournalEntry>> entries_;
};

}  // namespace aitherzero
