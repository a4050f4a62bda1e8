// A supervisor owns one process and everything that descends from it, and can
// prove that all of it is gone.
//
// One supervisor per slot: a small process (this same binary, started with a
// hidden first argument) that is its descendants' subreaper, so that a
// double-forked daemon becomes its child instead of init's. It starts what it
// is told to, reports how that ended, and on request ends the whole tree. When
// the agent dies, even at kill -9, the supervisor's socket closes and it kills
// its tree before it ends. Where the agent may create cgroups, each supervisor
// has one of its own and kills by cgroup.kill.
//
// All calls and callbacks happen on the loop's thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "protocol/message/job_result.hpp"
#include "shared/base/result.hpp"
#include "shared/platform/event_loop.hpp"

namespace aitherzero {

// What to start. The child gets exactly these descriptors: 0 reads nothing,
// 1 and 2 are `standard_output` and `standard_error` (-1: what is written there
// is dropped), then `extra` as 3, 4, …, at most 16. It leads a session of its
// own and has default signal handling, whatever the agent's is.
struct ProcessSpec {
  std::string program;                 // an absolute path
  std::vector<std::string> arguments;  // without the program's own name
  std::string working_directory;       // absolute; empty means the root
  std::map<std::string, std::string> environment;  // complete
  int standard_output = -1;  // duplicated on the way; the caller closes its own
  int standard_error = -1;
  std::vector<int> extra;
};

// How the started process itself ended; its descendants may live on.
struct ProcessExit {
  int exit_code = 0;  // 128 + signal when a signal ended it
  int signal = 0;     // 0 when it ended by itself
};

// Which processes an end_tree() is about.
enum class Reach {
  everything,        // the started process and all its descendants
  descendants_only,  // all but the started process: what a job left behind
};

// What to end trees by.
enum class TreeMeans {
  strongest_there_is,  // a cgroup where it can be had
  subreaper_only,      // … not even then
};

class Supervisor {
 public:
  // `program` is this binary; its main() must call run_supervisor_if_asked()
  // before anything else.
  static Result<std::unique_ptr<Supervisor>> start(
      EventLoop& loop, const std::string& program,
      TreeMeans means = TreeMeans::strongest_there_is);
  // Kills everything below it and waits until it is gone, which takes
  // milliseconds, or seconds when the kernel holds a process. Callbacks that
  // are still due are not called. A callback may destroy its supervisor.
  virtual ~Supervisor() = default;

  // Starts a process; one at a time. `on_exit` is called once, when the
  // process itself has ended, or with an error when it could not be started
  // (`not_found`, `io`; with the program's path as its place and advice),
  // what it is given is wrong (`bad_input`: a relative path, a NUL) or too much
  // (`limit`), or the supervisor was lost (`unavailable`; the started process
  // is then killed by the system). Never called from within spawn() itself.
  virtual void spawn(const ProcessSpec& spec,
                     std::function<void(Result<ProcessExit>)> on_exit) = 0;

  // Says that what was started is really `pid`, a descendant: the spawned
  // process is a launcher that waits for it, as the `pwsh` of a .NET tool does.
  // From here on both, and those between them, are the started process to
  // end_tree() and list_descendants(). No such descendant: nothing changes.
  virtual void count_as_started(int pid) = 0;

  // Ends processes and calls back with the receipt when none is left:
  // SIGTERM to all, then after `grace` SIGKILL until the tree is empty; with a
  // grace of zero SIGKILL at once. An empty tree gives a receipt with
  // `ended == 0` quickly. Asked again meanwhile, the wider reach and the
  // shorter grace count and both get the same receipt. At most eight requests
  // of all kinds may wait for their answers; one more fails with `limit`.
  virtual void end_tree(Reach reach, Milliseconds grace,
                        std::function<void(Result<KillReceipt>)> on_gone) = 0;

  // Lets go of what the started process has left: it lives on as any other of
  // the system's, and the started process itself is killed if it has not
  // ended. Calls back with those that live, as list_descendants() does; then
  // the supervisor is of no more use. No end_tree() may be going on.
  virtual void release(
      std::function<void(Result<std::vector<std::string>>)> on_released) = 0;

  // Descendants of the started process that are alive now, as "pid name".
  virtual void list_descendants(
      std::function<void(Result<std::vector<std::string>>)> on_list) = 0;
};

// In main(), first thing: becomes the supervisor and never returns when the
// process was started as one.
void run_supervisor_if_asked(int argc, char** argv);

// How this machine can end process trees, for `doctor`: "cgroup" or
// "subreaper", with a word on why not the stronger one.
struct TreeKillSupport {
  std::string means;
  std::string detail;
};
TreeKillSupport tree_kill_support();

}  // namespace aitherzero
