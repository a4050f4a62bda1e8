#include "support/child.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

namespace aitherzero {
namespace {

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (const std::string& text : texts) {
    pointers.push_back(const_cast<char*>(text.c_str()));
  }
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

pid_t start_child(const std::vector<std::string>& words,
                  const ChildOptions& options) {
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  const auto open = [&](int descriptor, const std::string& path, int flags) {
    if (path.empty()) return;
    ::posix_spawn_file_actions_addopen(&actions, descriptor, path.c_str(),
                                       flags, 0644);
  };
  open(STDIN_FILENO, options.input, O_RDONLY);
  open(STDOUT_FILENO, options.output, O_WRONLY | O_CREAT | O_TRUNC);
  open(STDERR_FILENO, options.error, O_WRONLY | O_CREAT | O_TRUNC);
  if (!options.folder.empty()) {
    ::posix_spawn_file_actions_addchdir_np(&actions, options.folder.c_str());
  }
  std::vector<std::string> variables;
  for (const auto& [name, value] : options.environment) {
    variables.push_back(name + "=" + value);
  }
  pid_t pid = 0;
  const int failed =
      ::posix_spawn(&pid, words.front().c_str(), &actions, nullptr,
                    pointers(words).data(), pointers(variables).data());
  ::posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) {
    fmt::print(stderr, "cannot start {}\n", words.front());
    std::exit(3);
  }
  return pid;
}

int wait_for(pid_t child) {
  int status = 0;
  ::waitpid(child, &status, 0);
  return status;
}

bool succeeded(int wait_status) {
  return WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == 0;
}

void expect_success(int wait_status) {
  if (succeeded(wait_status)) return;
  fmt::print(stderr, "a program failed (wait status {})\n", wait_status);
  std::exit(3);
}

}  // namespace aitherzero
