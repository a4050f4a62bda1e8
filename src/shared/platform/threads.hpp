// What the system should know about a thread.
#pragma once

namespace aitherzero {

// The calling thread does little and is waited for: it goes before others
// where this process may say so, and nothing changes where it may not.
void prefer_this_thread();

}  // namespace aitherzero
