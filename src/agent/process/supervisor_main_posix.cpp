// The supervisor's own process: one thread that waits in poll() for requests,
// for SIGCHLD and for processes that are being ended.
#include "agent/process/supervisor_main_posix.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <optional>

#include "agent/process/cgroup_linux.hpp"
#include "agent/process/child_start_posix.hpp"
#include "agent/process/process_tree_linux.hpp"
#include "agent/process/supervisor_wire_posix.hpp"
#include "agent/process/tree_ending_linux.hpp"
#include "shared/base/assert.hpp"

namespace aitherzero {
namespace {

class SupervisorMain {
 public:
  SupervisorMain(TreeMeans means, UniqueFd socket, UniqueFd null_device,
                 UniqueFd signals)
      : socket_(std::move(socket)),
        null_device_(std::move(null_device)),
        signals_(std::move(signals)) {
    if (means == TreeMeans::strongest_there_is) {
      if (auto group = Cgroup::create()) cgroup_.emplace(std::move(*group));
    }
    reply(HelloReply{cgroup_ ? cgroup_->folder() : std::string()});
  }

  // Until the agent is gone, and all processes with it, or they are let go.
  void run() {
    while (!released_ && (!agent_gone_ || ending_)) {
      wait();
      reap();
      if (!agent_gone_) take_requests();
      step_ending();
    }
  }

 private:
  void wait();
  void reap();
  void on_main_ended(const siginfo_t& info);
  void take_requests();
  void on_request(Frame& frame);
  void on_spawn(SpawnView& spawn, Frame& frame);
  void on_started(const StartedRequest& request);
  void on_end(const EndRequest& request);
  void on_list(std::uint32_t request);
  void on_agent_gone();
  void begin_ending(Reach reach, Milliseconds grace);
  std::vector<TreeProcess> started_processes() const;
  void step_ending();
  void reply(const Reply& message);

  UniqueFd socket_;
  UniqueFd null_device_;
  UniqueFd signals_;
  std::optional<Cgroup> cgroup_;
  bool cgroup_works_ = true;  // until a child could not enter it
  ChildStarter starter_;
  SteadyClock clock_;
  Frame frame_;  // kept, so that its memory is not asked for each time
  std::vector<pollfd> polled_;

