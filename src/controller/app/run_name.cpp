#include "controller/app/run_name.hpp"

#include <fmt/chrono.h>

#include <chrono>

namespace aitherzero {
namespace {

std::chrono::sys_seconds seconds_of(std::uint64_t ms) {
  return std::chrono::sys_seconds(
      std::chrono::seconds(static_cast<std::int64_t>(ms / 1000)));
}

}  // namespace

std::string make_run_name(std::uint64_t now_ms, std::uint64_t random) {
  return fmt::format("{:%Y%m%d-%H%M%S}-{:04x}", seconds_of(now_ms),
                     random & 0xffffu);
}

std::string utc_time(std::uint64_t ms) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", seconds_of(ms));
}

}  // namespace aitherzero
