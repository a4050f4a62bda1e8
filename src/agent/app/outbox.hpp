// What an agent must not forget when its process ends: the attempts that it
// has, their results, and output that was not acknowledged (rule D3).
//
// Written so that it survives the end of the process, not of the machine: when
// a machine goes down its attempts are lost and run again elsewhere.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "agent/core/agent_core.hpp"
#include "shared/store/store.hpp"

namespace aitherzero {

class Outbox {
 public:
  // The store must outlive it.
  explicit Outbox(Store& store) : store_(store) {}

  // What an earlier process left, ascending; damaged pieces are passed over
  // (a lost result runs again).
  Result<std::vector<KeptAttempt>> load();

  // Rises with every start, so that a controller knows the later of two
  // processes. And a random number that stays.
  struct Identity {
    std::uint64_t identity = 0;
    std::uint64_t boot = 0;
  };
  Result<Identity> next_boot(std::uint64_t random);

  Status keep(const KeepAttempt& action);
  Status keep(const KeepOutput& action);
  Status keep(const KeepResult& action);
  Status drop(const DropOutput& action);
  Status drop(const DropAttempt& action);

 private:
  // Lines from `first` up to and without `end`, under one key.
  struct Piece {
    std::uint64_t first = 0;
    std::uint64_t end = 0;
  };

  Store& store_;
  std::map<AttemptId, std::vector<Piece>> pieces_;
};

}  // namespace aitherzero
