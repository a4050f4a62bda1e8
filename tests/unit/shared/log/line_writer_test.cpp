#include "shared/log/line_writer.hpp"

#include <gtest/gtest.h>

#include "shared/base/assert.hpp"
#include "shared/platform/pipes.hpp"
#include "shared/platform/signals.hpp"

namespace aitherzero {
namespace {

class LineWriterTest : public ::testing::Test {
 protected:
  LineWriterTest() { AZ_ASSERT(set_non_blocking(pipe_.read_end.get())); }

  // What the pipe holds now.
  std::string read() {
    std::string bytes;
    while (read_some(pipe_.read_end.get(), 65536, bytes) ==
           ReadOutcome::bytes) {
    }
    return bytes;
  }

  Pipe pipe_ = *make_pipe();
  LineWriter writer_{pipe_.write_end.get()};
};

TEST_F(LineWriterTest, lines_reach_the_descriptor) {
  writer_.write("one\n");
  writer_.write("two\n");
  EXPECT_EQ(read(), "one\ntwo\n");
}

// With a write that blocks, this would hang.
TEST_F(LineWriterTest, lines_that_nobody_reads_are_dropped_and_counted) {
  std::string line(100, 'x');
  line.back() = '\n';
  constexpr std::size_t k_lines = 20'000;  // far more than a pipe holds
  for (std::size_t i = 0; i < k_lines; ++i) writer_.write(line);
  const std::size_t passed = read().size() / line.size();
  EXPECT_GT(passed, 100u);
  EXPECT_LT(passed, k_lines);
  writer_.write("somebody reads again\n");
  writer_.write("and again\n");
  EXPECT_EQ(read(), std::to_string(k_lines - passed) +
                        " lines of the log were lost here: nobody read them "
                        "in time\nsomebody reads again\nand again\n");
}

TEST_F(LineWriterTest, a_line_longer_than_what_a_pipe_takes_whole_is_cut) {
  std::string longer(100'000, 'x');
  longer.back() = '\n';
  writer_.write(longer);
  const std::string line = read();
  EXPECT_EQ(line.size(), LineWriter::k_longest);
  EXPECT_EQ(line.find('\n'), line.size() - 1);
}

TEST_F(LineWriterTest, a_reader_that_is_gone_does_no_harm) {
  ignore_broken_pipes();  // as main() does
  pipe_.read_end.reset();
  writer_.write("nobody\n");
  writer_.write("nobody\n");
}

}  // namespace
}  // namespace aitherzero
