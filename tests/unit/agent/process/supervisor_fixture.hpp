// Runs real processes under a real supervisor and waits for events, never for
// a time.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/process/line_splitter.hpp"
#include "agent/process/supervisor.hpp"
#include "shared/platform/environment.hpp"
#include "shared/platform/pipes.hpp"

namespace aitherzero {

// The reading end of a pipe. `ended` proves that no process holds the other
// end any more.
class Listener {
 public:
  Listener(EventLoop& loop, UniqueFd read_end)
      : loop_(loop), descriptor_(std::move(read_end)) {
    EXPECT_TRUE(set_non_blocking(descriptor_.get()));
    readable_ = loop_.on_readable(descriptor_.get(), [this] { read(); });
  }

  // A full pipe blocks who writes to it from now on.
  void stop_reading() { readable_.reset(); }

  std::vector<std::string> lines;
  bool ended = false;

 private:
  void read() {
    std::string bytes;
    const ReadOutcome outcome = read_some(descriptor_.get(), 4096, bytes);
    splitter_.add(bytes);
    if (outcome == ReadOutcome::ended || outcome == ReadOutcome::failed) {
      splitter_.finish();
      ended = true;
      readable_.reset();
    }
    loop_.stop();
  }

  EventLoop& loop_;
  UniqueFd descriptor_;
  EventLoop::Handle readable_;
  LineSplitter splitter_{[this](std::string line) { lines.push_back(line); }};
};

class SupervisorTest : public testing::Test {
 protected:
  explicit SupervisorTest(TreeMeans means = TreeMeans::strongest_there_is) {
    auto started = Supervisor::start(loop, k_host, means);
    if (started) supervisor = std::move(*started);
    EXPECT_NE(supervisor, nullptr);
  }

  // Handles events until `holds`; every event of a test stops the loop.
  void wait_until(const std::function<bool()>& holds) {
    bool too_late = false;
    const auto guard = loop.at(loop.now() + std::chrono::seconds(120), [&] {
      too_late = true;
      loop.stop();
    });
    while (!holds() && !too_late) loop.run();
    ASSERT_FALSE(too_late) << "an event did not come";
  }

  static ProcessSpec program(std::string path,
                             std::vector<std::string> arguments) {
    ProcessSpec spec;
    spec.program = std::move(path);
    spec.arguments = std::move(arguments);
    spec.working_directory = "/";
    spec.environment = current_environment();
    return spec;
  }
  static ProcessSpec shell(const std::string& script) {
    return program("/bin/sh", {"-c", script});
  }
  static ProcessSpec host(std::vector<std::string> arguments) {
    return program(k_host, std::move(arguments));
  }

  // Starts it with standard output and error to `output`.
  void start(ProcessSpec spec) {
    Pipe pipe = *make_pipe();
    spec.standard_output = spec.standard_error = pipe.write_end.get();
    exit.reset();
    supervisor->spawn(spec, [this](Result<ProcessExit> result) {
      exit = std::move(result);
      loop.stop();
    });
    output = std::make_unique<Listener>(loop, std::move(pipe.read_end));
  }

  void wait_for_lines(std::size_t count) {
    wait_until([&] { return output->lines.size() >= count; });
  }

  Result<ProcessExit> wait_for_exit() {
    wait_until([&] { return exit.has_value(); });
    return exit.value_or(fail(ErrorKind::internal, "no exit was reported"));
  }

  // Starts it and waits for its end and the end of its output.
  Result<ProcessExit> run(ProcessSpec spec) {
    start(std::move(spec));
    auto result = wait_for_exit();
    wait_until([&] { return output->ended; });
    return result;
  }

  Result<KillReceipt> end_tree(Reach reach, Milliseconds grace) {
    std::optional<Result<KillReceipt>> receipt;
    supervisor->end_tree(reach, grace, [&](Result<KillReceipt> result) {
      receipt = std::move(result);
      loop.stop();
    });
    wait_until([&] { return receipt.has_value(); });
    return receipt.value_or(fail(ErrorKind::internal, "no receipt came"));
  }

  static constexpr const char* k_host = AITHERZERO_SUPERVISOR_HOST;
  static constexpr Milliseconds k_at_once{0};
  static constexpr Milliseconds k_short_grace{100};
  // Never used up: what is to end by SIGTERM ends long before.
  static constexpr Milliseconds k_long_grace{100'000};

  EventLoop loop;
  std::unique_ptr<Supervisor> supervisor;
  std::unique_ptr<Listener> output;
  std::optional<Result<ProcessExit>> exit;
};

}  // namespace aitherzero
