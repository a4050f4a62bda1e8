// Whether a process has been able to listen. One that was stopped, or whose
// loop was held up, has heard nobody for that time, and what was said waits
// still unread: silence is no sign of anything until it had time to read.
#pragma once

#include <optional>

#include "shared/base/time.hpp"

namespace aitherzero {

class Attention {
 public:
  // Somebody who listens is heard of at least this often.
  explicit Attention(Duration longest_gap) : longest_gap_(longest_gap) {}

  // It listens now. To be told at every turn.
  void note(Instant now) {
    if (last_ && now - *last_ > longest_gap_) listens_since_ = now;
    last_ = now;
  }
  // Before this, silence means nothing.
  std::optional<Instant> trusted_from() const {
    if (!listens_since_) return std::nullopt;
    return *listens_since_ + longest_gap_;
  }

 private:
  Duration longest_gap_;
  std::optional<Instant> last_;
  std::optional<Instant> listens_since_;  // the last gap
};

}  // namespace aitherzero
