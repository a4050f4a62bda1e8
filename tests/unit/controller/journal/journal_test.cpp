#include "controller/journal/journal.hpp"

#include <gtest/gtest.h>

#include "shared/store/memory_store.hpp"
#include "support/direct_committer.hpp"
#include "support/plan_builder.hpp"

namespace aitherzero {
namespace {

class JournalTest : public ::testing::Test {
 protected:
  struct Process {
    explicit Process(JournalTest& test)
        : committer(test.store_),
          journal(test.store_, committer, [&test] { return test.clock_ms_; }),
          recovered(journal.recover()) {}
    DirectCommitter committer;
    Journal journal;
    Result<Recovered> recovered;
  };

  RunId begin(Journal& journal, const std::string& key = "",
              const std::string& submitter = "ann") {
    RunRecord record;
    record.name = "a run";
    record.submitter = submitter;
    record.key = key;
    return journal.begin_run(record, plan_);
  }
  static void commit(Journal& journal) {
    bool done = false;
    journal.commit([&](const Status& written) {
      EXPECT_TRUE(written);
      done = true;
    });
    EXPECT_TRUE(done);
  }
  static JobChanged leased(RunId run, std::uint32_t job,
                           std::uint64_t attempt) {
    JobChanged change{run, {job}, JobStatus::leased};
    change.attempt = {attempt};
    change.agent = {7};
    return change;
  }

