#include "controller/journal/run_name.hpp"

#include <fmt/chrono.h>

#include <chrono>

#include "shared/base/text.hpp"

namespace aitherzero {
namespace {

std::chrono::sys_seconds seconds_of(std::uint64_t ms) {
  return std::chrono::sys_seconds(
      std::chrono::seconds(static_cast<std::int64_t>(ms / 1000)));
}

}  // namespace

std::string make_run_name(std::uint64_t now_ms, std::uint64_t random) {
  const std::uint64_t last = now_ms % 1000 << 6 | (random & 0x3fu);
  return fmt::format("{:%Y%m%d-%H%M%S}-{:04x}", seconds_of(now_ms), last);
}

std::string utc_time(std::uint64_t ms) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", seconds_of(ms));
}

Result<std::size_t> find_run_name(const std::vector<std::string>& names,
                                  const std::string& name) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return i;
    if (!name.empty() && names[i].starts_with(name)) found.push_back(i);
  }
  if (found.size() > 1) {
    return fail(ErrorKind::bad_input,
                fmt::format("{} runs begin with '{}'", found.size(), name), {},
                "give more of its name");
  }
  if (found.empty()) {
    std::string advice = did_you_mean(name, names);
    if (advice.empty()) advice = "'aitherzero run list' shows them";
    return fail(ErrorKind::not_found,
                fmt::format("no run is called '{}'", name), {},
                std::move(advice));
  }
  return found.front();
}

}  // namespace aitherzero
