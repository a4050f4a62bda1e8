#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "shared/platform/threads.hpp"

namespace aitherzero {

void prefer_this_thread() {
  constexpr int k_niceness = -5;
  // Linux takes a thread's id for a process here. An ordinary user may not, and
  // a thread that mostly sleeps is served soon all the same.
  const auto self = static_cast<id_t>(::syscall(SYS_gettid));
  static_cast<void>(::setpriority(PRIO_PROCESS, self, k_niceness));
}

}  // namespace aitherzero