  MemoryStore store_;
  std::uint64_t clock_ms_ = 1'000'000;
  Plan plan_ = testing::plan({{"a"}, {"b", {"a"}}});
};

TEST_F(JournalTest, an_empty_one_has_nothing_to_go_on_with) {
  Process process(*this);
  ASSERT_TRUE(process.recovered);
  EXPECT_TRUE(process.recovered->runs.empty());
}

TEST_F(JournalTest, gives_back_runs_with_their_changes_in_order) {
  {
    Process process(*this);
    const RunId run = begin(process.journal, "key");
    process.journal.add_agent({7}, "box");
    process.journal.add(run, leased(run, 0, 1));
    commit(process.journal);
    JobChanged running{run, {0}, JobStatus::running};
    running.attempt = {1};
    process.journal.add(run, running);
    process.journal.add(run, OutputEntry{{0}, {1}, 0, {{}, {}}});
    process.journal.add(run, RunStopped{run, StopCause::cancelled});
    commit(process.journal);
  }
  Process process(*this);
  ASSERT_TRUE(process.recovered);
  ASSERT_EQ(process.recovered->runs.size(), 1u);
  RecoveredRun& run = process.recovered->runs[0];
  EXPECT_EQ(run.record.submitter, "ann");
  EXPECT_EQ(run.record.jobs, 2u);
  EXPECT_EQ(run.plan->jobs.size(), 2u);
  ASSERT_EQ(run.changes.size(), 3u);
  EXPECT_EQ(std::get<JobChanged>(run.changes[0]), leased(run.id, 0, 1));
  EXPECT_EQ(run.lines[AttemptId{1}], 2u);
  EXPECT_EQ(process.recovered->agents[AgentId{7}], "box");
  EXPECT_EQ(process.journal.find_key("ann", "key"), run.id);
}

// Whoever guesses a key is not given a run, nor can they replace its secrets.
TEST_F(JournalTest, an_idempotency_key_is_its_submitters_own) {
  RunId of_ann;
  RunId of_bob;
  {
    Process process(*this);
    of_ann = begin(process.journal, "nightly", "ann");
    EXPECT_EQ(process.journal.find_key("bob", "nightly"), std::nullopt);
    of_bob = begin(process.journal, "nightly", "bob");
    commit(process.journal);
  }
  Process process(*this);
  EXPECT_EQ(process.journal.find_key("ann", "nightly"), of_ann);
  EXPECT_EQ(process.journal.find_key("bob", "nightly"), of_bob);
  EXPECT_EQ(process.journal.find_key("ann", ""), std::nullopt);
}

TEST_F(JournalTest, what_was_not_committed_never_was) {
  {
    Process process(*this);
    begin(process.journal);
  }
  Process process(*this);
  EXPECT_TRUE(process.journal.runs().empty());
}

TEST_F(JournalTest, an_ended_run_is_read_and_not_gone_on_with) {
  RunId run;
  {
    Process process(*this);
    run = begin(process.journal);
    commit(process.journal);
    clock_ms_ += 500;
    process.journal.add(run, RunEnded{run, RunStatus::failed});
    commit(process.journal);
  }
  Process process(*this);
  EXPECT_TRUE(process.recovered->runs.empty());
  EXPECT_EQ(process.journal.runs().at(run).ended, RunStatus::failed);
  const auto groups = process.journal.read_entries(run, 1, 1);
  ASSERT_EQ(groups->size(), 1u);
  const auto group = unpack_entries((*groups)[0].packed, run);
  EXPECT_EQ(group->at_ms, 500u);
  EXPECT_EQ(std::get<RunEnded>(group->entries[0]).status, RunStatus::failed);
}

// Tokens that may have been given out are never given out again.
TEST_F(JournalTest, tokens_only_rise_over_restarts) {
  {
    Process process(*this);
    process.journal.add_attempts({5});
    commit(process.journal);
  }
  Process process(*this);
  EXPECT_GE(process.recovered->last_attempt.value, 5u);
}

TEST_F(JournalTest, forgets_the_oldest_ended_runs) {
  Process process(*this);
  std::vector<RunId> runs;
  for (int i = 0; i < 4; ++i) {
    runs.push_back(begin(process.journal, "key " + std::to_string(i)));
    clock_ms_ += 1000;
    if (i == 1) continue;  // it goes on
    process.journal.add(runs.back(), RunEnded{runs.back(), {}});
  }
  commit(process.journal);
  process.journal.compact({1, std::chrono::hours(1)});
  commit(process.journal);
  Process again(*this);
  EXPECT_EQ(again.journal.runs().size(), 2u);
  EXPECT_TRUE(again.journal.runs().contains(runs[1]));
  EXPECT_TRUE(again.journal.runs().contains(runs[3]));
  EXPECT_EQ(again.journal.find_key("ann", "key 0"), std::nullopt);
  EXPECT_TRUE(again.journal.read_plan(runs[0])->empty());
  clock_ms_ += 2 * 3600 * 1000;
  again.journal.compact({10, std::chrono::hours(1)});
  EXPECT_EQ(again.journal.runs().size(), 1u) << "the other is too old";
}

// Two that end at once, and one is all that is kept.
TEST_F(JournalTest, forgets_nothing_that_is_still_to_be_recorded) {
  Process process(*this);
  const RunId first = begin(process.journal, "one");
  const RunId second = begin(process.journal, "two");
  process.journal.add(first, RunEnded{first, {}});
  process.journal.compact({0, std::chrono::hours(1)});
  process.journal.add(second, RunEnded{second, {}});
  process.journal.compact({0, std::chrono::hours(1)});
  commit(process.journal);
  EXPECT_EQ(process.journal.runs().size(), 2u);
  process.journal.compact({0, std::chrono::hours(1)});
  EXPECT_TRUE(process.journal.runs().empty());
}

// What jobs wrote may be large, and all of it may come at once.
TEST_F(JournalTest, groups_fit_into_frames_whatever_jobs_have_written) {
  Process process(*this);
  const RunId run = begin(process.journal);
  for (std::uint64_t attempt = 1; attempt <= 100; ++attempt) {
    JobChanged change = leased(run, 0, attempt);
    change.status = JobStatus::succeeded;
    change.result.emplace();
    change.result->objects = std::string(190'000, 'x');
    process.journal.add(run, change);
  }
  commit(process.journal);
  const auto groups = process.journal.read_entries(run, 1, ~std::size_t{0});
  EXPECT_GT(groups->size(), 10u);
  for (const auto& group : *groups) {
    EXPECT_LT(group.packed.size(), 2u << 20);
  }
}

TEST_F(JournalTest, a_damaged_run_is_an_error_and_not_forgotten) {
  {
    Process process(*this);
    const RunId run = begin(process.journal);
    process.journal.add(run, leased(run, 0, 1));
    commit(process.journal);
  }
  std::string key;
  ASSERT_TRUE(store_.scan("r/", "", [&](std::string_view found, auto) {
    if (found.size() > 11) key = found;
    return key.empty();
  }));
  StoreBatch damage;
  damage.put(key, "\xff");
  ASSERT_TRUE(store_.write(damage, Durability::machine));
  Process process(*this);
  ASSERT_FALSE(process.recovered);
  EXPECT_EQ(process.recovered.error().kind, ErrorKind::corrupt);
}

}  // namespace
}  // namespace aitherzero
