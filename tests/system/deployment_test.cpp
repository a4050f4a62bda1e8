// The files of docker/ and deploy/, as far as they can be checked without an
// engine: their scripts can be read, names that they use are defined, and the
// linters that are on this machine find nothing.
#include "system/deployment_test.hpp"

#include <regex>

#include "shared/platform/paths.hpp"

namespace aitherzero {
namespace {

namespace fs = std::filesystem;

class Deployment : public DeploymentTest {
 protected:
  // Runs a linter; without it the test is skipped.
  void lint(const std::string& program, std::vector<std::string> words,
            const std::vector<std::string>& linted) {
    const auto path = find_program(program, environment["PATH"]);
    if (!path) GTEST_SKIP() << program << " is not on PATH";
    words.insert(words.end(), linted.begin(), linted.end());
    const Finished finished =
        ProgramRun(*path, words, folder, environment).finish();
    EXPECT_EQ(finished.exit_code, 0) << finished.out << finished.err;
  }
};

TEST_F(Deployment, scripts_can_be_read) {
  for (const std::string& script : files_named(".sh")) {
    lint("sh", {"-n"}, {script});
  }
  lint("bash", {"-n"}, files_named(".sbatch"));
}

TEST_F(Deployment, shellcheck_finds_nothing) {
  std::vector<std::string> scripts = files_named(".sh");
  const std::vector<std::string> jobs = files_named(".sbatch");
  scripts.insert(scripts.end(), jobs.begin(), jobs.end());
  lint("shellcheck", {}, scripts);
}

TEST_F(Deployment, yamllint_finds_nothing) {
  lint("yamllint",
       {"-s", "-d",
        "{extends: default, rules: {line-length: disable, document-start: "
        "disable}}"},
       files_named(".yaml"));
}

TEST_F(Deployment, systemd_takes_the_units) {
  // It wants the program to be there.
  std::vector<std::string> units;
  for (const std::string& unit : files_named(".service")) {
    const std::string text = std::regex_replace(
        text_of(unit), std::regex("/usr/local/bin/aitherzero"), "/bin/true");
    const std::string name = fs::path(unit).filename().string();
    write(name, text);
    units.push_back(path(name));
  }
  lint("systemd-analyze", {"verify", "--man=no"}, units);
}

// A name that is used is one that is defined.
TEST_F(Deployment, compose_names_what_it_defines) {
  const std::string text = text_of(in_tree("docker/compose.yaml"));
  const std::string defined = text.substr(text.rfind("\nvolumes:"));
  static const std::regex k_mount("- ([a-z-]+):/");
  std::size_t mounts = 0;
  for (auto match = std::sregex_iterator(text.begin(), text.end(), k_mount);
       match != std::sregex_iterator(); ++match) {
    ++mounts;
    EXPECT_THAT(defined, HasSubstr("\n  " + (*match)[1].str() + ":"));
  }
  EXPECT_EQ(mounts, 3u);
}

}  // namespace
}  // namespace aitherzero