  bool agent_gone_ = false;
  bool released_ = false;
  int main_process_ = 0;               // 0: none runs
  std::vector<TreeProcess> launched_;  // what it has launched to be it
  std::uint32_t spawn_request_ = 0;
  std::optional<TreeEnding> ending_;
  std::vector<std::uint32_t> end_requests_;
};

void SupervisorMain::wait() {
  constexpr std::size_t k_fixed = 2;
  polled_.clear();
  polled_.push_back({signals_.get(), POLLIN, 0});
  polled_.push_back({agent_gone_ ? -1 : socket_.get(), POLLIN, 0});
  timespec left{};
  if (ending_) {
    ending_->add_watched(polled_);
    const auto ns = std::max<std::chrono::nanoseconds::rep>(
        std::chrono::nanoseconds(ending_->wake_at() - clock_.now()).count(), 0);
    left.tv_sec = static_cast<time_t>(ns / 1'000'000'000);
    left.tv_nsec = static_cast<long>(ns % 1'000'000'000);
  }
  const int count = ::ppoll(polled_.data(), polled_.size(),
                            ending_ ? &left : nullptr, nullptr);
  AZ_ASSERT(count >= 0 || errno == EINTR);
  if (count < 0) return;
  if (polled_[0].revents != 0) {
    std::array<signalfd_siginfo, 8> taken;  // the signal says only "look"
    while (::read(signals_.get(), taken.data(), sizeof taken) > 0) {
    }
  }
  for (std::size_t i = k_fixed; i < polled_.size(); ++i) {
    ending_->on_watched(polled_[i], clock_.now());
  }
}

void SupervisorMain::reap() {
  while (true) {
    siginfo_t info{};
    const int result = ::waitid(P_ALL, 0, &info, WEXITED | WNOHANG);
    if (result < 0 && errno == EINTR) continue;
    if (result < 0 || info.si_pid == 0) return;
    const bool killed = info.si_code == CLD_KILLED && info.si_status == SIGKILL;
    if (ending_) ending_->on_reaped(info.si_pid, killed);
    if (info.si_pid == main_process_) on_main_ended(info);
  }
}

void SupervisorMain::on_main_ended(const siginfo_t& info) {
  ExitedReply exited;
  exited.request = spawn_request_;
  if (info.si_code == CLD_EXITED) {
    exited.exit.exit_code = info.si_status;
  } else {
    exited.exit.signal = info.si_status;
    exited.exit.exit_code = 128 + info.si_status;
  }
  main_process_ = 0;
  launched_.clear();
  reply(exited);
}

void SupervisorMain::take_requests() {
  if (polled_.size() < 2 || polled_[1].revents == 0) return;
  while (!agent_gone_ && !released_) {
    switch (receive_frame(socket_.get(), frame_)) {
      case ReceiveOutcome::frame:
        on_request(frame_);
        break;
      case ReceiveOutcome::would_block:
        return;
      case ReceiveOutcome::closed:
        on_agent_gone();
        return;
    }
  }
}

void SupervisorMain::on_request(Frame& frame) {
  auto request = decode_request(frame);
  AZ_ASSERT(request);  // the same binary wrote it
  if (auto* spawn = std::get_if<SpawnView>(&*request)) {
    on_spawn(*spawn, frame);
  } else if (const auto* started = std::get_if<StartedRequest>(&*request)) {
    on_started(*started);
  } else if (const auto* end = std::get_if<EndRequest>(&*request)) {
    on_end(*end);
  } else if (const auto* list = std::get_if<ListRequest>(&*request)) {
    on_list(list->request);
  } else {
    AZ_ASSERT(!ending_);
    on_list(std::get<ReleaseRequest>(*request).request);
    released_ = true;
  }
  frame.descriptors.clear();
}

void SupervisorMain::on_spawn(SpawnView& spawn, Frame& frame) {
  if (main_process_ != 0) {
    reply(FailedReply{spawn.request,
                      {ErrorKind::unavailable,
                       "the process before this one has not ended",
                       {},
                       ""}});
    return;
  }
  ChildPlan plan;
  plan.program = spawn.program;
  plan.working_directory = spawn.working_directory;
  plan.arguments = spawn.arguments.data();
  plan.environment = spawn.environment.data();
  std::size_t next = 0;
  const auto take = [&](bool present) {
    return present ? frame.descriptors.at(next++).get() : null_device_.get();
  };
  plan.descriptors = {null_device_.get(), take(spawn.has_output),
                      take(spawn.has_error)};
  while (next < frame.descriptors.size())
    plan.descriptors.push_back(take(true));
  if (cgroup_ && cgroup_works_) plan.cgroup_entrance = cgroup_->entrance();

  const Result<int> child = starter_.start(plan);
  if (!child) {
    reply(FailedReply{spawn.request, child.error()});
    return;
  }
  if (plan.cgroup_entrance >= 0) cgroup_works_ = starter_.entered_cgroup();
  main_process_ = *child;
  spawn_request_ = spawn.request;
}

void SupervisorMain::on_started(const StartedRequest& request) {
  launched_ = line_below(::getpid(), request.pid);
}

std::vector<TreeProcess> SupervisorMain::started_processes() const {
  std::vector<TreeProcess> started = launched_;
  TreeProcess main;
  if (main_process_ != 0 && read_process(main_process_, &main)) {
    started.push_back(std::move(main));
  }
  return started;
}

void SupervisorMain::on_end(const EndRequest& request) {
  end_requests_.push_back(request.request);
  begin_ending(request.reach, Milliseconds(request.grace_ms));
}

void SupervisorMain::begin_ending(Reach reach, Milliseconds grace) {
  if (ending_) {
    ending_->hasten(reach, grace, clock_.now());
    return;
  }
  const bool use_cgroup = cgroup_ && cgroup_works_;
  ending_.emplace(use_cgroup ? &*cgroup_ : nullptr, reach, started_processes(),
                  grace, clock_.now());
}

void SupervisorMain::step_ending() {
  if (!ending_ || !ending_->step(clock_.now())) return;
  const KillReceipt receipt = ending_->receipt();
  ending_.reset();
  const std::vector<std::uint32_t> requests = std::move(end_requests_);
  end_requests_.clear();
  for (const std::uint32_t request : requests) {
    reply(GoneReply{request, receipt});
  }
}

void SupervisorMain::on_list(std::uint32_t request) {
  ListedReply listed{request, {}};
  for (const TreeProcess& process :
       scan_tree(::getpid(), started_processes()).alive) {
    listed.names.push_back(describe(process));
  }
  reply(listed);
}

void SupervisorMain::on_agent_gone() {
  agent_gone_ = true;
  begin_ending(Reach::everything, Milliseconds(0));
}

void SupervisorMain::reply(const Reply& message) {
  if (agent_gone_) return;
  // An agent that takes no answers any more is as good as gone.
  if (!send_frame(socket_.get(), encode(message))) on_agent_gone();
}

// Leaves the agent's session, blocks every signal, and lets go of every
// descriptor but the socket and standard error, which become or stay closed on
// exec. All numbers below k_first_own_descriptor stay occupied.
SupervisorMain prepare(TreeMeans means) {
  ::setsid();
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  ::prctl(PR_SET_NAME, "az-supervisor");
  sigset_t all;
  ::sigfillset(&all);
  ::sigprocmask(SIG_SETMASK, &all, nullptr);

  UniqueFd socket(
      ::fcntl(k_supervisor_socket, F_DUPFD_CLOEXEC, k_first_own_descriptor));
  AZ_ASSERT(socket);
  const auto first = static_cast<unsigned>(k_supervisor_socket);
  const auto kept = static_cast<unsigned>(socket.get());
  ::syscall(SYS_close_range, first, kept - 1, 0);
  ::syscall(SYS_close_range, kept + 1, ~0U, 0);

  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  AZ_ASSERT(null >= 0);
  for (int number = 0; number < k_first_own_descriptor; ++number) {
    const bool keep = number == STDERR_FILENO || number == null;
    if (!keep) ::dup3(null, number, O_CLOEXEC);
  }
  ::fcntl(STDERR_FILENO, F_SETFD, FD_CLOEXEC);
  UniqueFd own_null(::fcntl(null, F_DUPFD_CLOEXEC, k_first_own_descriptor));
  sigset_t child_ended;
  ::sigemptyset(&child_ended);
  ::sigaddset(&child_ended, SIGCHLD);
  UniqueFd signals(::signalfd(-1, &child_ended, SFD_CLOEXEC | SFD_NONBLOCK));
  AZ_ASSERT(signals);
  return SupervisorMain(means, std::move(socket), std::move(own_null),
                        std::move(signals));
}

}  // namespace

void run_supervisor_if_asked(int argc, char** argv) {
  if (argc < 2 || std::strcmp(argv[1], k_supervisor_argument) != 0) return;
  const bool forgo =
      argc > 2 && std::strcmp(argv[2], k_subreaper_only_argument) == 0;
  // Asked by whom? Only an agent hands over a socket.
  int type = 0;
  socklen_t size = sizeof type;
  if (::getsockopt(k_supervisor_socket, SOL_SOCKET, SO_TYPE, &type, &size) !=
          0 ||
      type != SOCK_SEQPACKET) {
    ::_exit(2);
  }
  {
    SupervisorMain supervisor = prepare(forgo ? TreeMeans::subreaper_only
                                              : TreeMeans::strongest_there_is);
    supervisor.run();
  }
  ::_exit(0);  // nothing of the program around this has been set up
}

TreeKillSupport tree_kill_support() {
  const auto group = Cgroup::create();
  if (group) {
    return {"cgroup", "each supervisor makes a cgroup beside " +
                          group->folder() + " and is a subreaper as well"};
  }
  return {"subreaper", group.error().message};
}

}  // namespace aitherzero
