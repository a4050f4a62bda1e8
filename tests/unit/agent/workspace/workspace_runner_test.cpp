#include "agent/workspace/workspace_runner.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <future>

#include "agent/workspace/workspace.hpp"
#include "shared/platform/event_loop.hpp"
#include "shared/platform/files.hpp"
#include "shared/tree/capture.hpp"
#include "shared/tree/missing_blobs.hpp"
#include "shared/tree/tree.hpp"
#include "support/temporary_folder.hpp"

namespace aitherzero {
namespace {

namespace fs = std::filesystem;
using std::chrono_literals::operator""s;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// The controller's blobs as a second store, at hand.
class NearBlobs final : public BlobAccess {
 public:
  explicit NearBlobs(BlobStore& ours) : ours_(ours) {}
  BlobStore& theirs() { return *theirs_; }
  std::optional<Error> problem;

  // What a fetch does first, on its own thread.
  std::function<void()> before_fetch = [] {};

  Status fetch_tree(const Digest& root) override {
    before_fetch();
    return copy(root, *theirs_, ours_);
  }
  std::function<void()> before_push = [] {};
  Status push_tree(const Digest& root) override {
    before_push();
    return copy(root, ours_, *theirs_);
  }

 private:
  Status copy(const Digest& root, BlobStore& from, BlobStore& to) {
    if (problem) return tl::make_unexpected(*problem);
    while (true) {
      TRY(const auto missing, missing_blobs(root, to));
      if (missing.empty()) return {};
      for (const WantedBlob& blob : missing) {
        TRY(const std::string bytes, from.read(blob.digest));
        TRY([[maybe_unused]] const Digest put, to.put(bytes));
      }
    }
  }

  BlobStore& ours_;
  std::unique_ptr<BlobStore> theirs_ = make_memory_blob_store();
};

// Does what the test says a job does, when the test says so.
class ScriptedRunner final : public Runner {
 public:
  explicit ScriptedRunner(EventLoop& loop) : loop_(loop) {}
  std::function<JobResult(const JobSpec&)> job;
  std::vector<std::string> calls;

  void set_callbacks(Callbacks callbacks) override { callbacks_ = callbacks; }
  void start(AttemptId attempt, std::uint32_t, const JobSpec& spec) override {
    calls.push_back("start");
    loop_.post([this, attempt, spec] {
      callbacks_.on_started(attempt);
      callbacks_.on_ended(attempt, job(spec));
    });
  }
  void stop(AttemptId) override { calls.push_back("stop"); }
  void kill(AttemptId) override { calls.push_back("kill"); }
  void pause_output(AttemptId) override {}
  void resume_output(AttemptId) override {}

 private:
  EventLoop& loop_;
  Callbacks callbacks_;
};

void write(const std::string& path, const std::string& text) {
  fs::create_directories(fs::path(path).parent_path());
  std::ofstream(path) << text;
}

class WorkspaceRunnerTest : public ::testing::Test {
 protected:
  WorkspaceRunnerTest() {
    write(project_.path() + "/scripts/job.ps1", "'hello'");
    write(project_.path() + "/data.txt", "from the project");
    root_ = take_snapshot(project_.path(), blobs_.theirs())->tree.root;
    spec_.script = "scripts/job.ps1";
    spec_.workspace = root_;
    runner_.set_callbacks({[](AttemptId) {},
                           [](AttemptId, std::vector<OutputLine>) {},
                           [this](AttemptId attempt) {
                             ran_ = true;
                             if (stops_once_ran_) runner_.kill(attempt);
                           },
                           [this](AttemptId, JobResult result) {
                             result_ = std::move(result);
                             loop_.stop();
                           }});
    inner_.job = [](const JobSpec&) { return JobResult{}; };
  }

  const JobResult& run() {
    runner_.start({7}, 0, spec_);
    return wait();
  }
  const JobResult& wait() {
    const auto guard = loop_.at(loop_.now() + 60s, [this] {
      ADD_FAILURE() << "the attempt did not end";
      loop_.stop();
    });
    loop_.run();
    return *result_;
  }
  Digest outputs_of(const std::map<std::string, std::string>& files) {
    TemporaryFolder folder;
    for (const auto& [name, text] : files) {
      write(folder.path() + "/" + name, text);
    }
    return capture(folder.path(), {"."}, blobs_.theirs())->tree.root;
  }

