// Ids are distinct types, so that a job cannot be passed for an attempt.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace aitherzero {

template <typename Tag, typename Number>
struct StrongId {
  Number value{};

  friend auto operator<=>(const StrongId&, const StrongId&) = default;
};

// A job's position in its plan, counted from 0.
using JobIndex = StrongId<struct JobIndexTag, std::uint32_t>;
// One run of a controller; never reused by it.
using RunId = StrongId<struct RunIdTag, std::uint64_t>;
// One execution of a job on one agent. The value is its fencing token: it only
// rises, and only the job's latest attempt may record a result (rule D2).
using AttemptId = StrongId<struct AttemptIdTag, std::uint64_t>;
// An agent's session with a controller.
using AgentId = StrongId<struct AgentIdTag, std::uint64_t>;

}  // namespace aitherzero

template <typename Tag, typename Number>
struct std::hash<aitherzero::StrongId<Tag, Number>> {
  std::size_t operator()(const aitherzero::StrongId<Tag, Number>& id) const {
    return std::hash<Number>{}(id.value);
  }
};
