// What units, images and batch scripts start, started here as they say it, with
// this test in the place of systemd, Docker and Slurm.
#include <sys/stat.h>

#include <csignal>
#include <regex>

#include "shared/base/text.hpp"
#include "support/temporary_folder.hpp"
#include "system/deployment_test.hpp"

namespace aitherzero {
namespace {

namespace fs = std::filesystem;

using Replacements = std::vector<std::pair<std::string, std::string>>;

std::string replaced(std::string text, const Replacements& replacements) {
  for (const auto& [from, to] : replacements) {
    for (std::size_t at = text.find(from); at != std::string::npos;
         at = text.find(from, at + to.size())) {
      text.replace(at, from.size(), to);
    }
  }
  return text;
}

// The words of a line, each with what stands for its names.
std::vector<std::string> words_of(const std::string& line,
                                  const Replacements& replacements) {
  std::vector<std::string> words;
  for (const std::string_view word : split(line, ' ')) {
    if (word.empty()) continue;
    words.push_back(replaced(std::string(word), replacements));
  }
  return words;
}

class DeploymentRun : public DeploymentTest {
 protected:
  DeploymentRun() {
    // Where images and nodes have the program.
    fs::create_directory(bin());
    fs::create_symlink(AITHERZERO_PROGRAM, bin() + "/aitherzero");
    environment["PATH"] = bin() + ":" + environment["PATH"];
  }

  // Without a space in its name, as the folders of services are.
  std::string bin() const { return plain_.path() + "/bin"; }
  std::string plain(const std::string& name) const {
    return plain_.path() + "/" + name;
  }

  // What a unit starts, without the program's own name.
  static std::vector<std::string> exec_start(const std::string& unit,
                                             const Replacements& values) {
    static const std::regex k_line(
        "\nExecStart=/usr/local/bin/aitherzero (.*)");
    const std::string text = text_of(in_tree("deploy/systemd/" + unit));
    std::smatch match;
    EXPECT_TRUE(std::regex_search(text, match, k_line)) << unit;
    return words_of(match[1], values);
  }

  // The words of a call that the guide has for the controller's user, up to
  // where its output goes.
  std::vector<std::string> guide_call(const std::string& beginning,
                                      const Replacements& values) {
    const std::string guide = std::regex_replace(
        text_of(in_tree("docs/guide/deploying.md")), std::regex("\\\\\n"), " ");
    const std::string user = "sudo -u aitherzero aitherzero ";
    const std::size_t start = guide.find(user + beginning);
    EXPECT_NE(start, std::string::npos) << beginning;
    const std::string line = guide.substr(
        start + user.size(), guide.find('\n', start) - start - user.size());
    return words_of(line.substr(0, line.find(" >")), values);
  }

  static mode_t mode_of(const std::string& file) {
    struct stat status {};
    EXPECT_EQ(::stat(file.c_str(), &status), 0) << file;
    return status.st_mode & 0777;
  }

  std::unique_ptr<ProgramRun> start_script(
      const std::string& shell, const std::vector<std::string>& words) {
    return std::make_unique<ProgramRun>(shell, words, folder, environment);
  }

