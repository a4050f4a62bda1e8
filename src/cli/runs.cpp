#include "cli/runs.hpp"

#include <optional>

#include "cli/controller_link.hpp"
#include "client/recorded_run.hpp"
#include "shared/platform/paths.hpp"

namespace aitherzero {
namespace {

class ControllerRuns final : public Runs {
 public:
  explicit ControllerRuns(std::unique_ptr<ControllerSession> session)
      : session_(std::move(session)) {}

  Result<std::vector<RunInfo>> list(std::size_t most) override {
    ListRuns request;
    request.most = static_cast<std::uint32_t>(most);
    TRY(RunList list, session_->client.ask<RunList>(request));
    return std::move(list.runs);
  }

  Result<std::string> latest() override {
    TRY(const auto runs, list(1));
    if (runs.empty()) {
      return fail(ErrorKind::not_found, "the controller knows no runs");
    }
    return runs.front().name;
  }
  // The controller itself knows what the beginning of a name means.
  Result<std::string> find(const std::string& name) override { return name; }

  RunSource& source() override { return session_->client; }
  EventLoop& loop() override { return session_->loop; }

 private:
  std::unique_ptr<ControllerSession> session_;
};

class LocalRuns final : public Runs {
 public:
  explicit LocalRuns(RunFolders folders)
      : folders_(std::move(folders)), source_(loop_, folders_) {}

  // A folder that cannot be read tells of no run: its process may be just
  // making or removing it.
  Result<std::vector<RunInfo>> list(std::size_t most) override {
    std::vector<RunInfo> runs;
    for (const std::string& name : folders_.names()) {
      if (runs.size() == most) break;
      const auto run = RecordedRun::read(loop_, folders_, name);
      if (run) runs.push_back((*run)->info());
    }
    return runs;
  }

  Result<std::string> latest() override { return folders_.latest(); }
  Result<std::string> find(const std::string& name) override {
    return folders_.find(name);
  }

  RunSource& source() override { return source_; }
  EventLoop& loop() override { return loop_; }

 private:
  EventLoop loop_;
  RunFolders folders_;
  RecordedRunSource source_;
};

}  // namespace

Result<RunFolders> run_folders(const CommandContext& context) {
  TRY(const std::string state, state_folder(context.environment));
  return RunFolders(state + "/runs");
}

Result<std::unique_ptr<Runs>> open_runs(const CommandContext& context,
                                        const ParsedOptions& options) {
  if (options.value("controller")) {
    TRY(auto session, open_session(context, options));
    return std::make_unique<ControllerRuns>(std::move(session));
  }
  TRY(RunFolders folders, run_folders(context));
  return std::make_unique<LocalRuns>(std::move(folders));
}

}  // namespace aitherzero
