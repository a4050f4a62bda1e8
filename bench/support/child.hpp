// Programs that a benchmark starts.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "shared/platform/environment.hpp"

namespace aitherzero {

struct ChildOptions {
  std::string folder;  // to start in; "" for this one's
  std::string input;   // file of standard input; "" for this one's
  std::string output;  // file of standard output; "" for this one's
  std::string error;   // file of standard error; "" for this one's
  Environment environment = current_environment();
};

// The first word is the program's path. Ends this program where it cannot be
// started.
pid_t start_child(const std::vector<std::string>& words,
                  const ChildOptions& options = {});

// What waitpid() says of it.
int wait_for(pid_t child);
bool succeeded(int wait_status);
// Ends this program unless it has.
void expect_success(int wait_status);

}  // namespace aitherzero
