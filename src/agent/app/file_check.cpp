#include "agent/app/file_check.hpp"

#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "shared/base/lifetime.hpp"
#include "shared/base/text.hpp"
#include "shared/tree/presence.hpp"

namespace aitherzero {
namespace {

struct WantedFiles {
  std::string folder;
  std::vector<std::string> required;
  std::vector<std::string> optional;
};

JobResult check(const WantedFiles& wanted, const std::stop_token& stop) {
  JobResult result;
  const auto missing =
      patterns_without_match(wanted.folder, wanted.required, stop);
  const auto noted =
      patterns_without_match(wanted.folder, wanted.optional, stop);
  if (stop.stop_requested()) {
    result.outcome = Outcome::cancelled;
  } else if (!missing) {
    result = failed_result(to_string(missing.error()));
  } else if (!missing->empty()) {
    result =
        failed_result("nothing is there that matches " + join(*missing, ", "));
  } else if (noted && !noted->empty()) {
    result.note = "nothing matches " + join(*noted, ", ");
  }
  return result;
}

class FileCheck final : public ActiveJob {
 public:
  FileCheck(Executor& executor, const JobSpec& spec, JobCallbacks callbacks) {
    executor.post(lifetime_.guard(callbacks.on_started));
    thread_ = std::jthread(
        [&executor, ended = lifetime_.guard(std::move(callbacks.on_ended)),
         wanted = WantedFiles{spec.working_directory, spec.required_files,
                              spec.optional_files}](
            const std::stop_token& stop) mutable {
          executor.post([ended = std::move(ended),
                         result = check(wanted, stop)]() mutable {
            ended(std::move(result));
          });
        });
  }

  void stop() override { thread_.request_stop(); }
  void kill() override { thread_.request_stop(); }
  void pause_output() override {}
  void resume_output() override {}

 private:
  Lifetime lifetime_;
  std::jthread thread_;  // last: stops before the rest goes
};

}  // namespace

std::unique_ptr<ActiveJob> start_file_check(Executor& executor,
                                            const JobSpec& spec,
                                            JobCallbacks callbacks) {
  return std::make_unique<FileCheck>(executor, spec, std::move(callbacks));
}

}  // namespace aitherzero
