// Inside the journal: its keys. Numbers are big-endian, so that they sort.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "shared/base/ids.hpp"

namespace aitherzero::journal_keys {

inline constexpr std::string_view k_attempts = "m/attempts";
inline constexpr std::string_view k_agent = "a/";
inline constexpr std::string_view k_run = "r/";

enum class Part : char { record = 'a', entries = 'e', plan = 'p' };

inline std::string number(std::uint64_t value) {
  std::string bytes(8, '\0');
  for (std::size_t i = 0; i < 8; ++i) {
    bytes[7 - i] = static_cast<char>(value >> (8 * i) & 0xff);
  }
  return bytes;
}

// 0 for what is too short.
inline std::uint64_t number_of(std::string_view bytes) {
  std::uint64_t value = 0;
  if (bytes.size() < 8) return value;
  for (std::size_t i = 0; i < 8; ++i) {
    value = value << 8 | static_cast<unsigned char>(bytes[i]);
  }
  return value;
}

inline std::string agent_key(AgentId agent) {
  return std::string(k_agent) + number(agent.value);
}
inline std::string run_key(RunId run) {
  return std::string(k_run) + number(run.value);
}
inline std::string run_key(RunId run, Part part) {
  return run_key(run) + static_cast<char>(part);
}
inline RunId run_of(std::string_view key) {
  return {number_of(key.substr(k_run.size()))};
}

}  // namespace aitherzero::journal_keys
