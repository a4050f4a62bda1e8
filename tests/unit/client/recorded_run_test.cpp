#include "client/recorded_run.hpp"

#include <gmock/gmock.h>

#include "support/plan_builder.hpp"
#include "support/temporary_folder.hpp"

namespace aitherzero {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using std::chrono_literals::operator""s;

constexpr std::uint64_t k_now_ms = 1'790'000'000'000;
constexpr RunId k_run{1};

JobChanged changed(std::uint32_t job, JobStatus status) {
  JobChanged change{k_run, {job}, status};
  if (status != JobStatus::succeeded) change.attempt = {job + 1};
  change.agent = {1};
  return change;
}

// The process that executes a run, as far as its record goes.
class Recorder {
 public:
  Recorder(EventLoop& loop, const RunFolders& folders, const std::string& run)
      : loop_(loop),
        store_(folders.create(run).value()),
        committer_(make_committer(loop, *store_, Durability::process)),
        journal_(*store_, *committer_, [] { return k_now_ms; }) {
    EXPECT_TRUE(journal_.recover());
    RunRecord record;
    record.name = run;
    journal_.begin_run(std::move(record),
                       testing::plan({{"a"}, {"b"}, {"c", {"b"}}}));
    journal_.add_agent({1}, "here");
    commit();
  }

  void add(JournalEntry entry) {
    journal_.add(k_run, std::move(entry));
    commit();
  }

 private:
  void commit() {
    journal_.commit([this](const Status& written) {
      EXPECT_TRUE(written);
      loop_.stop();
    });
    loop_.run();
  }

  EventLoop& loop_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Committer> committer_;
  Journal journal_;
};

class RecordedRunTest : public ::testing::Test {
 protected:
  std::unique_ptr<RecordedRun> read() {
    return RecordedRun::read(loop, folders, run).value();
  }

  TemporaryFolder folder;
  EventLoop loop;
  RunFolders folders{folder.path() + "/runs"};
  std::string run = folders.new_name(k_now_ms);
};

TEST_F(RecordedRunTest, tells_of_a_run_while_it_goes_on) {
  Recorder recorder(loop, folders, run);
  recorder.add(changed(0, JobStatus::succeeded));
  recorder.add(changed(1, JobStatus::leased));
  const auto recorded = read();
  EXPECT_FALSE(recorded->has_ended());
  EXPECT_EQ(recorded->info().jobs, 3u);
  EXPECT_EQ(recorded->info().open_jobs, 2u);
  EXPECT_THAT(recorded->last_words().entries, IsEmpty());
  const auto waiting = recorded->explain();
  ASSERT_EQ(waiting.size(), 1u);
  EXPECT_EQ(waiting[0].id, "c");
  EXPECT_EQ(waiting[0].why, "waits for b (leased)");
}

TEST_F(RecordedRunTest, a_run_that_its_process_left_counts_as_cancelled) {
  {
    Recorder recorder(loop, folders, run);
    recorder.add(changed(0, JobStatus::succeeded));
    recorder.add(changed(1, JobStatus::running));
  }
  const auto recorded = read();
  EXPECT_EQ(recorded->info().status,
            static_cast<std::uint32_t>(RunStatus::cancelled));
  std::vector<std::string> ends;
  for (const JournalEntry& entry : recorded->last_words().entries) {
    if (const auto* change = std::get_if<JobChanged>(&entry)) {
      ends.push_back(
          fmt::format("{} {}", change->job.value, to_string(change->status)));
    }
  }
  EXPECT_THAT(ends, ElementsAre("1 lost", "2 cancelled"));
  EXPECT_THAT(recorded->explain(), IsEmpty());
}

TEST_F(RecordedRunTest, a_follower_sees_what_is_still_to_come) {
  Recorder recorder(loop, folders, run);
  std::vector<std::string> seen;
  RecordedRunSource source(loop, folders);
  FollowRun request;
  request.run = run;
  const auto until = [&](const std::string& last) {
    const auto guard = loop.at(loop.now() + 60s, [&] {
      ADD_FAILURE() << "nothing was told";
      loop.stop();
    });
    while (seen.empty() || seen.back() != last) {
      loop.run();
      if (::testing::Test::HasFailure()) return;
    }
  };
  source.follow(
      request,
      {[&](const RunInfo& info) { EXPECT_EQ(info.name, run); },
       [&](std::shared_ptr<const Plan> plan) {
         seen.push_back(fmt::format("{} jobs", plan->jobs.size()));
         loop.stop();
       },
       [&](AgentId, const std::string& name) { EXPECT_EQ(name, "here"); },
       [&](const EntryGroup& group) {
         for (const JournalEntry& entry : group.entries) {
           const auto* change = std::get_if<JobChanged>(&entry);
           seen.push_back(change != nullptr
                              ? std::string(to_string(change->status))
                              : "end");
         }
         loop.stop();
       },
       [] {}, [](const Error& error) { ADD_FAILURE() << error.message; }});
  until("3 jobs");
  recorder.add(changed(0, JobStatus::leased));
  until("leased");
  recorder.add(RunEnded{k_run, RunStatus::failed});
  until("end");
  EXPECT_THAT(seen, ElementsAre("3 jobs", "leased", "end"));
}

TEST_F(RecordedRunTest, a_run_that_has_ended_cannot_be_cancelled) {
  { const Recorder recorder(loop, folders, run); }
  RecordedRunSource source(loop, folders);
  Status heard;
  source.cancel(run, CancelMode::graceful,
                [&](const Status& done) { heard = done; });
  ASSERT_FALSE(heard);
  EXPECT_THAT(heard.error().message, HasSubstr("has ended"));
}

TEST_F(RecordedRunTest,
       the_oldest_runs_are_forgotten_but_not_while_they_go_on) {
  std::vector<std::string> names;
  for (std::uint64_t i = 0; i < 4; ++i) {
    names.push_back(folders.new_name(k_now_ms + i));
  }
  const Recorder oldest(loop, folders, names[0]);
  for (std::size_t i = 1; i < 4; ++i) {
    const Recorder recorder(loop, folders, names[i]);
  }
  EXPECT_THAT(folders.names(),
              ElementsAre(names[3], names[2], names[1], names[0]));
  EXPECT_EQ(folders.latest().value(), names[3]);
  folders.prune(2);
  EXPECT_THAT(folders.names(), ElementsAre(names[3], names[2], names[0]));
  EXPECT_FALSE(folders.find(names[1]));
  EXPECT_FALSE(folders.find("")) << "no run is meant";
}

}  // namespace
}  // namespace aitherzero
