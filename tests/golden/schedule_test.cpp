// Replays the conversations in schedule/*.txt. In each file a command with its
// input lines, then "----", then what it makes happen, then an empty line;
// comments start with '#'.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "golden/conversation.hpp"
#include "golden/golden_file.hpp"

namespace aitherzero {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> conversation_names() {
  std::vector<std::string> names;
  for (const auto& entry :
       fs::directory_iterator(testing::golden_path("schedule"))) {
    if (entry.path().extension() != ".txt") continue;
    names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

// The file as it should be: its commands and comments with the answers that
// they get.
std::string replay(const std::string& path) {
  testing::Conversation conversation;
  std::ifstream file(path);
  std::string text;
  std::vector<std::string> command;
  bool in_answer = false;
  for (std::string line; std::getline(file, line);) {
    if (in_answer) {
      in_answer = !line.empty();
      continue;
    }
    if (line != "----") {
      text += line + "\n";
      if (!line.empty() && line[0] != '#') command.push_back(line);
      continue;
    }
    if (command.empty()) return text + "an answer without a command\n";
    const std::vector<std::string> input(command.begin() + 1, command.end());
    text += "----\n" + conversation.answer(command.front(), input) + "\n";
    command.clear();
    in_answer = true;
  }
  return text;
}

class ScheduleConversation : public ::testing::TestWithParam<std::string> {};

TEST_P(ScheduleConversation, goes_as_written) {
  const std::string name = "schedule/" + GetParam() + ".txt";
  testing::expect_golden(name, replay(testing::golden_path(name)));
}

INSTANTIATE_TEST_SUITE_P(Golden, ScheduleConversation,
                         ::testing::ValuesIn(conversation_names()),
                         [](const auto& c) {
                           std::string name = c.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace aitherzero
