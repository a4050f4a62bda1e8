// Ending trees of processes that do not want to end. The proof is always the
// same: the receipt says so, and the pipe that all of them hold has ended.
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include <limits>

#include "supervisor_fixture.hpp"

namespace aitherzero {
namespace {

class SupervisorTree : public SupervisorTest,
                       public testing::WithParamInterface<TreeMeans> {
 protected:
  SupervisorTree() : SupervisorTest(GetParam()) {}

  void expect_all_gone(const Result<KillReceipt>& receipt) {
    ASSERT_TRUE(receipt) << to_string(receipt.error());
    EXPECT_EQ(receipt->survivors, 0u);
    EXPECT_EQ(receipt->ended, receipt->by_term + receipt->by_kill);
    wait_until([&] { return output->ended; });
  }
};

// Where no cgroup can be had both are the same.
INSTANTIATE_TEST_SUITE_P(By, SupervisorTree,
                         testing::Values(TreeMeans::strongest_there_is,
                                         TreeMeans::subreaper_only),
                         [](const auto& means) {
                           return means.param == TreeMeans::subreaper_only
                                      ? "subreaper"
                                      : "strongest";
                         });

TEST_P(SupervisorTree, an_empty_tree_gives_an_empty_receipt) {
  for (const Reach reach : {Reach::everything, Reach::descendants_only}) {
    const auto receipt = end_tree(reach, k_long_grace);
    ASSERT_TRUE(receipt);
    EXPECT_EQ(receipt->ended, 0u);
    EXPECT_EQ(receipt->survivors, 0u);
    EXPECT_FALSE(receipt->means.empty());
  }
}

TEST_P(SupervisorTree, what_obeys_is_ended_by_sigterm) {
  start(shell("sleep 1000 & sleep 1000 & echo ready; wait"));
  wait_for_lines(1);
  const auto receipt = end_tree(Reach::everything, k_long_grace);
  expect_all_gone(receipt);
  EXPECT_EQ(receipt->by_term, 3u);
  EXPECT_EQ(receipt->by_kill, 0u);
  EXPECT_EQ(receipt->names.size(), 3u);
  EXPECT_EQ(wait_for_exit()->signal, SIGTERM);
}

TEST_P(SupervisorTree, a_grandchild_that_ignores_sigterm_is_killed) {
  start(
      shell("sh -c 'trap \"\" TERM; echo ready; while :; do sleep 1000; "
            "done' & wait"));
  wait_for_lines(1);
  const auto receipt = end_tree(Reach::everything, k_short_grace);
  expect_all_gone(receipt);
  EXPECT_GE(receipt->by_kill, 1u);
  EXPECT_GE(receipt->by_term, 1u);
}

TEST_P(SupervisorTree, without_grace_all_are_killed_at_once) {
  start(shell("sleep 1000 & echo ready; wait"));
  wait_for_lines(1);
  const auto receipt = end_tree(Reach::everything, k_at_once);
  expect_all_gone(receipt);
  EXPECT_EQ(receipt->by_kill, 2u);
  EXPECT_EQ(wait_for_exit()->signal, SIGKILL);
}

TEST_P(SupervisorTree, a_daemon_that_left_session_and_parent_is_found) {
  start(
      shell("setsid sh -c 'setsid sh -c \"trap : HUP; echo ready; "
            "sleep 1000; sleep 1000\" & exit 0' & wait; exit 9"));
  wait_for_lines(1);
  EXPECT_EQ(wait_for_exit()->exit_code, 9);
  const auto receipt = end_tree(Reach::everything, k_at_once);
  expect_all_gone(receipt);
  EXPECT_GE(receipt->by_kill, 1u);
}

TEST_P(SupervisorTree, processes_that_replace_the_killed_run_out) {
  start(host({"storm", "2000"}));
  wait_for_lines(13);
  const auto receipt = end_tree(Reach::everything, k_at_once);
  expect_all_gone(receipt);
  EXPECT_GE(receipt->by_kill, 13u);
  EXPECT_LE(receipt->names.size(), 16u);
}

TEST_P(SupervisorTree, a_storm_that_replaces_the_terminated_is_ended_too) {
  start(host({"storm", "300"}));
  wait_for_lines(13);
  expect_all_gone(end_tree(Reach::everything, k_short_grace));
}

TEST_P(SupervisorTree, a_process_that_runs_from_pid_to_pid_is_caught) {
  start(host({"runner", "20000"}));
  wait_for_lines(1);
  expect_all_gone(end_tree(Reach::everything, k_at_once));
}

TEST_P(SupervisorTree, a_process_blocked_on_a_full_pipe_is_ended) {
  start(shell("echo ready; exec yes"));
  wait_for_lines(1);
  output->stop_reading();
  const auto receipt = end_tree(Reach::everything, k_long_grace);
  ASSERT_TRUE(receipt);
  EXPECT_EQ(receipt->by_term, 1u);
  EXPECT_EQ(receipt->survivors, 0u);
}

TEST_P(SupervisorTree, a_stopped_process_can_still_clean_up) {
  start(
      shell("trap 'exit 3' TERM; echo ready; kill -STOP $$; "
            "while :; do sleep 1000 & wait; done"));
  wait_for_lines(1);
  const auto receipt = end_tree(Reach::everything, k_long_grace);
  ASSERT_TRUE(receipt);
  EXPECT_EQ(wait_for_exit()->exit_code, 3);
  EXPECT_EQ(receipt->survivors, 0u);
}

TEST_P(SupervisorTree, only_descendants_are_ended_when_asked) {
  const Pipe order = *make_pipe();
  ProcessSpec spec = shell(
      "sleep 1000 & (setsid sleep 1000 &); echo ready; read x <&3; "
      "exit 7");
  spec.extra = {order.read_end.get()};
  start(spec);
  wait_for_lines(1);
  const auto receipt = end_tree(Reach::descendants_only, k_at_once);
  ASSERT_TRUE(receipt);
  EXPECT_EQ(receipt->ended, 2u);
  EXPECT_EQ(receipt->survivors, 0u);
  EXPECT_FALSE(exit.has_value());
  EXPECT_EQ(end_tree(Reach::descendants_only, k_at_once)->ended, 0u);
  ASSERT_EQ(::write(order.write_end.get(), "go\n", 3), 3);
  EXPECT_EQ(wait_for_exit()->exit_code, 7);
  wait_until([&] { return output->ended; });
}

// A launcher, the shell that it waits for, and what that has started.
TEST_P(SupervisorTree, what_a_launcher_waits_for_counts_as_started) {
  const Pipe order = *make_pipe();
  ProcessSpec spec =
      shell("sh -c 'sleep 1000 & echo $$; read x <&3; exit 7'; exit $?");
  spec.extra = {order.read_end.get()};
  start(spec);
  wait_for_lines(1);
  supervisor->count_as_started(std::stoi(output->lines[0]));
  const auto receipt = end_tree(Reach::descendants_only, k_at_once);
  ASSERT_TRUE(receipt);
  EXPECT_EQ(receipt->ended, 1u);
  EXPECT_FALSE(exit.has_value());
  ASSERT_EQ(::write(order.write_end.get(), "go\n", 3), 3);
  EXPECT_EQ(wait_for_exit()->exit_code, 7);
}

TEST_P(SupervisorTree, nobody_elses_process_counts_as_started) {
  start(shell("sleep 1000 & echo ready; wait"));
  wait_for_lines(1);
  supervisor->count_as_started(1);
  supervisor->count_as_started(std::numeric_limits<int>::max());
  supervisor->count_as_started(0);
  const auto receipt = end_tree(Reach::descendants_only, k_at_once);
  ASSERT_TRUE(receipt);
  EXPECT_EQ(receipt->ended, 1u);
}

TEST_P(SupervisorTree, what_a_job_left_behind_is_ended_after_it) {
  start(shell("sleep 1000 & echo ready"));
  EXPECT_EQ(wait_for_exit()->exit_code, 0);
  const auto receipt = end_tree(Reach::everything, k_long_grace);
  expect_all_gone(receipt);
  EXPECT_EQ(receipt->ended, 1u);
  ASSERT_EQ(receipt->names.size(), 1u);
}

TEST_P(SupervisorTree, a_second_request_shortens_the_grace_of_the_first) {
  start(shell("trap '' TERM; echo ready; while :; do sleep 1000; done"));
  wait_for_lines(1);
  std::optional<Result<KillReceipt>> first;
  supervisor->end_tree(Reach::everything, k_long_grace,
                       [&](Result<KillReceipt> result) { first = result; });
  const auto second = end_tree(Reach::everything, k_at_once);
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->value(), second.value());
  EXPECT_EQ(second->by_term, 0u);
  expect_all_gone(second);
}

TEST_P(SupervisorTree, lists_descendants_without_the_process_itself) {
  start(shell("sleep 1000 & echo $!; wait"));
  wait_for_lines(1);
  std::vector<std::string> names;
  bool listed = false;
  supervisor->list_descendants([&](Result<std::vector<std::string>> result) {
    names = result.value();
    listed = true;
    loop.stop();
  });
  wait_until([&] { return listed; });
  ASSERT_EQ(names.size(), 1u);
  EXPECT_EQ(names[0].rfind(output->lines[0] + " ", 0), 0u) << names[0];
}

TEST_P(SupervisorTree, what_it_lets_go_of_lives_on) {
  start(shell("sleep 1000 >/dev/null 2>&1 & echo $!; exit 3"));
  EXPECT_EQ(wait_for_exit()->exit_code, 3);
  wait_for_lines(1);  // which may come after the exit
  const int kept = std::stoi(output->lines.at(0));
  std::optional<Result<std::vector<std::string>>> names;
  supervisor->release([&](Result<std::vector<std::string>> result) {
    names = std::move(result);
    loop.stop();
  });
  wait_until([&] { return names.has_value(); });
  ASSERT_TRUE(*names);
  ASSERT_EQ(names->value().size(), 1u);
  EXPECT_EQ(names->value()[0].rfind(std::to_string(kept) + " ", 0), 0u);
  EXPECT_FALSE(end_tree(Reach::everything, k_at_once)) << "it has ended";
  supervisor.reset();
  EXPECT_EQ(::kill(kept, SIGKILL), 0) << "it was not there any more";
}

TEST_P(SupervisorTree, letting_go_ends_the_started_process) {
  start(shell("sleep 1000 >/dev/null 2>&1 & echo $!; wait"));
  wait_for_lines(1);
  const int kept = std::stoi(output->lines.at(0));
  bool released = false;
  supervisor->release([&](const Result<std::vector<std::string>>& names) {
    released = names.has_value() && names->size() == 1;
    loop.stop();
  });
  wait_until([&] { return released; });
  wait_until([&] { return output->ended; });
  supervisor.reset();
  EXPECT_EQ(::kill(kept, SIGKILL), 0);
}

TEST_P(SupervisorTree, goes_with_its_object) {
  start(shell("trap '' TERM; setsid sleep 1000 & echo ready; wait"));
  wait_for_lines(1);
  supervisor.reset();
  wait_until([&] { return output->ended; });
}

TEST_P(SupervisorTree, may_be_destroyed_by_a_callback) {
  bool called = false;
  supervisor->spawn(shell("exit 0"), [&](Result<ProcessExit>) {
    supervisor.reset();
    called = true;
    loop.stop();
  });
  wait_until([&] { return called; });
}

TEST_P(SupervisorTree, a_lost_supervisor_answers_everything_as_unavailable) {
  // The system kills the started process with it; only a cgroup holds more.
  const bool group = GetParam() == TreeMeans::strongest_there_is &&
                     tree_kill_support().means == "cgroup";
  start(shell(group ? "setsid sleep 1000 & echo $PPID; exec sleep 1000"
                    : "echo $PPID; exec sleep 1000"));
  wait_for_lines(1);
  ASSERT_EQ(::kill(std::stoi(output->lines[0]), SIGKILL), 0);
  EXPECT_EQ(wait_for_exit().error().kind, ErrorKind::unavailable);
  EXPECT_EQ(end_tree(Reach::everything, k_at_once).error().kind,
            ErrorKind::unavailable);
  wait_until([&] { return output->ended; });
  EXPECT_EQ(run(shell("exit 0")).error().kind, ErrorKind::unavailable);
}

TEST_P(SupervisorTree, an_agent_killed_by_sigkill_leaves_nothing) {
  Pipe pipe = *make_pipe();
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, pipe.write_end.get(), 1);
  std::string name = k_host;
  std::string mode = "agent";
  std::string script =
      "trap '' TERM HUP; setsid sh -c 'trap \"\" TERM HUP; echo ready; "
      "while :; do sleep 1000; done' & wait";
  char* const arguments[] = {name.data(), mode.data(), script.data(), nullptr};
  pid_t agent = 0;
  ASSERT_EQ(
      ::posix_spawn(&agent, k_host, &actions, nullptr, arguments, ::environ),
      0);
  ::posix_spawn_file_actions_destroy(&actions);
  pipe.write_end.reset();
  output = std::make_unique<Listener>(loop, std::move(pipe.read_end));
  wait_for_lines(1);
  ASSERT_EQ(::kill(agent, SIGKILL), 0);
  ASSERT_EQ(::waitpid(agent, nullptr, 0), agent);
  wait_until([&] { return output->ended; });
}

TEST_P(SupervisorTree, the_receipt_names_the_means) {
  const std::string expected = GetParam() == TreeMeans::subreaper_only
                                   ? "subreaper"
                                   : tree_kill_support().means;
  start(shell("echo ready; exec sleep 1000"));
  wait_for_lines(1);
  EXPECT_EQ(end_tree(Reach::everything, k_at_once)->means, expected);
  EXPECT_EQ(end_tree(Reach::descendants_only, k_at_once)->means, "subreaper");
}

TEST(TreeKillSupport, names_the_means_and_says_why) {
  const TreeKillSupport support = tree_kill_support();
  EXPECT_TRUE(support.means == "cgroup" || support.means == "subreaper");
  EXPECT_FALSE(support.detail.empty());
}

}  // namespace
}  // namespace aitherzero
