// The reading end of a job's standard output or error: bytes into lines, in
// bounded bites, so that a chatty job neither starves the loop nor grows
// memory. While paused nothing is read and the job blocks on its pipe.
#pragma once

#include <functional>
#include <vector>

#include "agent/process/line_splitter.hpp"
#include "protocol/message/job_result.hpp"
#include "shared/platform/event_loop.hpp"
#include "shared/platform/unique_fd.hpp"

namespace aitherzero {

class OutputPipe {
 public:
  using OnLines = std::function<void(std::vector<OutputLine>)>;

  // `descriptor` is non-blocking. `on_lines` is called from the loop and from
  // drain().
  OutputPipe(EventLoop& loop, UniqueFd descriptor, Stream stream,
             OnLines on_lines);

  void pause();
  void resume();
  // Hands on everything that is in the pipe now, an unfinished line included.
  void drain();

 private:
  // False when there is nothing more to read now.
  bool read_bite();
  void hand_on();

  EventLoop& loop_;
  UniqueFd descriptor_;
  Stream stream_;
  OnLines on_lines_;
  std::vector<OutputLine> lines_;
  LineSplitter splitter_;
  EventLoop::Handle readable_;
};

}  // namespace aitherzero
