#include "cli/view/background_writer.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <future>

namespace aitherzero {
namespace {

class BackgroundWriterTest : public ::testing::Test {
 protected:
  void SetUp() override {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    read_end_ = ends[0];
    write_end_ = ends[1];
  }
  void TearDown() override {
    if (read_end_ >= 0) ::close(read_end_);
    if (write_end_ >= 0) ::close(write_end_);
  }

  std::string read(std::size_t size) {
    std::string text(size, '\0');
    std::size_t done = 0;
    while (done < size) {
      const ssize_t got = ::read(read_end_, text.data() + done, size - done);
      if (got <= 0) break;
      done += static_cast<std::size_t>(got);
    }
    text.resize(done);
    return text;
  }

  int read_end_ = -1;
  int write_end_ = -1;
};

// More than a pipe holds and than the writer is meant to keep.
constexpr std::size_t k_much = 4u << 20;

TEST_F(BackgroundWriterTest, writes_in_order) {
  BackgroundWriter writer(write_end_);
  writer.write("one ");
  writer.write("two");
  writer.flush();
  EXPECT_EQ(read(7), "one two");
}

TEST_F(BackgroundWriterTest, never_waits_for_a_reader_and_says_it_is_behind) {
  BackgroundWriter writer(write_end_);
  EXPECT_FALSE(writer.is_behind());
  writer.write(std::string(k_much, 'x'));
  EXPECT_TRUE(writer.is_behind());
  std::promise<void> caught_up;
  writer.when_caught_up([&] { caught_up.set_value(); });
  EXPECT_EQ(read(k_much).size(), k_much);
  caught_up.get_future().wait();
  EXPECT_FALSE(writer.is_behind());
}

TEST_F(BackgroundWriterTest, calls_back_at_once_when_little_is_left) {
  BackgroundWriter writer(write_end_);
  bool called = false;
  writer.when_caught_up([&] { called = true; });
  EXPECT_TRUE(called);
}

TEST_F(BackgroundWriterTest, drops_the_rest_when_the_reader_is_gone) {
  ::signal(SIGPIPE, SIG_IGN);
  ::close(std::exchange(read_end_, -1));
  BackgroundWriter writer(write_end_);
  writer.write(std::string(k_much, 'x'));
  writer.flush();
  EXPECT_FALSE(writer.is_behind());
}

TEST_F(BackgroundWriterTest, writes_everything_before_it_goes) {
  { BackgroundWriter(write_end_).write("last words"); }
  EXPECT_EQ(read(10), "last words");
}

}  // namespace
}  // namespace aitherzero
