// What people see while a run goes on. Views draw into a sink and own no
// clock; the loop that owns them hands in times.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "controller/report/run_result.hpp"
#include "shared/base/time.hpp"

namespace aitherzero {

// Takes text for the terminal or pipe; each call is one write.
using ViewSink = std::function<void(std::string_view)>;

struct ViewOptions {
  bool colour = false;
  bool verbose = false;        // show verbose and debug output, too
  std::function<int()> width;  // of the terminal, asked at each redraw
};

class ProgressView {
 public:
  virtual ~ProgressView() = default;

  // `report` and the jobs in it live until after on_run_ended().
  virtual void on_run_started(const RunReport& report, Instant now) = 0;
  virtual void on_job_started(const JobReport& job, std::uint32_t slot,
                              Instant now) = 0;
  virtual void on_output(const JobReport& job, const OutputLine& line) = 0;
  // Also for jobs that end without having started.
  virtual void on_job_ended(const JobReport& job, Instant now) = 0;
  // Its attempt has failed, or its agent was lost, and another try follows.
  virtual void on_job_requeued(const JobReport& job, Instant now) = 0;
  // A word of the program itself, such as "cancelling".
  virtual void on_notice(const std::string& text, Instant now) = 0;
  virtual void on_run_ended(const RunReport& report, Instant now) = 0;

  // Whether on_tick() should be called about ten times a second.
  virtual bool wants_ticks() const = 0;
  virtual void on_tick(Instant now) = 0;
};

// True when a line of this stream is shown at all.
bool is_shown(Stream stream, bool verbose);

// A line of job output with its job's id before it: "[0407] text".
std::string output_line(const JobReport& job, const OutputLine& line,
                        bool colour);

// "[0407] ↻ failed; try 2 of 3 follows"
std::string requeued_line(const JobReport& job, bool colour);

// "[0407] ✓ succeeded in 1.2s"
std::string ended_line(const JobReport& job, bool colour);

}  // namespace aitherzero