  TemporaryFolder project_;
  TemporaryFolder work_;
  EventLoop loop_;
  std::unique_ptr<BlobStore> store_ = make_memory_blob_store();
  NearBlobs blobs_{*store_};
  ScriptedRunner inner_{loop_};
  WorkspaceRunner runner_{
      loop_, inner_, *store_, blobs_, {work_.path() + "/w", 2}};
  Digest root_;
  JobSpec spec_;
  bool ran_ = false;
  bool stops_once_ran_ = false;
  std::optional<JobResult> result_;
};

TEST_F(WorkspaceRunnerTest, a_job_runs_in_the_tree_that_it_names) {
  inner_.job = [&](const JobSpec& spec) {
    EXPECT_EQ(*read_file(spec.script, 100), "'hello'");
    EXPECT_EQ(*read_file(spec.working_directory + "/data.txt", 100),
              "from the project");
    return JobResult{};
  };
  EXPECT_EQ(run().outcome, Outcome::succeeded);
}

TEST_F(WorkspaceRunnerTest, outputs_of_needed_jobs_lie_over_it) {
  spec_.overlays = {outputs_of({{"data.txt", "first"}, {"out/a", "a"}}),
                    outputs_of({{"data.txt", "second"}, {"out/b", "b"}})};
  inner_.job = [&](const JobSpec& spec) {
    const std::string& folder = spec.working_directory;
    EXPECT_EQ(*read_file(folder + "/data.txt", 100), "second");
    EXPECT_EQ(*read_file(folder + "/out/a", 100), "a");
    EXPECT_EQ(*read_file(folder + "/out/b", 100), "b");
    return JobResult{};
  };
  EXPECT_EQ(run().outcome, Outcome::succeeded);
}

TEST_F(WorkspaceRunnerTest, declared_outputs_come_back) {
  spec_.outputs = {"out", "*.log"};
  inner_.job = [&](const JobSpec& spec) {
    write(spec.working_directory + "/out/deep/file", "made");
    return JobResult{};
  };
  const JobResult& result = run();
  EXPECT_TRUE(ran_) << "its time ends before they travel";
  EXPECT_EQ(result.outcome, Outcome::succeeded);
  EXPECT_THAT(result.note, HasSubstr("no output matches *.log"));
  ASSERT_TRUE(result.outputs);
  const auto tree = read_tree(blobs_.theirs(), *result.outputs);
  ASSERT_TRUE(tree);
  EXPECT_EQ(tree->entries.size(), 1u);
  EXPECT_EQ(tree->entries[0].name, "out");
}

TEST_F(WorkspaceRunnerTest, a_named_output_that_is_not_there_fails_the_job) {
  spec_.outputs = {"out.zip"};
  const JobResult& result = run();
  EXPECT_EQ(result.outcome, Outcome::failed);
  EXPECT_THAT(result.error->message, HasSubstr("out.zip"));
}

TEST_F(WorkspaceRunnerTest, a_failed_job_keeps_its_own_error) {
  spec_.outputs = {"out.zip"};
  inner_.job = [](const JobSpec&) {
    JobResult result;
    result.outcome = Outcome::failed;
    result.error = JobError{"it broke"};
    return result;
  };
  EXPECT_EQ(run().error->message, "it broke");
}

TEST_F(WorkspaceRunnerTest, paths_that_lead_out_are_refused) {
  for (const char* script : {"../job.ps1", "/etc/passwd", "a/../../b", ""}) {
    spec_.script = script;
    const JobResult& result = run();
    EXPECT_EQ(result.outcome, Outcome::failed) << script;
    EXPECT_TRUE(inner_.calls.empty()) << script;
  }
}

TEST_F(WorkspaceRunnerTest, without_its_blobs_the_job_runs_elsewhere) {
  blobs_.problem = Error{ErrorKind::unavailable, "nobody answers"};
  EXPECT_EQ(run().outcome, Outcome::lost);
}

TEST_F(WorkspaceRunnerTest, what_is_stopped_does_not_wait_for_its_files) {
  std::promise<void> arrived;
  blobs_.before_fetch = [&, done = arrived.get_future().share()] {
    done.wait();
  };
  runner_.start({7}, 0, spec_);
  runner_.kill({7});
  EXPECT_EQ(wait().outcome, Outcome::cancelled);
  arrived.set_value();
}

TEST_F(WorkspaceRunnerTest, what_is_stopped_does_not_wait_for_its_outputs) {
  spec_.outputs = {"out"};
  inner_.job = [&](const JobSpec& spec) {
    write(spec.working_directory + "/out/file", "made");
    return JobResult{};
  };
  std::promise<void> arrived;
  blobs_.before_push = [&, done = arrived.get_future().share()] {
    done.wait();
  };
  stops_once_ran_ = true;
  const JobResult& result = run();
  EXPECT_EQ(result.outcome, Outcome::failed);
  EXPECT_THAT(result.error->message, HasSubstr("before its outputs"));
  EXPECT_FALSE(result.outputs);
  arrived.set_value();
}

TEST_F(WorkspaceRunnerTest, what_is_stopped_while_it_is_made_never_runs) {
  runner_.start({7}, 0, spec_);
  runner_.stop({7});
  EXPECT_EQ(wait().outcome, Outcome::cancelled);
  EXPECT_TRUE(inner_.calls.empty());
}

TEST_F(WorkspaceRunnerTest, a_job_without_workspace_goes_straight_on) {
  spec_.workspace.reset();
  spec_.script = "/in/place.ps1";
  inner_.job = [](const JobSpec& spec) {
    EXPECT_EQ(spec.script, "/in/place.ps1");
    return JobResult{};
  };
  EXPECT_EQ(run().outcome, Outcome::succeeded);
}

TEST(Workspace, is_removed_whatever_its_job_did_to_it) {
  TemporaryFolder folder;
  const std::string path = folder.path() + "/7";
  write(path + "/closed/file", "x");
  fs::permissions(path + "/closed", fs::perms::none);
  fs::permissions(path, fs::perms::none);
  remove_workspace(path);
  EXPECT_FALSE(fs::exists(path));
}

TEST(Workspace, what_a_crash_left_is_removed_at_the_start) {
  TemporaryFolder folder;
  write(folder.path() + "/3/file", "x");
  EventLoop loop;
  ScriptedRunner inner(loop);
  const auto store = make_memory_blob_store();
  NearBlobs blobs(*store);
  const WorkspaceRunner runner(loop, inner, *store, blobs, {folder.path(), 1});
  EXPECT_TRUE(fs::is_empty(folder.path()));
}

}  // namespace
}  // namespace aitherzero
