// How an agent starts its own binary as a supervisor.
#pragma once

namespace aitherzero {

// The hidden first argument, the second one that forgoes cgroups, and where
// the new process finds its socket.
constexpr const char* k_supervisor_argument = "--become-process-supervisor";
constexpr const char* k_subreaper_only_argument = "--subreaper-only";
constexpr int k_supervisor_socket = 3;

}  // namespace aitherzero
