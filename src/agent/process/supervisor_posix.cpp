// The agent's side: starts the supervisor's process and speaks with it.
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <map>
#include <utility>
#include <variant>

#include "agent/process/cgroup_linux.hpp"
#include "agent/process/supervisor.hpp"
#include "agent/process/supervisor_main_posix.hpp"
#include "agent/process/supervisor_wire_posix.hpp"
#include "shared/base/assert.hpp"
#include "shared/platform/pipes.hpp"
#include "shared/platform/system_error.hpp"

namespace aitherzero {
namespace {

using OnExit = std::function<void(Result<ProcessExit>)>;
using OnGone = std::function<void(Result<KillReceipt>)>;
using OnList = std::function<void(Result<std::vector<std::string>>)>;
using Waiting = std::variant<OnExit, OnGone, OnList>;

tl::unexpected<Error> lost() {
  return fail(ErrorKind::unavailable, "the process supervisor was lost", {},
              "it was killed, or the system ran out of memory; run the job "
              "again");
}

// Texts travel to execve() as C strings.
bool has_nul(const std::string& text) {
  return text.find('\0') != std::string::npos;
}

Status check(const ProcessSpec& spec) {
  if (spec.program.empty() || spec.program.front() != '/') {
    return fail(ErrorKind::bad_input, "a program needs an absolute path",
                Place{spec.program});
  }
  bool nul = has_nul(spec.program) || has_nul(spec.working_directory) ||
             std::any_of(spec.arguments.begin(), spec.arguments.end(), has_nul);
  for (const auto& [name, value] : spec.environment) {
    nul = nul || has_nul(name) || has_nul(value);
  }
  if (nul) {
    return fail(ErrorKind::bad_input,
                "arguments and environment cannot hold a NUL character",
                Place{spec.program});
  }
  if (spec.extra.size() > k_most_extra_descriptors) {
    return fail(ErrorKind::limit,
                fmt::format("a process gets at most {} extra descriptors",
                            k_most_extra_descriptors),
                Place{spec.program});
  }
  return {};
}

SpawnRequest to_request(std::uint32_t number, const ProcessSpec& spec) {
  SpawnRequest request;
  request.request = number;
  request.program = spec.program;
  request.working_directory =
      spec.working_directory.empty() ? "/" : spec.working_directory;
  request.arguments.assign(spec.arguments.begin(), spec.arguments.end());
  request.environment.reserve(spec.environment.size());
  for (const auto& [name, value] : spec.environment) {
    request.environment.push_back(name + "=" + value);
  }
  request.has_output = spec.standard_output >= 0;
  request.has_error = spec.standard_error >= 0;
  return request;
}

// Every signal blocked and at its default from the first moment: a Ctrl-C in
// the terminal must not hit the supervisor before it has left the session.
Result<pid_t> start_process(const std::string& program, TreeMeans means,
                            int socket) {
  sigset_t all;
  ::sigfillset(&all);
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  ::posix_spawnattr_setsigmask(&attributes, &all);
  ::posix_spawnattr_setsigdefault(&attributes, &all);
  ::posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, socket, k_supervisor_socket);

  std::string name = program;
  std::string argument = k_supervisor_argument;
  std::string forgo = k_subreaper_only_argument;
  char* const arguments[] = {
      name.data(), argument.data(),
      means == TreeMeans::subreaper_only ? forgo.data() : nullptr, nullptr};
  pid_t pid = 0;
  const int error_number = ::posix_spawn(&pid, program.c_str(), &actions,
                                         &attributes, arguments, ::environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::posix_spawnattr_destroy(&attributes);
  if (error_number != 0) {
    return system_failure(error_number,
                          "cannot start the process supervisor " + program);
  }
  return pid;
}

class SupervisorPosix final : public Supervisor {
 public:
  SupervisorPosix(EventLoop& loop, UniqueFd socket, pid_t pid)
      : loop_(loop), socket_(std::move(socket)), pid_(pid) {
    readable_ = loop_.on_readable(socket_.get(), [this] { on_readable(); });
  }

  ~SupervisorPosix() override {
    readable_.reset();
    end_process();
  }

  void spawn(const ProcessSpec& spec, OnExit on_exit) override {
    if (auto checked = check(spec); !checked) {
      fail_later(std::move(on_exit), checked.error());
      return;
    }
    const SpawnRequest request = to_request(++last_request_, spec);
    std::vector<int> descriptors = spec.extra;
    if (request.has_error) {
      descriptors.insert(descriptors.begin(), spec.standard_error);
    }
    if (request.has_output) {
      descriptors.insert(descriptors.begin(), spec.standard_output);
    }
    send(encode(request), descriptors, std::move(on_exit));
  }

  void count_as_started(int pid) override {
    // A supervisor that is lost has nothing to leave alone any more.
    if (socket_) (void)send_frame(socket_.get(), encode(StartedRequest{pid}));
  }

