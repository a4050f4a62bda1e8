#include "agent/process/output_pipe.hpp"

#include "shared/platform/pipes.hpp"

namespace aitherzero {
namespace {

// As much as a Linux pipe holds.
constexpr std::size_t k_bite_bytes = 64 * 1024;

}  // namespace

OutputPipe::OutputPipe(EventLoop& loop, UniqueFd descriptor, Stream stream,
                       OnLines on_lines)
    : loop_(loop),
      descriptor_(std::move(descriptor)),
      stream_(stream),
      on_lines_(std::move(on_lines)),
      splitter_([this](std::string line) {
        lines_.push_back({stream_, std::move(line)});
      }) {
  resume();
}

void OutputPipe::pause() { readable_.reset(); }

void OutputPipe::resume() {
  if (readable_ || !descriptor_) return;
  readable_ = loop_.on_readable(descriptor_.get(), [this] {
    read_bite();
    hand_on();
  });
}

void OutputPipe::drain() {
  while (read_bite()) {
  }
  splitter_.finish();
  hand_on();
}

bool OutputPipe::read_bite() {
  if (!descriptor_) return false;
  std::string bytes;
  const ReadOutcome outcome = read_some(descriptor_.get(), k_bite_bytes, bytes);
  if (outcome == ReadOutcome::bytes) {
    splitter_.add(bytes);
    return true;
  }
  if (outcome != ReadOutcome::would_block) {
    readable_.reset();
    descriptor_.reset();
  }
  return false;
}

void OutputPipe::hand_on() {
  if (lines_.empty()) return;
  on_lines_(std::exchange(lines_, {}));
}

}  // namespace aitherzero
