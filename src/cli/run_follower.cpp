#include "cli/run_follower.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "controller/journal/run_name.hpp"
#include "shared/base/text.hpp"
#include "shared/platform/pipes.hpp"
#include "shared/platform/terminal.hpp"

namespace aitherzero {
namespace {

// Nothing of a run may start for so long before it is told why.
constexpr Milliseconds k_quiet{3000};

}  // namespace

RunFollower::RunFollower(EventLoop& loop, RunSource& source, ProgressView* view,
                         BackgroundWriter* writer)
    : loop_(loop), source_(source), show_(loop, view, writer) {
  show_.on_behind([this] { source_.hold_entries(); },
                  [this] { source_.release_entries(); });
}

Result<Followed> RunFollower::follow(FollowOptions options) {
  options_ = std::move(options);
  FollowRun request;
  request.run = options_.run;
  request.live = options_.live;
  source_.on_connected([this](bool connected) {
    show_.notice(connected ? "the controller is there again"
                           : "the controller does not answer; the run goes on, "
                             "and so does this when it is back");
  });
  TRY(const auto signals,
      StopSignals::watch(loop_, [this](StopSignal) { on_signal(); }));
  source_.follow(
      request,
      {[this](const RunInfo& info) { on_run(info); },
       [this](std::shared_ptr<const Plan> plan) { on_plan(std::move(plan)); },
       [this](AgentId agent, const std::string& name) {
         agents_[agent] = name;
       },
       [this](const EntryGroup& group) { on_entries(group); },
       [this] {
         if (!options_.live) end();
       },
       [this](const Error& error) {
         error_ = error;
         end();
       }});
  while (!done_) loop_.run();
  source_.stop_following();
  source_.on_connected(nullptr);
  keyboard_.reset();
  impatience_.reset();
  if (error_) return tl::make_unexpected(*error_);
  if (show_.has_begun()) followed_.report = show_.report();
  return std::move(followed_);
}

void RunFollower::end() {
  done_ = true;
  loop_.stop();
}

void RunFollower::on_run(const RunInfo& info) {
  followed_.info = info;
  started_ = loop_.now() - info.age;
  Secrets known;
  std::vector<std::string> unknown;
  for (const std::string& name : info.lacking_secrets) {
    const auto value = options_.secrets.find(name);
    if (value == options_.secrets.end()) {
      unknown.push_back(name);
    } else {
      known.insert(*value);
    }
  }
  if (!known.empty()) source_.supply_secrets(info.name, std::move(known));
  if (!unknown.empty() && options_.live) {
    show_.notice(fmt::format(
        "jobs wait for the secret {}; supply it with: aitherzero run resume {} "
        "--secret-file FILE",
        join(unknown, ", "), info.name));
  }
}

void RunFollower::on_plan(std::shared_ptr<const Plan> plan) {
  plan_ = std::move(plan);
  followed_.plan = plan_;
  if (options_.plan_only) return end();
  show_.begin(*plan_, followed_.info.name,
              utc_time(followed_.info.submitted_ms),
              static_cast<std::uint32_t>(std::max(plan_->max_concurrency, 0)),
              started_, [this](RunRecorder& recorder) {
                if (options_.on_report) options_.on_report(*plan_, recorder);
              });
  if (options_.live) {
    impatience_ =
        loop_.at(loop_.now() + k_quiet, [this] { say_why_nothing_starts(); });
  }
}

void RunFollower::say_why_nothing_starts() {
  source_.explain(
      followed_.info.name, lifetime_.guard([this](const auto& waiting) {
        if (!waiting || waiting->empty() || done_) return;
        const Explanation::Job& first = waiting->front();
        show_.notice(fmt::format("{} waits: {}", first.id, first.why));
      }));
}

void RunFollower::on_entries(const EntryGroup& group) {
  if (!show_.has_begun() || done_) return;
  const Instant at =
      started_ + Milliseconds(static_cast<std::int64_t>(group.at_ms));
  for (const JournalEntry& entry : group.entries) {
    std::visit([&](const auto& e) { on_entry(e, at); }, entry);
  }
}

void RunFollower::on_entry(const JobChanged& entry, Instant at) {
  if (entry.job.value >= plan_->jobs.size()) return;
  impatience_.reset();
  if (entry.result && entry.result->outputs) {
    followed_.outputs[entry.job] = *entry.result->outputs;
  }
  const auto agent = agents_.find(entry.agent);
  show_.job_changed(entry, agent == agents_.end() ? "" : agent->second, at);
}

void RunFollower::on_entry(const OutputEntry& entry, Instant) {
  if (entry.job.value >= plan_->jobs.size()) return;
  show_.output(entry.job, entry.lines);
  if (!options_.on_line) return;
  const JobReport& job = show_.report().jobs[entry.job.value];
  for (const OutputLine& line : entry.lines) options_.on_line(job, line);
}

void RunFollower::on_entry(const RunStopped&, Instant) {}

void RunFollower::on_entry(const RunEnded& entry, Instant at) {
  show_.ended(entry, at);
  end();
}

// --- Ctrl-C ---

void RunFollower::on_signal() {
  ++signals_;
  if (!options_.live || !options_.attached || signals_ > 2) {
    error_ = Error{ErrorKind::interrupted, "interrupted", {}, {}};
    return end();
  }
  if (signals_ == 2) {
    show_.notice("killing");
    return cancel(CancelMode::kill);
  }
  if (!is_terminal(STDIN_FILENO)) {
    show_.notice("cancelling; press Ctrl-C again to kill");
    return cancel(CancelMode::graceful);
  }
  show_.notice(
      "c cancels the run, d leaves it running, nothing goes on; then press "
      "Enter");
  keyboard_ = loop_.on_readable(STDIN_FILENO, [this] { on_key_line(); });
}

void RunFollower::on_key_line() {
  char answer[64];
  const ssize_t count = ::read(STDIN_FILENO, answer, sizeof answer);
  const char key = count > 0 ? answer[0] : 'd';
  keyboard_.reset();
  switch (key) {
    case 'c':
    case 'C':
      show_.notice("cancelling; press Ctrl-C again to kill");
      return cancel(CancelMode::graceful);
    case 'd':
    case 'D':
      followed_.detached = true;
      return end();
    default:
      signals_ = 0;
  }
}

void RunFollower::cancel(CancelMode mode) {
  const std::string& run =
      followed_.info.name.empty() ? options_.run : followed_.info.name;
  source_.cancel(run, mode, [this](const Status& heard) {
    if (!heard) show_.notice("not cancelled: " + heard.error().message);
  });
}

}  // namespace aitherzero
