#include "shared/log/line_writer.hpp"

#include <fmt/format.h>

#include <string>

#include "shared/platform/pipes.hpp"

namespace aitherzero {

void LineWriter::write(std::string_view line) {
  if (dropped_ != 0 &&
      pass(fmt::format("{} lines of the log were lost here: nobody read them "
                       "in time\n",
                       dropped_))) {
    dropped_ = 0;
  }
  if (dropped_ != 0 || !pass(line)) ++dropped_;
}

bool LineWriter::pass(std::string_view line) {
  if (line.size() <= k_longest) return write_if_ready(descriptor_, line);
  std::string cut(line.substr(0, k_longest - 1));
  return write_if_ready(descriptor_, cut += '\n');
}

}  // namespace aitherzero
