#include "support/measuring.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

namespace aitherzero {
namespace {

double cpu_seconds_of(int who) {
  rusage usage{};
  ::getrusage(who, &usage);
  double seconds = 0;
  for (const timeval& time : {usage.ru_utime, usage.ru_stime}) {
    seconds += static_cast<double>(time.tv_sec) +
               static_cast<double>(time.tv_usec) / 1e6;
  }
  return seconds;
}

}  // namespace

double cpu_seconds() { return cpu_seconds_of(RUSAGE_SELF); }

double cpu_seconds_of_children() { return cpu_seconds_of(RUSAGE_CHILDREN); }

std::size_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::size_t pages = 0;
  statm >> pages >> pages;
  return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

double quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  const auto at = static_cast<std::ptrdiff_t>(
      share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + at, values.end());
  return values[static_cast<std::size_t>(at)];
}

void must(const Status& status) {
  if (status) return;
  fmt::print(stderr, "{}\n", to_string(status.error()));
  std::exit(3);
}

}  // namespace aitherzero
