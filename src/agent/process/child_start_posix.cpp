#include "agent/process/child_start_posix.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>

#include "shared/base/assert.hpp"
#include "shared/platform/system_error.hpp"

namespace aitherzero {
namespace {

enum class Step { none, descriptors, working_directory, execute };

}  // namespace

// Shared memory rather than a pipe: it costs no system call per child. A page
// of its own rather than a variable: thread sanitizer turns vfork into fork.
struct ChildStarter::Shared {
  volatile Step failed_step;
  volatile int error_number;
  volatile bool entered_cgroup;
};

namespace {

#if defined(__SANITIZE_THREAD__)
// Thread sanitizer's vfork does not wait. Every child holds the writing end of
// this pipe until it has become its program or has given up.
class ExecBarrier {
 public:
  ExecBarrier() { AZ_ASSERT(::pipe2(ends_, O_CLOEXEC) == 0); }
  void wait() {
    ::close(ends_[1]);
    char none = 0;
    while (::read(ends_[0], &none, 1) < 0 && errno == EINTR) {
    }
    ::close(ends_[0]);
  }

 private:
  int ends_[2];
};
#else
struct ExecBarrier {
  void wait() {}
};
#endif

template <typename Shared>
[[noreturn]] void give_up(Shared* shared, Step step) {
  shared->error_number = errno;
  shared->failed_step = step;
  ::_exit(127);
}

// Runs in the child, on the caller's memory while that waits: nothing but
// system calls, and no variable of the caller may change.
template <typename Shared>
[[noreturn]] void become_program(const ChildPlan& plan, int parent,
                                 Shared* shared) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(127);  // it ended before the line above
  // Out of the supervisor's session and process group: `kill 0` in a script
  // must not reach it.
  ::setsid();
  if (plan.cgroup_entrance >= 0) {
    shared->entered_cgroup = ::write(plan.cgroup_entrance, "0", 1) == 1;
  }
  const int count = static_cast<int>(plan.descriptors.size());
  for (int i = 0; i < count; ++i) {
    if (::dup2(plan.descriptors[static_cast<std::size_t>(i)], i) < 0) {
      give_up(shared, Step::descriptors);
    }
  }
  // Everything else is closed on exec anyway; this also covers what was not
  // opened by us. A kernel without it (before 5.9) leaves it at that.
  ::syscall(SYS_close_range, count, ~0U, CLOSE_RANGE_CLOEXEC);
  if (::chdir(plan.working_directory) != 0) {
    give_up(shared, Step::working_directory);
  }
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::execve(plan.program, plan.arguments, plan.environment);
  give_up(shared, Step::execute);
}

bool is_folder(const char* path) {
  struct stat status {};
  return ::stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

// The interpreter line of a script without its line end, or "".
std::string first_line_of_script(const char* path) {
  const UniqueFd file(::open(path, O_RDONLY | O_CLOEXEC));
  std::array<char, 256> head{};
  const ssize_t count =
      file ? ::read(file.get(), head.data(), head.size() - 1) : 0;
  std::string text(head.data(),
                   count > 0 ? static_cast<std::size_t>(count) : 0);
  if (text.rfind("#!", 0) != 0) return {};
  return text.substr(0, text.find_first_of("\r\n"));
}

tl::unexpected<Error> missing_program(const char* path) {
  if (::access(path, F_OK) != 0) {
    return fail(ErrorKind::not_found, "the program does not exist", Place{path},
                "check the path, or install the program");
  }
  const std::string line = first_line_of_script(path);
  if (line.empty()) {
    return fail(ErrorKind::not_found,
                "the program needs a loader that is not "
                "there",
                Place{path}, "it was built for another system");
  }
  return fail(ErrorKind::not_found,
              fmt::format("the interpreter of its first line, {}, does not "
                          "exist",
                          line),
              Place{path},
              "install the interpreter, or correct the line "
              "(a line end of CR LF also has this effect)");
}

tl::unexpected<Error> explain_execute(const char* path, int error_number) {
  switch (error_number) {
    case ENOENT:
    case ENOTDIR:
      return missing_program(path);
    case EACCES:
      if (is_folder(path)) {
        return fail(ErrorKind::io, "a folder cannot be run", Place{path});
      }
      return fail(ErrorKind::io, "the file may not be executed", Place{path},
                  fmt::format("make it executable: chmod +x {}", path));
    case ENOEXEC:
      return fail(ErrorKind::io,
                  "the file is not a program that this system "
                  "can run",
                  Place{path},
                  "give a script a first line such as "
                  "#!/bin/sh");
    case E2BIG:
      return fail(ErrorKind::limit,
                  "arguments and environment are larger "
                  "than the system allows",
                  Place{path}, "pass large values in a file");
    default:
      return fail(
          ErrorKind::io,
          "the program cannot be started: " + system_error_text(error_number),
          Place{path});
  }
}

tl::unexpected<Error> explain(const ChildPlan& plan, Step step,
                              int error_number) {
  if (step == Step::working_directory) {
    auto failure = system_failure(
        error_number,
        fmt::format("cannot enter the folder {}", plan.working_directory));
    failure.value().place.source = plan.program;
    return failure;
  }
  if (step == Step::descriptors) {
    return system_failure(error_number, "cannot hand on a descriptor");
  }
  return explain_execute(plan.program, error_number);
}

}  // namespace

ChildStarter::ChildStarter() {
  void* page = ::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  AZ_ASSERT(page != MAP_FAILED);
  shared_ = new (page) Shared{};
}

ChildStarter::~ChildStarter() { ::munmap(shared_, sizeof(Shared)); }

Result<int> ChildStarter::start(const ChildPlan& plan) {
  for (const int descriptor : plan.descriptors) {
    AZ_ASSERT(descriptor >= k_first_own_descriptor);
  }
  AZ_ASSERT(plan.descriptors.size() < k_first_own_descriptor);
  shared_->failed_step = Step::none;
  shared_->entered_cgroup = false;
  const int parent = ::getpid();
  ExecBarrier barrier;
  // become_program() keeps to what vfork allows; posix_spawn cannot do it all.
  // NOLINTBEGIN(clang-analyzer-security.insecureAPI.vfork)
  // NOLINTBEGIN(clang-analyzer-unix.Vfork)
  const pid_t child = ::vfork();
  if (child == 0) become_program(plan, parent, shared_);
  // NOLINTEND(clang-analyzer-unix.Vfork)
  // NOLINTEND(clang-analyzer-security.insecureAPI.vfork)
  const int error_number = errno;
  barrier.wait();
  if (child < 0) {
    auto failure = system_failure(error_number, "cannot start a process");
    failure.value().place.source = plan.program;
    return failure;
  }
  if (shared_->failed_step == Step::none) return child;
  ::waitpid(child, nullptr, 0);
  return explain(plan, shared_->failed_step, shared_->error_number);
}

bool ChildStarter::entered_cgroup() const { return shared_->entered_cgroup; }

}  // namespace aitherzero
