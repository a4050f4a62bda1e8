#include "controller/journal/journal.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "controller/journal/journal_keys.hpp"
#include "controller/journal/run_record.hpp"
#include "controller/plan/plan_codec.hpp"

namespace aitherzero {

using namespace journal_keys;

namespace {

// Tokens are reserved in blocks, so that few commits write the reservation.
constexpr std::uint64_t k_attempt_block = 100'000;
// A plan is stored in parts: a store dislikes values of a hundred megabytes.
constexpr std::size_t k_plan_part_bytes = 1u << 20;
// A group is closed when it has so much in it; one message of output, at most
// about as much, comes on top.
constexpr std::size_t k_group_bytes = 1u << 20;

std::size_t bytes_of(const JobResult& result) {
  constexpr std::size_t k_numbers = 128;  // and a digest
  std::size_t bytes = k_numbers + result.note.size() + result.objects.size();
  if (const auto& error = result.error) {
    bytes +=
        error->message.size() + error->script.size() + error->position.size();
  }
  if (const auto& receipt = result.kill_receipt) {
    for (const std::string& name : receipt->names) bytes += name.size();
  }
  return bytes;
}

// About what an entry takes, and hardly more.
std::size_t bytes_of(const JournalEntry& entry) {
  constexpr std::size_t k_frame = 64;
  std::size_t bytes = k_frame;
  if (const auto* output = std::get_if<OutputEntry>(&entry)) {
    for (const OutputLine& line : output->lines) bytes += line.text.size() + 8;
  } else if (const auto* changed = std::get_if<JobChanged>(&entry)) {
    bytes += changed->reason.size();
    if (changed->result) bytes += bytes_of(*changed->result);
  }
  return bytes;
}

// One bad value must not take all runs with it, but it is no normal end
// either: a controller does not start over what it does not understand.
tl::unexpected<Error> damaged(RunId run, const Error& cause) {
  return fail(ErrorKind::corrupt,
              fmt::format("run {} cannot be read from the journal: {}",
                          run.value, cause.message),
              cause.place);
}

}  // namespace

Journal::Journal(Store& store, Committer& committer, WallClock wall_clock)
    : store_(store),
      committer_(committer),
      wall_clock_(std::move(wall_clock)) {}

Result<Recovered> Journal::recover() {
  Recovered recovered;
  TRY(const auto attempts, store_.get(k_attempts));
  reserved_attempts_ = attempts ? number_of(*attempts) : 0;
  recovered.last_attempt = {reserved_attempts_};
  TRY_VOID(store_.scan(
      k_agent, end_of_prefix(k_agent),
      [&](std::string_view key, std::string_view value) {
        recovered.agents[{number_of(key.substr(k_agent.size()))}] = value;
        return true;
      }));
  TRY_VOID(recover_runs(recovered));
  for (const auto& [id, record] : runs_) remember_key(id, record);
  return recovered;
}

Status Journal::recover_runs(Recovered& recovered) {
  // From record to record, past the plans and entries between them.
  std::string from(k_run);
  while (true) {
    std::optional<std::pair<RunId, Result<RunRecord>>> found;
    TRY_VOID(store_.scan(from, end_of_prefix(k_run),
                         [&](std::string_view key, std::string_view value) {
                           found.emplace(run_of(key), unpack_record(value));
                           return false;
                         }));
    if (!found) break;
    const RunId id = found->first;
    if (!found->second) return damaged(id, found->second.error());
    runs_[id] = *found->second;
    last_run_ = id.value;
    from = end_of_prefix(run_key(id));
  }
  for (const auto& [id, record] : runs_) {
    if (record.ended) continue;
    if (Status read = recover_run(id, recovered); !read) {
      return damaged(id, read.error());
    }
  }
  return {};
}

Status Journal::recover_run(RunId id, Recovered& recovered) {
  RecoveredRun run;
  run.id = id;
  run.record = runs_.at(id);
  TRY(const std::string packed, read_plan(id));
  TRY(Plan plan, unpack_plan(packed));
  std::uint64_t last = 0;
  Status wrong;
  const std::string prefix = run_key(id, Part::entries);
  TRY_VOID(store_.scan(
      prefix, end_of_prefix(prefix),
      [&](std::string_view key, std::string_view value) {
        last = number_of(key.substr(prefix.size()));
        auto group = unpack_entries(value, id);
        if (!group) {
          wrong = tl::make_unexpected(group.error());
          return false;
        }
        const Milliseconds at(static_cast<std::int64_t>(group->at_ms));
        for (JournalEntry& entry : group->entries) {
          if (auto* output = std::get_if<OutputEntry>(&entry)) {
            run.lines[output->attempt] = output->first + output->lines.size();
          } else if (auto* changed = std::get_if<JobChanged>(&entry)) {
            if (changed->job.value >= plan.jobs.size()) {
              wrong = fail(ErrorKind::corrupt, "an entry names no job");
              return false;
            }
            if (changed->status != JobStatus::running) {
              run.lines.erase(changed->attempt);
            }
            run.changes.push_back(std::move(*changed));
            run.times.push_back(at);
          } else if (auto* stopped = std::get_if<RunStopped>(&entry)) {
            run.changes.push_back(*stopped);
            run.times.push_back(at);
          }
        }
        return true;
      }));
  TRY_VOID(wrong);
  next_sequence_[id] = last + 1;
  run.plan = std::make_shared<const Plan>(std::move(plan));
  recovered.runs.push_back(std::move(run));
  return {};
}

RunId Journal::begin_run(RunRecord record, const Plan& plan) {
  const RunId id{++last_run_};
  record.jobs = static_cast<std::uint32_t>(plan.jobs.size());
  record.submitted_ms = wall_clock_();
  remember_key(id, record);
  runs_[id] = std::move(record);
  next_sequence_[id] = 1;
  put_record(id);
  const std::string packed = pack_plan(plan);
  for (std::size_t at = 0, part = 0; at < packed.size();
       at += k_plan_part_bytes, ++part) {
    batch_.put(run_key(id, Part::plan) + number(part),
               packed.substr(at, k_plan_part_bytes));
  }
  return id;
}

void Journal::put_record(RunId run) {
  batch_.put(run_key(run, Part::record), pack_record(runs_.at(run)));
}

void Journal::add(RunId run, JournalEntry entry) {
  if (const auto* ended = std::get_if<RunEnded>(&entry)) {
    RunRecord& record = runs_.at(run);
    record.ended = ended->status;
    record.ended_ms = wall_clock_();
    put_record(run);
  }
  entries_[run].push_back(std::move(entry));
}

void Journal::add_agent(AgentId agent, const std::string& name) {
  batch_.put(agent_key(agent), name);
}

void Journal::add_attempts(AttemptId last) {
  if (last.value <= reserved_attempts_) return;
  reserved_attempts_ = last.value + k_attempt_block;
  batch_.put(std::string(k_attempts), number(reserved_attempts_));
}

void Journal::commit(Done done) {
  for (auto& [run, entries] : std::exchange(entries_, {})) {
    put_entries(run, std::move(entries));
    if (runs_.at(run).ended) next_sequence_.erase(run);
  }
  // Nothing to write and nothing being written: nothing to wait for.
  if (batch_.empty() && outstanding_ == 0) return done({});
  ++outstanding_;
  committer_.commit(std::exchange(batch_, {}),
                    [this, done = std::move(done)](const Status& written) {
                      --outstanding_;
                      done(written);
                    });
}

// In groups that fit into a frame with room to spare.
void Journal::put_entries(RunId run, std::vector<JournalEntry> entries) {
  EntryGroup group;
  const std::uint64_t started = runs_.at(run).submitted_ms;
  group.at_ms = std::max(wall_clock_(), started) - started;
  std::size_t bytes = 0;
  const auto put = [&] {
    batch_.put(run_key(run, Part::entries) + number(next_sequence_.at(run)++),
               pack_entries(group));
    group.entries.clear();
    bytes = 0;
  };
  for (JournalEntry& entry : entries) {
    bytes += bytes_of(entry);
    group.entries.push_back(std::move(entry));
    if (bytes >= k_group_bytes) put();
  }
  if (!group.entries.empty()) put();
}

Result<std::vector<Journal::Group>> Journal::read_entries(
    RunId run, std::uint64_t from, std::size_t bytes) const {
  std::vector<Group> groups;
  std::size_t total = 0;
  const std::string prefix = run_key(run, Part::entries);
  TRY_VOID(store_.scan(prefix + number(from), end_of_prefix(prefix),
                       [&](std::string_view key, std::string_view value) {
                         total += value.size();
                         if (!groups.empty() && total > bytes) return false;
                         groups.push_back({number_of(key.substr(prefix.size())),
                                           std::string(value)});
                         return true;
                       }));
  return groups;
}

Result<std::string> Journal::read_plan(RunId run) const {
  std::string packed;
  const std::string prefix = run_key(run, Part::plan);
  TRY_VOID(store_.scan(prefix, end_of_prefix(prefix),
                       [&](std::string_view, std::string_view value) {
                         packed += value;
                         return true;
                       }));
  return packed;
}

std::optional<RunId> Journal::find_key(const std::string& submitter,
                                       const std::string& key) const {
  const auto found = keys_.find({submitter, key});
  if (found == keys_.end()) return std::nullopt;
  return found->second;
}

void Journal::remember_key(RunId run, const RunRecord& record) {
  if (!record.key.empty()) keys_[{record.submitter, record.key}] = run;
}

void Journal::compact(const Retention& retention) {
  std::vector<std::pair<std::uint64_t, RunId>> ended;
  for (const auto& [id, record] : runs_) {
    if (record.ended) ended.emplace_back(record.ended_ms, id);
  }
  std::sort(ended.begin(), ended.end());
  const auto age = static_cast<std::uint64_t>(
      std::chrono::duration_cast<Milliseconds>(retention.age).count());
  const std::uint64_t now = wall_clock_();
  std::size_t left = ended.size();
  for (const auto& [ended_ms, id] : ended) {
    if (left <= retention.runs && ended_ms + age > now) break;
    if (entries_.contains(id)) break;  // still to be recorded; the next time
    erase_run(id);
    --left;
  }
}

void Journal::erase_run(RunId run) {
  const RunRecord& record = runs_.at(run);
  keys_.erase({record.submitter, record.key});
  batch_.erase_range(run_key(run), end_of_prefix(run_key(run)));
  runs_.erase(run);
}

}  // namespace aitherzero
