// Every command line of ours that stands in docker/, in deploy/ or in the
// guides is one that the program takes: its options are that command's.
#include <fmt/format.h>

#include <map>
#include <regex>
#include <set>

#include "shared/base/text.hpp"
#include "system/deployment_test.hpp"

namespace aitherzero {
namespace {

struct CommandLine {
  std::string command;  // "keys token"
  std::set<std::string> options;
};

std::set<std::string> options_in(const std::string& text) {
  static const std::regex k_option("--([a-z][a-z-]+)");
  std::set<std::string> options;
  for (auto match = std::sregex_iterator(text.begin(), text.end(), k_option);
       match != std::sregex_iterator(); ++match) {
    options.insert((*match)[1]);
  }
  return options;
}

// A file with its command lines whole: without marks of comments, the
// backslashes that continue a line, and the signs of a list in JSON. Items of
// a list in YAML follow their key on one line.
std::string whole_lines(std::string text) {
  const std::pair<const char*, const char*> steps[] = {
      {"(^|\n)[ \t]*# ?", "$1"},
      {" *\\\\\n[ \t]*", " "},
      {"\n *- *(\"[^\n]*)", " $1"},
      {"\\[?\"(, ?\")?\\]?", " "},
  };
  for (const auto& [pattern, to] : steps) {
    text = std::regex_replace(text, std::regex(pattern), to);
  }
  return text;
}

class DeploymentOptions : public DeploymentTest {
 protected:
  DeploymentOptions() {
    static const std::regex k_line("  ([a-z]+( [a-z]+)?)  +[A-Z]");
    const std::string help = run({"--help"}).out;
    for (auto match = std::sregex_iterator(help.begin(), help.end(), k_line);
         match != std::sregex_iterator(); ++match) {
      commands_.insert((*match)[1]);
    }
  }

  // Those that name a command of ours.
  std::vector<CommandLine> command_lines(const std::string& text) const {
    // Up to the end of the command, as a shell and Markdown have it.
    static const std::regex k_call(
        "(^|[ \n/`'])aitherzero +(?!aitherzero)([a-z]+)( "
        "+([a-z]+))?([^\n|;`>&]*)");
    std::vector<CommandLine> found;
    for (auto match = std::sregex_iterator(text.begin(), text.end(), k_call);
         match != std::sregex_iterator(); ++match) {
      const std::string first = (*match)[2];
      const std::string both = first + " " + (*match)[4].str();
      const bool is_verb = commands_.contains(both);
      if (!is_verb && !commands_.contains(first)) continue;
      found.push_back({is_verb ? both : first, options_in((*match)[5])});
    }
    return found;
  }

  // The options that images and manifests add to those of their program.
  static std::vector<CommandLine> further_words(const std::string& text) {
    static const std::regex k_whose(
        "(AS |name: |^  )(controller|agent)(:| *$)");
    static const std::regex k_words("^ *(CMD|command:|args:) (.*--.*)$");
    std::vector<CommandLine> found;
    std::string whose;
    for (const std::string_view view : split(text, '\n')) {
      const std::string line(view);
      std::smatch match;
      if (std::regex_search(line, match, k_whose)) whose = match[2];
      if (line.find("aitherzero ") != std::string::npos) continue;
      if (!std::regex_search(line, match, k_words)) continue;
      found.push_back({whose, options_in(match[2])});
    }
    return found;
  }

  const std::set<std::string>& known(const std::string& command) {
    const auto [entry, is_new] = known_.try_emplace(command);
    if (!is_new) return entry->second;
    std::vector<std::string> words;
    for (const std::string_view word : split(command, ' ')) {
      words.emplace_back(word);
    }
    words.emplace_back("--help");
    const Finished help = run(words);
    EXPECT_EQ(help.exit_code, 0) << command;
    return entry->second = options_in(help.out);
  }

  void check(const CommandLine& line, const std::string& where) {
    ++checked_[line.command];
    for (const std::string& option : line.options) {
      EXPECT_TRUE(known(line.command).contains(option))
          << where << ": " << line.command << " has no --" << option;
    }
  }

  std::set<std::string> commands_;
  std::map<std::string, std::set<std::string>> known_;
  std::map<std::string, int> checked_;
};

TEST_F(DeploymentOptions, are_those_of_their_commands) {
  ASSERT_GT(commands_.size(), 20u);
  for (const auto& file : files()) {
    const std::string text = whole_lines(text_of(file));
    for (const CommandLine& line : command_lines(text)) {
      check(line, file.string());
    }
    for (const CommandLine& line : further_words(text)) {
      check(line, file.string());
    }
  }
  EXPECT_GE(checked_["controller"], 4);  // script, image, unit, manifest
  EXPECT_GE(checked_["agent"], 5);  // image, compose, unit, manifest, Slurm
  EXPECT_GE(checked_["keys token"], 4);
  EXPECT_GE(checked_["agents list"], 1);
}

TEST_F(DeploymentOptions, of_the_guides_are_those_of_their_commands) {
  for (const char* page :
       {"README.md", "docs/guide/distributed.md", "docs/guide/deploying.md",
        "docs/guide/running.md"}) {
    const std::string text = whole_lines(text_of(in_tree(page)));
    for (const CommandLine& line : command_lines(text)) check(line, page);
  }
  EXPECT_GE(checked_["keys token"], 6);
  EXPECT_GE(checked_["controller"], 2);
}

TEST_F(DeploymentOptions, that_a_command_does_not_have_are_found) {
  const auto lines = command_lines(whole_lines(
      "#   aitherzero keys token \\\n#     --reusable --slots 3 >token --x\n"
      "ENTRYPOINT [\"aitherzero\", \"agent\", \"--data\", \"/data\"]\n"));
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].command, "keys token");
  EXPECT_EQ(lines[0].options, (std::set<std::string>{"reusable", "slots"}));
  EXPECT_FALSE(known("keys token").contains("slots"));
  EXPECT_EQ(lines[1].command, "agent");
  EXPECT_EQ(lines[1].options, (std::set<std::string>{"data"}));
}

}  // namespace
}  // namespace aitherzero