  const TemporaryFolder plain_;
};

TEST_F(DeploymentRun, units_and_their_guide_work_to_the_letter) {
  const std::string unit =
      text_of(in_tree("deploy/systemd/aitherzero-controller.service"));
  ASSERT_THAT(unit, HasSubstr("StateDirectory=aitherzero-controller\n"));
  ASSERT_THAT(unit, HasSubstr("User=aitherzero\n"));
  const Replacements values = {
      {"${STATE_DIRECTORY}", path("home/controller-state")},
      {"/var/lib/aitherzero-controller", path("home/controller-state")},
      {"tcp://0.0.0.0:7411", endpoint},
      {"tcp://HOST", endpoint}};
  controller = start(exec_start("aitherzero-controller.service", values));
  controller->wait_for_error("listening at");

  write("home/credentials/join-token",
        run(guide_call("keys token --reusable ", values)).out);
  const auto agent = start(
      exec_start("aitherzero-agent.service",
                 {{"${STATE_DIRECTORY}", path("home/agent-state")},
                  {"${CREDENTIALS_DIRECTORY}", path("home/credentials")}}));
  agent->wait_for_error("connected to");

  write("home/token",
        run(guide_call("keys token --role submitter ", values)).out);
  const std::vector<std::string> own = {"--keys", path("home/own")};
  EXPECT_EQ(run({"keys", "join", path("home/token"), own[0], own[1]}).exit_code,
            0);
  shell_script("0100_A", "echo hello");
  const Finished ran =
      client({"orchestrate", "--sequence", "0100", own[0], own[1]});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
}

TEST_F(DeploymentRun, the_image_of_a_controller_makes_its_token_once) {
  const Replacements values = {{"/join/", plain("join/")},
                               {"/data/", plain("data/")}};
  fs::create_directory(plain("join"));
  write("controller.sh",
        replaced(text_of(in_tree("docker/controller.sh")), values));
  environment["JOIN_ENDPOINT"] = endpoint;
  const std::vector<std::string> words = {path("controller.sh"), "--listen",
                                          endpoint};
  controller = start_script("/bin/sh", words);
  controller->wait_for_error("listening at");
  const std::string token = text_of(plain("join/token"));
  EXPECT_EQ(mode_of(plain("join/token")), 0600u);
  EXPECT_FALSE(fs::exists(plain("join/token.new")));
  const auto agent = start_agent(
      "one", {"--join", plain("join/token"), "--keys", path("home/far")});
  controller->send(SIGTERM);  // reaches the controller: the script became it
  EXPECT_EQ(controller->finish().exit_code, 0);
  controller = start_script("/bin/sh", words);
  controller->wait_for_error("agent one joined");
  EXPECT_EQ(text_of(plain("join/token")), token);
}

class SlurmScript : public DeploymentRun {
 protected:
  SlurmScript() {
    // Passes over its own options and becomes the task.
    write("home/srun",
          "#!/bin/sh\n"
          "printf '%s\\n' \"$@\" > \"$SIDE/home/words\"\n"
          "while test \"$1\" != aitherzero; do shift; done\n"
          "exec \"$@\"\n");
    fs::permissions(path("home/srun"), fs::perms::owner_all);
    fs::rename(path("home/srun"), bin() + "/srun");
    environment["SLURM_JOB_ID"] = "4711";
    environment["SLURM_CPUS_PER_TASK"] = "2";
    environment["JOIN_TOKEN"] = path("home/token");
    environment["TMPDIR"] = plain_.path();
  }

  std::unique_ptr<ProgramRun> start_batch() {
    return start_script("/bin/bash", {in_tree("deploy/slurm/agents.sbatch")});
  }
  void make_token() {
    write("home/token", run({"keys", "token", "--controller", endpoint}).out);
    ::chmod(path("home/token").c_str(), 0600);
  }
};

TEST_F(SlurmScript, a_token_that_others_may_read_is_refused) {
  for (const mode_t mode : {0640, 0604, 0644}) {
    write("home/token", "az1,…");
    ASSERT_EQ(::chmod(path("home/token").c_str(), mode), 0);
    const Finished refused = start_batch()->finish();
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.err, HasSubstr("others may read this"));
  }
  EXPECT_FALSE(exists("home/words")) << "no agent was started";
}

// Slurm sends the first SIGTERM some time before the job ends; one that srun
// passes on besides would end what runs.
TEST_F(SlurmScript, an_agent_finishes_what_runs_after_one_sigterm) {
  EXPECT_THAT(text_of(in_tree("deploy/slurm/agents.sbatch")),
              HasSubstr("\n#SBATCH --signal=TERM@"))
      << "with B: it would go to this script";
  start_controller();
  make_token();
  ASSERT_EQ(::chmod(path("home/token").c_str(), 0400), 0);
  const auto agent = start_batch();
  agent->wait_for_error("connected to");
  shell_script("0100_Runs",
               "touch \"$SIDE/started\"\n"
               "until test -e \"$SIDE/go\"; do sleep 0.05; done");
  const std::string run = submit("0100");
  wait_for_file("started");
  agent->send(SIGTERM);
  agent->wait_for_error("draining");
  write("go", "");
  const Json json = follow(run);
  EXPECT_EQ(json.at("run.status"), "succeeded");
  EXPECT_EQ(json.size("jobs.0.attempts"), 1u);
  EXPECT_EQ(agent->finish().exit_code, 0);
}

// One node's agent that has nothing to do ends, and others go on; and each has
// all CPUs of its node's task, which srun does not take over by itself.
TEST_F(SlurmScript, agents_end_each_for_itself) {
  start_controller();
  make_token();
  const auto agent = start_batch();
  agent->wait_for_error("connected to");
  const std::vector<std::string> words = lines("home/words");
  EXPECT_THAT(words,
              ::testing::IsSupersetOf(
                  {"--kill-on-bad-exit=0", "--wait=0", "--cpus-per-task=2"}));
  EXPECT_THAT(client({"agents", "list"}).out, HasSubstr("slurm=4711"));
  agent->send(SIGTERM);
  EXPECT_EQ(agent->finish().exit_code, 0);
  for (const auto& entry : fs::directory_iterator(plain_.path())) {
    EXPECT_EQ(entry.path().string(), bin()) << "left behind";
  }
}

}  // namespace
}  // namespace aitherzero
