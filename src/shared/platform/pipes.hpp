// Pipes between a process and its children. Both ends are closed on exec, so
// that a child holds only what is handed to it on purpose.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "shared/base/result.hpp"
#include "shared/platform/unique_fd.hpp"

namespace aitherzero {

struct Pipe {
  UniqueFd read_end;
  UniqueFd write_end;
};

// Both ends block; see set_non_blocking().
Result<Pipe> make_pipe();

Status set_non_blocking(int descriptor);

// What one read of a non-blocking descriptor brought.
enum class ReadOutcome {
  bytes,        // something was appended
  would_block,  // nothing now; wait for the loop
  ended,        // the other end is closed; nothing will come any more
  failed,       // the system refused; treat as ended
};

// Appends up to `limit` bytes that are there now to `bytes`.
ReadOutcome read_some(int descriptor, std::size_t limit, std::string& bytes);

// Writes all of `bytes`, at most a page, to a descriptor that may block, if
// that can be done now. False when it cannot: a pipe or a terminal whose reader
// lags or is gone. The caller is the only writer of the pipe; who shares it may
// be blocked by the others.
bool write_if_ready(int descriptor, std::string_view bytes);

}  // namespace aitherzero
