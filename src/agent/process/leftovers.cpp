#include "agent/process/leftovers.hpp"

#include <fmt/format.h>

#include "shared/base/text.hpp"

namespace aitherzero {
namespace {

std::string processes(std::size_t count) {
  return fmt::format("{} process{}", count, count == 1 ? "" : "es");
}

}  // namespace

std::string leftover_note(std::uint32_t ended) {
  return fmt::format("left {} behind, ended", processes(ended));
}

std::string kept_note(const std::vector<std::string>& kept) {
  if (kept.empty()) return "";
  return fmt::format("leaves {} running: {}", processes(kept.size()),
                     join(kept, ", "));
}

}  // namespace aitherzero
