#include "client/recorded_run.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "controller/journal/run_record.hpp"
#include "controller/plan/plan_codec.hpp"
#include "controller/schedule/schedule.hpp"
#include "shared/platform/signals.hpp"
#include "shared/platform/system.hpp"

namespace aitherzero {
namespace {

// The one run of its journal.
constexpr RunId k_run{1};
constexpr std::size_t k_read_bytes = 1u << 20;
// A run that goes on is written to many times a second.
constexpr Milliseconds k_calm{50};
// Reading it takes at most this part of the time.
constexpr int k_pause_factor = 10;

}  // namespace

RecordedRun::RecordedRun(Executor& executor, std::unique_ptr<Store> store)
    : store_(std::move(store)),
      committer_(executor),
      journal_(*store_, committer_, wall_clock_ms) {}

Result<std::unique_ptr<RecordedRun>> RecordedRun::read(
    Executor& executor, const RunFolders& folders, const std::string& run) {
  // Asked first: what a process wrote before it ended is seen.
  const bool goes_on = folders.owner(run).has_value();
  TRY(auto store, open_store_for_reading(folders.path(run)));
  std::unique_ptr<RecordedRun> recorded(
      new RecordedRun(executor, std::move(store)));
  TRY_VOID(recorded->recover(goes_on));
  return recorded;
}

Status RecordedRun::recover(bool goes_on) {
  TRY(recovered_, journal_.recover());
  if (!journal_.runs().contains(k_run)) {
    return goes_on ? fail(ErrorKind::unavailable, "the run is just beginning",
                          {}, "ask again")
                   : fail(ErrorKind::not_found,
                          "its process ended before it began");
  }
  info_ = run_info(record(), wall_clock_ms());
  if (has_ended() || recovered_.runs.empty()) return {};
  const RecoveredRun& run = recovered_.runs.front();
  state_ = std::make_unique<RunState>(
      run.plan, Instant{}, [](const auto&) { return LabelClassId{}; });
  state_->restore(run.changes);
  info_.open_jobs = state_->open_jobs();
  was_left_ = !goes_on;
  if (!was_left_) return {};
  info_.status = static_cast<std::uint32_t>(RunStatus::cancelled);
  info_.ended_ms = info_.submitted_ms;
  for (std::uint64_t next = 1;;) {
    TRY(const auto groups, entries(next));
    if (groups.empty()) return {};
    TRY(const EntryGroup last, unpack_entries(groups.back().packed, k_run));
    info_.ended_ms = info_.submitted_ms + last.at_ms;
    next = groups.back().sequence + 1;
  }
}

const RunRecord& RecordedRun::record() const {
  return journal_.runs().at(k_run);
}

Result<Plan> RecordedRun::plan() const {
  TRY(const std::string packed, journal_.read_plan(k_run));
  return unpack_plan(packed);
}

Result<std::vector<Journal::Group>> RecordedRun::entries(
    std::uint64_t from) const {
  return journal_.read_entries(k_run, from, k_read_bytes);
}

EntryGroup RecordedRun::last_words() const {
  EntryGroup group;
  if (!was_left_) return group;
  group.at_ms = info_.ended_ms - info_.submitted_ms;
  for (std::uint32_t i = 0; i < info_.jobs; ++i) {
    const RunState::JobState& job = state_->job({i});
    if (aitherzero::has_ended(job.status)) continue;
    const bool ran = is_active(job.status);
    JobChanged change{k_run, {i}, ran ? JobStatus::lost : JobStatus::cancelled};
    change.attempt = job.attempt;
    change.agent = job.agent;
    change.losses = job.losses + (ran ? 1u : 0u);
    change.reason = "the run's process ended before it did";
    group.entries.push_back(std::move(change));
  }
  group.entries.push_back(RunEnded{k_run, RunStatus::cancelled});
  return group;
}

std::vector<Explanation::Job> RecordedRun::explain() const {
  std::vector<Explanation::Job> waiting;
  if (has_ended() || !state_) return waiting;
  for (std::uint32_t i = 0; i < info_.jobs; ++i) {
    const JobStatus status = state_->job({i}).status;
    if (status != JobStatus::pending && status != JobStatus::ready) continue;
    std::string why =
        state_->why_waiting({i}, [](LabelClassId) { return true; });
    if (why.empty()) {
      why = fmt::format("all slots are busy; number {} in its run's line",
                        state_->place_in_line({i}));
    }
    waiting.push_back({state_->plan().jobs[i].id, std::move(why)});
    if (waiting.size() == k_max_explained) break;
  }
  return waiting;
}

// --- following ---

void RecordedRunSource::follow(FollowRun request, FollowCallbacks callbacks) {
  following_ = std::make_unique<Following>();
  following_->run = request.run;
  following_->callbacks = std::move(callbacks);
  if (request.live) {
    auto watch = FolderWatch::watch(loop_, folders_.path(request.run),
                                    [this] { look_soon(); });
    if (watch) following_->watch = std::move(*watch);
  }
  loop_.post(lifetime_.guard([this] { look(); }));
}

void RecordedRunSource::hold_entries() {
  if (following_) following_->held = true;
}

void RecordedRunSource::release_entries() {
  if (!following_) return;
  following_->held = false;
  loop_.post(lifetime_.guard([this] { look(); }));
}

// Once for several changes; the process that ends lets go of the folder last.
void RecordedRunSource::look_soon() {
  if (!following_ || std::exchange(following_->looks_soon, true)) return;
  // The whole record is read each time: a large one not without a pause.
  const Duration pause =
      std::max<Duration>(k_calm, k_pause_factor * following_->last_look);
  following_->timer = loop_.at(loop_.now() + pause, [this] {
    following_->looks_soon = false;
    look();
  });
}

void RecordedRunSource::look() {
  if (!following_ || following_->held) return;
  const Instant begun = loop_.now();
  const Status told = tell();
  if (!following_) return;
  following_->last_look = loop_.now() - begun;
  if (told) return;
  const auto on_error = std::move(following_->callbacks.on_error);
  following_.reset();
  on_error(told.error());
}

// A callback may stop following.
Status RecordedRunSource::tell() {
  TRY(const auto run, RecordedRun::read(loop_, folders_, following_->run));
  if (!std::exchange(following_->has_begun, true)) {
    TRY(Plan plan, run->plan());
    following_->callbacks.on_run(run->info());
    following_->callbacks.on_plan(
        std::make_shared<const Plan>(std::move(plan)));
  }
  if (!following_) return {};
  for (const auto& [agent, name] : run->agents()) {
    following_->callbacks.on_agent(agent, name);
  }
  while (following_ && !following_->held) {
    TRY(const auto groups, run->entries(following_->next));
    if (groups.empty()) break;
    for (const Journal::Group& packed : groups) {
      TRY(const EntryGroup group, unpack_entries(packed.packed, k_run));
      following_->next = packed.sequence + 1;
      following_->callbacks.on_entries(group);
      if (!following_) return {};
    }
  }
  if (!following_ || following_->held) return {};
  if (const EntryGroup last = run->last_words(); !last.entries.empty()) {
    following_->callbacks.on_entries(last);
  }
  if (following_) following_->callbacks.on_caught_up();
  return {};
}

void RecordedRunSource::cancel(const std::string& run, CancelMode mode,
                               std::function<void(const Status&)> done) {
  const auto owner = folders_.owner(run);
  if (!owner) {
    return done(
        fail(ErrorKind::bad_input, fmt::format("run {} has ended", run)));
  }
  // As Ctrl-C there, or two of them.
  done(ask_to_stop(*owner, mode == CancelMode::kill));
}

void RecordedRunSource::explain(const std::string& run, Explained done) {
  const auto recorded = RecordedRun::read(loop_, folders_, run);
  if (!recorded) return done(tl::make_unexpected(recorded.error()));
  done((*recorded)->explain());
}

}  // namespace aitherzero