  void end_tree(Reach reach, Milliseconds grace, OnGone on_gone) override {
    constexpr Milliseconds::rep k_most =
        std::numeric_limits<std::uint32_t>::max();
    EndRequest request{++last_request_, reach, 0};
    request.grace_ms = static_cast<std::uint32_t>(
        std::clamp<Milliseconds::rep>(grace.count(), 0, k_most));
    send(encode(request), {}, std::move(on_gone));
  }

  void release(OnList on_released) override {
    send(encode(ReleaseRequest{++last_request_}), {},
         OnList([this, on_released = std::move(on_released)](
                    Result<std::vector<std::string>> left) {
           if (left) cgroup_.clear();  // what is in it is to live
           on_released(std::move(left));
         }));
  }

  void list_descendants(OnList on_list) override {
    send(encode(ListRequest{++last_request_}), {}, std::move(on_list));
  }

 private:
  template <typename Callback>
  void send(const std::string& bytes, const std::vector<int>& descriptors,
            Callback callback) {
    if (!socket_) {
      fail_later(std::move(callback), lost().value());
    } else if (waiting_.size() >= k_most_open_requests) {
      fail_later(std::move(callback),
                 Error{ErrorKind::limit,
                       "too many requests wait for the supervisor",
                       {},
                       ""});
    } else if (auto sent = send_frame(socket_.get(), bytes, descriptors);
               !sent) {
      fail_later(std::move(callback), sent.error());
    } else {
      waiting_.emplace(last_request_, std::move(callback));
    }
  }

  // Never from within the call: callers need not expect that.
  template <typename Callback>
  void fail_later(Callback callback, Error error) {
    loop_.post([alive = std::weak_ptr<bool>(alive_),
                callback = std::move(callback), error = std::move(error)] {
      if (!alive.expired()) callback(tl::make_unexpected(error));
    });
  }

  // A callback may destroy this object, so nothing of it is touched after one
  // without a look at `alive`.
  void on_readable() {
    const std::weak_ptr<bool> alive = alive_;
    Frame frame;
    while (!alive.expired() && socket_) {
      switch (receive_frame(socket_.get(), frame)) {
        case ReceiveOutcome::would_block:
          return;
        case ReceiveOutcome::closed:
          on_lost();
          return;
        case ReceiveOutcome::frame:
          on_frame(frame);
          break;
      }
    }
  }

  void on_frame(const Frame& frame) {
    auto reply = decode_reply(frame);
    AZ_ASSERT(reply);  // the same binary wrote it
    if (auto* hello = std::get_if<HelloReply>(&*reply)) {
      cgroup_ = hello->cgroup;
    } else if (auto* exited = std::get_if<ExitedReply>(&*reply)) {
      std::get<OnExit>(take(exited->request))(exited->exit);
    } else if (auto* gone = std::get_if<GoneReply>(&*reply)) {
      std::get<OnGone>(take(gone->request))(std::move(gone->receipt));
    } else if (auto* listed = std::get_if<ListedReply>(&*reply)) {
      std::get<OnList>(take(listed->request))(std::move(listed->names));
    } else {
      auto& failed = std::get<FailedReply>(*reply);
      answer_with(take(failed.request), failed.error);
    }
  }

  Waiting take(std::uint32_t request) {
    auto node = waiting_.extract(request);
    AZ_ASSERT(!node.empty());
    return std::move(node.mapped());
  }

  static void answer_with(const Waiting& waiting, const Error& error) {
    std::visit(
        [&](const auto& callback) { callback(tl::make_unexpected(error)); },
        waiting);
  }

  void on_lost() {
    readable_.reset();
    end_process();
    const auto waiting = std::exchange(waiting_, {});
    for (const auto& [request, callback] : waiting) {
      answer_with(callback, lost().value());
    }
  }

  // The closed socket is the supervisor's order to kill its tree and end.
  void end_process() {
    if (!socket_) return;
    // Also for copies of this end that a child may hold for a moment.
    ::shutdown(socket_.get(), SHUT_RDWR);
    socket_.reset();
    ::kill(pid_, SIGCONT);  // should somebody have stopped it
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
    // One that was killed leaves its group behind, and in it what the system
    // does not kill along with it: the descendants of the started process.
    if (!cgroup_.empty()) kill_cgroup(cgroup_);
  }

  EventLoop& loop_;
  UniqueFd socket_;  // empty once the supervisor has ended
  pid_t pid_;
  EventLoop::Handle readable_;
  std::string cgroup_;
  std::uint32_t last_request_ = 0;
  std::map<std::uint32_t, Waiting> waiting_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace

Result<std::unique_ptr<Supervisor>> Supervisor::start(
    EventLoop& loop, const std::string& program, TreeMeans means) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    return system_failure(errno, "cannot make a socket pair");
  }
  UniqueFd own(ends[0]);
  const UniqueFd other(ends[1]);
  TRY_VOID(set_non_blocking(own.get()));
  TRY(const pid_t pid, start_process(program, means, other.get()));
  return std::make_unique<SupervisorPosix>(loop, std::move(own), pid);
}

}  // namespace aitherzero
