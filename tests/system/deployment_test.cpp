// The files of docker/ and deploy/, as far as they can be checked without an
// engine: their options exist, their scripts can be read, and the linters that
// are on this machine find nothing.
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "shared/platform/paths.hpp"
#include "system/system_test.hpp"

namespace aitherzero {
namespace {

namespace fs = std::filesystem;

const std::string k_root = AITHERZERO_SOURCE_DIR;

class Deployment : public SystemTest {
 protected:
  static std::string text_of(const fs::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
  }

  static std::vector<fs::path> files() {
    std::vector<fs::path> found;
    for (const char* folder : {"docker", "deploy"}) {
      for (const auto& entry :
           fs::recursive_directory_iterator(fs::path(k_root) / folder)) {
        if (entry.is_regular_file()) found.push_back(entry.path());
      }
    }
    return found;
  }

  static std::vector<std::string> files_named(const std::string& ending) {
    std::vector<std::string> found;
    for (const fs::path& file : files()) {
      if (file.string().ends_with(ending)) found.push_back(file.string());
    }
    return found;
  }

  static std::set<std::string> options_in(const std::string& text) {
    static const std::regex k_option("--([a-z][a-z-]+)");
    std::set<std::string> options;
    for (auto match = std::sregex_iterator(text.begin(), text.end(), k_option);
         match != std::sregex_iterator(); ++match) {
      options.insert((*match)[1]);
    }
    return options;
  }

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

TEST_F(Deployment, every_option_exists) {
  std::set<std::string> known;
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"controller"},
        {"agent"},
        {"keys", "token"},
        {"keys", "join"},
        {"agents", "list"},
        {"orchestrate"}}) {
    std::vector<std::string> words = command;
    words.emplace_back("--help");
    known.merge(options_in(run(words).out));
  }
  ASSERT_TRUE(known.contains("max-idle"));
  // Of other programs.
  known.merge(std::set<std::string>{"file",
                                    "target",
                                    "tag",
                                    "build-arg",
                                    "preset",
                                    "build",
                                    "yes",
                                    "no-install-recommends",
                                    "from",
                                    "interval",
                                    "start-period",
                                    "create-home",
                                    "uid",
                                    "scale",
                                    "filename",
                                    "replicas",
                                    "from-file",
                                    "nodes",
                                    "job-name",
                                    "ntasks-per-node",
                                    "cpus-per-task",
                                    "time",
                                    "signal",
                                    "format",
                                    "kill-on-bad-exit"});
  std::size_t checked = 0;
  for (const fs::path& file : files()) {
    for (const std::string& option : options_in(text_of(file))) {
      ++checked;
      EXPECT_TRUE(known.contains(option)) << file << " has --" << option;
    }
  }
  EXPECT_GT(checked, 30u);
}

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
  const std::string text = text_of(k_root + "/docker/compose.yaml");
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
