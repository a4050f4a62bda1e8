// Labels, outputs and secrets: where jobs run, what they leave, what they are
// given.
#include <filesystem>

#include "shared/platform/system.hpp"
#include "system/distributed_test.hpp"

namespace aitherzero {
namespace {

class Placement : public DistributedTest {};

TEST_F(Placement, here_a_label_that_this_machine_lacks_is_an_error) {
  shell_script("0100_A", "touch ran");
  const Finished refused =
      orchestrate({"--sequence", "0100", "--runs-on", "os=plan9"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("0100 wants to run on os=plan9"));
  EXPECT_THAT(refused.err, HasSubstr("os=linux"));
  EXPECT_FALSE(exists("ran"));
  for (const char* label : {"linux", "pwsh"}) {
    EXPECT_EQ(orchestrate({"--sequence", "0100", "--runs-on", label}).exit_code,
              0);
  }
  playbook("far.psd1",
           "@{ Sequence = @(\n@{ Script = '0100'; RunsOn = 'windows' }) }");
  EXPECT_THAT(orchestrate({"far"}).err, HasSubstr("far.psd1:2:"));
}

TEST_F(Placement, jobs_go_to_agents_that_have_their_labels) {
  shell_script("0100_Any", "echo x");
  shell_script("0101_Gpu", "echo x", "RunsOn: gpu=a100");
  shell_script("0102_Tpu", "echo x", "RunsOn: tpu");
  start_controller();
  const auto plain = start_agent("plain");
  const auto strong = start_agent("strong", {"--label", "gpu=a100"});
  const std::string run = submit("0100-0102");
  const auto follower = start_client({"run", "logs", "-f", run});
  follower->wait_for_output("[0101] x");
  EXPECT_THAT(client({"run", "explain", run}).out,
              HasSubstr("no agent has label tpu"));
  const auto other = start_agent("other", {"--label", "tpu"});
  const Json json = follow(run);
  EXPECT_EQ(json.job("0101", "attempts.0.agent"), "strong");
  EXPECT_EQ(json.job("0102", "attempts.0.agent"), "other");
}

TEST_F(Placement, outputs_reach_the_jobs_that_need_them_and_the_submitter) {
  shell_script("0100_Build",
               "mkdir -p out/deep; echo built > out/deep/app; echo l > a.log",
               "Outputs: out, *.log");
  shell_script("0101_Pack", "cat out/deep/app; cp out/deep/app app.zip",
               "Dependencies: 0100\nOutputs: app.zip");
  shell_script("0102_Alone", "test ! -e out");
  start_controller();
  const auto one = start_agent("one", {"--slots", "1"});
  const auto two = start_agent("two", {"--slots", "1"});
  const Finished built = client({"orchestrate", "--sequence", "0100-0102",
                                 "--artifacts", path("artifacts")});
  EXPECT_EQ(built.exit_code, 0) << built.out << built.err;
  EXPECT_THAT(built.out, HasSubstr("[0101] built"));
  EXPECT_EQ(read("artifacts/out/deep/app"), "built\n");
  EXPECT_EQ(read("artifacts/app.zip"), "built\n");
  EXPECT_EQ(read("artifacts/a.log"), "l\n");
  EXPECT_FALSE(exists("out"));
  EXPECT_EQ(client({"run", "artifacts", "2", path("again")}).exit_code, 0);
  EXPECT_EQ(read("again/app.zip"), "built\n");
}

TEST_F(Placement, a_script_that_does_not_travel_is_told_before) {
  shell_script("0100_Ignored", "touch \"$SIDE/ran\"");
  shell_script("0200_Linked", "true");
  std::filesystem::rename(path("automation-scripts/0200_Linked.sh"),
                          path("linked.sh"));
  std::filesystem::create_symlink("../linked.sh",
                                  path("automation-scripts/0200_Linked.sh"));
  write(".gitignore", "0100*\n");
  start_controller();
  const auto agent = start_agent("one");
  const Finished ignored = client({"orchestrate", "--sequence", "0100"});
  EXPECT_EQ(ignored.exit_code, 2);
  EXPECT_THAT(ignored.err,
              HasSubstr("automation-scripts/0100_Ignored.sh does not travel"));
  EXPECT_EQ(client({"orchestrate", "--sequence", "0200"}).exit_code, 0);
  write(".aitherignore", "!automation-scripts/0100_Ignored.sh\n");
  EXPECT_EQ(client({"orchestrate", "--sequence", "0100"}).exit_code, 0);
}

TEST_F(Placement, an_output_that_is_not_made_fails_its_job) {
  shell_script("0100_Build", "echo nothing", "Outputs: app.zip");
  start_controller();
  const auto one = start_agent("one");
  const Finished failed = client({"orchestrate", "--sequence", "0100"});
  EXPECT_EQ(failed.exit_code, 1);
  EXPECT_THAT(failed.out, HasSubstr("did not make its output app.zip"));
}

TEST_F(Placement, a_job_is_not_waited_for_longer_than_is_asked) {
  shell_script("0100_Needs_Gpu", "true", "RunsOn: gpu");
  start_controller();
  const auto agent = start_agent("one");
  const Finished failed =
      client({"orchestrate", "--sequence", "0100", "--wait-agents", "0"});
  EXPECT_EQ(failed.exit_code, 1);
  EXPECT_THAT(failed.out, HasSubstr("no agent with gpu came within 0 s"));
}

TEST_F(Placement, a_follower_is_told_why_nothing_starts) {
  shell_script("0100_Needs_Gpu", "true", "RunsOn: gpu");
  start_controller();
  const auto follower = start_client({"orchestrate", "--sequence", "0100"});
  follower->wait_for_output("0100 waits: no agent is connected");
  const auto agent = start_agent("one", {"--label", "gpu="});
  EXPECT_EQ(follower->finish().exit_code, 0);
}

class PlacedSecrets : public Placement {
 protected:
  PlacedSecrets() {
    playbook("deploy.psd1",
             "@{ Sequence = @(\n@{ Script = '0100'; Secrets = 'TOKEN' }) }");
    shell_script("0100_Deploy",
                 "echo \"it is $TOKEN\"; printf '%s' \"$TOKEN\" > "
                 "\"$SIDE/seen\"; printf '%s' \"$TOKEN\" | base64");
  }
};

TEST_F(PlacedSecrets, reach_the_job_and_no_output) {
  start_controller();
  const auto agent = start_agent("one");
  environment["TOKEN"] = "s3cret-value-9";
  const Finished deployed = client({"orchestrate", "deploy"});
  EXPECT_EQ(deployed.exit_code, 0) << deployed.out;
  EXPECT_EQ(read("seen"), "s3cret-value-9");
  EXPECT_THAT(deployed.out, HasSubstr("it is ***"));
  EXPECT_THAT(deployed.out, Not(HasSubstr("czNjcmV0LXZhbHVlLTk")));
  const Finished logs = client({"run", "logs"});
  EXPECT_THAT(logs.out, HasSubstr("it is ***"));
  EXPECT_THAT(logs.out, Not(HasSubstr("s3cret")));
}

TEST_F(PlacedSecrets, are_parameters_where_the_script_declares_them) {
  playbook("ps.psd1",
           "@{ Sequence = @(\n@{ Script = '0101'; Secrets = 'TOKEN' }) }");
  powershell_script("0101_Deploy",
                    "param([string]$Token)\n"
                    "\"length $($Token.Length)\"\n\"it is $Token\"");
  environment["TOKEN"] = "s3cret-value-9";
  const Finished deployed = orchestrate({"ps"});
  EXPECT_EQ(deployed.exit_code, 0) << deployed.out;
  EXPECT_THAT(deployed.out, HasSubstr("length 14"));
  EXPECT_THAT(deployed.out, HasSubstr("it is ***"));
  const Finished cold = orchestrate({"ps", "--isolation", "cold"});
  EXPECT_EQ(cold.exit_code, 1);
  EXPECT_THAT(cold.out, HasSubstr("would show the secret TOKEN"));
}

// Rule S3: nothing on a disk has the value.
TEST_F(PlacedSecrets, are_stored_nowhere) {
  start_controller();
  auto agent = start_agent("one");
  write("secrets.txt", "# of the build\nTOKEN=s3cret-value-9\n");
  write(".aitherignore", "secrets.txt\nhome\nseen\n");
  EXPECT_EQ(
      client({"orchestrate", "deploy", "--secret-file", path("secrets.txt")})
          .exit_code,
      0);
  controller->crash();
  agent->crash();
  std::size_t files = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(path("home"))) {
    if (!entry.is_regular_file()) continue;
    ++files;
    const std::string name =
        std::filesystem::relative(entry.path(), root()).string();
    EXPECT_THAT(read(name), Not(HasSubstr("s3cret"))) << name;
  }
  EXPECT_GT(files, 10u);
}

TEST_F(PlacedSecrets, that_nobody_has_set_are_named_before_anything_runs) {
  const Finished refused = orchestrate({"deploy"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("deploy.psd1:2:"));
  EXPECT_THAT(refused.err, HasSubstr("needs the secret TOKEN"));
  EXPECT_FALSE(exists("seen"));
  environment["TOKEN"] = "s3cret-value-9";
  const Finished here = orchestrate({"deploy"});
  EXPECT_EQ(here.exit_code, 0);
  EXPECT_THAT(here.out, HasSubstr("it is ***"));
}

TEST_F(PlacedSecrets, are_asked_for_after_a_controller_has_lost_them) {
  start_controller();
  environment["TOKEN"] = "s3cret-value-9";
  const std::string run =
      client({"orchestrate", "deploy", "--detach"}).out.substr(0, 20);
  controller->crash();
  start_controller();
  environment.erase("TOKEN");
  const auto agent = start_agent("one");
  EXPECT_THAT(client({"run", "explain", run}).out,
              HasSubstr("needs secret TOKEN"));
  write("home/secrets", "TOKEN=s3cret-value-9\n");
  EXPECT_EQ(
      client({"run", "resume", run, "--secret-file", path("home/secrets")})
          .exit_code,
      0);
  EXPECT_EQ(read("seen"), "s3cret-value-9");
  const Finished retried = client({"run", "retry", run, "--detach"});
  EXPECT_EQ(retried.exit_code, 2);
  EXPECT_THAT(retried.err, HasSubstr("needs the secret TOKEN"));
}

}  // namespace
}  // namespace aitherzero
