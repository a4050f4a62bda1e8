// Writes the log's lines to a descriptor that may be a pipe nobody reads. A
// service must not stop because of that, so a line that would block is dropped,
// and the next that passes is preceded by how many were.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace aitherzero {

// One thread at a time.
class LineWriter {
 public:
  // The descriptor stays the caller's, and must outlive the writer.
  explicit LineWriter(int descriptor) : descriptor_(descriptor) {}

  // With its line break. A line that is longer than this is cut: it is what a
  // pipe takes whole or not at all.
  static constexpr std::size_t k_longest = 4096;
  void write(std::string_view line);

 private:
  bool pass(std::string_view line);

  int descriptor_;
  std::uint64_t dropped_ = 0;
};

}  // namespace aitherzero
