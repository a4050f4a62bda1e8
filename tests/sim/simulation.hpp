// One seeded world: a controller with its journal and agents with their
// outboxes, the real ones, in a simulated network, on simulated disks and in
// simulated time, with jobs that behave as badly as a random number wants. A
// seed replays exactly.
//
// Frames are lost, repeated and reordered, agents cut off, frozen, crashed and
// lost, the controller crashed, at random and at every named point. After it
// all the journal is read and must tell a story in which rules D1 to D5 held.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>

#include "controller/schedule/schedule.hpp"

namespace aitherzero::sim {

// How often what should be met was met, over all seeds of a test.
struct Coverage {
  std::uint64_t runs = 0;
  std::uint64_t jobs = 0;
  std::uint64_t executions = 0;
  std::uint64_t cancels = 0;
  std::uint64_t job_timeouts = 0;
  std::uint64_t playbook_timeouts = 0;  // jobs that waited in one
  std::uint64_t tries = 0;  // that failed and were followed by another
  std::uint64_t kills = 0;  // after a grace period, or asked for
  std::uint64_t output_held = 0;
  std::uint64_t frames_lost = 0;
  std::uint64_t frames_repeated = 0;
  std::uint64_t frames_reordered = 0;
  std::uint64_t resets = 0;
  std::uint64_t partitions = 0;
  std::uint64_t freezes = 0;
  std::uint64_t controller_freezes = 0;
  std::uint64_t agents_gone = 0;    // with their disks
  std::uint64_t torn_journals = 0;  // a crash took what was not synced
  std::map<std::string, std::uint64_t> crashes;  // by where
  std::array<std::uint64_t, 6> ends{};           // by RunStatus
};

// Mistakes made on purpose.
struct Mistakes {
  PlantedBugs bugs;
  bool acknowledge_before_durable = false;
};

// What is wrong, in words; empty when nothing is. Adds to the coverage.
std::string simulate(std::uint32_t seed, Coverage& coverage,
                     const Mistakes& mistakes = {});

}  // namespace aitherzero::sim
