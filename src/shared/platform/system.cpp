#include "shared/platform/system.hpp"

#include <charconv>
#include <chrono>
#include <random>

#include "shared/base/text.hpp"

namespace aitherzero {

std::string_view os_word() {
#if defined(_WIN32)
  return "windows";
#elif defined(__APPLE__)
  return "macos";
#else
  return "linux";
#endif
}

std::string_view arch_word() {
#if defined(__x86_64__) || defined(_M_X64)
  return "x64";
#elif defined(__aarch64__) || defined(_M_ARM64)
  return "arm64";
#elif defined(__i386__) || defined(_M_IX86)
  return "x86";
#else
  return "unknown";
#endif
}

std::uint64_t wall_clock_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

std::uint64_t random_number() {
  std::random_device random;
  return std::uint64_t{random()} << 32 | random();
}

std::optional<double> cpus_of_quota(std::string_view cpu_max) {
  const std::string_view text = trim(cpu_max);
  long quota_us = 0;
  long period_us = 0;
  const char* end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, quota_us);
  if (first.ec != std::errc() || first.ptr == end || *first.ptr != ' ') {
    return std::nullopt;
  }
  const auto second = std::from_chars(first.ptr + 1, end, period_us);
  if (second.ec != std::errc() || quota_us <= 0 || period_us <= 0) {
    return std::nullopt;
  }
  return static_cast<double>(quota_us) / static_cast<double>(period_us);
}

}  // namespace aitherzero
