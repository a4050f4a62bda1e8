// What a run's journal holds, in order: changes of its jobs, and their output.
// A follower of the run is given the same entries.
//
// Entries travel and are stored in groups: those of one run in one commit,
// with one time. A group is one packed value; reading is safe on any bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "controller/schedule/changes.hpp"
#include "protocol/message/job_result.hpp"
#include "shared/base/ids.hpp"
#include "shared/base/result.hpp"
#include "shared/base/time.hpp"

namespace aitherzero {

// Lines of one attempt; `first` is the number of the first, from 0.
struct OutputEntry {
  JobIndex job;
  AttemptId attempt;
  std::uint64_t first = 0;
  std::vector<OutputLine> lines;

  friend bool operator==(const OutputEntry&, const OutputEntry&) = default;
};

// `run` of the changes is not written: the group's place says it.
using JournalEntry =
    std::variant<JobChanged, RunStopped, RunEnded, OutputEntry>;

struct EntryGroup {
  // Milliseconds since the run was submitted, by the wall clock.
  std::uint64_t at_ms = 0;
  std::vector<JournalEntry> entries;

  friend bool operator==(const EntryGroup&, const EntryGroup&) = default;
};

std::string pack_entries(const EntryGroup& group);
Result<EntryGroup> unpack_entries(std::string_view bytes, RunId run);

}  // namespace aitherzero
