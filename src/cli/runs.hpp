// The runs that commands tell of: a controller's with --controller, else those
// of this machine.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.hpp"
#include "client/run_folders.hpp"
#include "client/run_source.hpp"
#include "shared/platform/event_loop.hpp"

namespace aitherzero {

class Runs {
 public:
  virtual ~Runs() = default;

  // The latest first.
  virtual Result<std::vector<RunInfo>> list(std::size_t most) = 0;
  // The name of the latest; `not_found` when there is none.
  virtual Result<std::string> latest() = 0;
  // The run that a name or its beginning means.
  virtual Result<std::string> find(const std::string& name) = 0;

  // Where they are followed, cancelled and explained, in this loop.
  virtual RunSource& source() = 0;
  virtual EventLoop& loop() = 0;
};

// Waits for the answer that `ask` is to hand to its argument, running the loop.
template <typename Answer, typename Ask>
Answer answer_of(EventLoop& loop, const Ask& ask) {
  std::optional<Answer> answer;
  ask([&](const Answer& given) {
    answer = given;
    loop.stop();
  });
  while (!answer) loop.run();
  return std::move(*answer);
}

Result<std::unique_ptr<Runs>> open_runs(const CommandContext& context,
                                        const ParsedOptions& options);

// Where the runs of this machine are recorded.
Result<RunFolders> run_folders(const CommandContext& context);

}  // namespace aitherzero
