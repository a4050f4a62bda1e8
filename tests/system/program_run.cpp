#include "system/program_run.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "shared/platform/pipes.hpp"

namespace aitherzero::testing {
namespace {

// Only a hung program ever takes this long without a word.
constexpr int k_silence_ms = 60'000;

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> result;
  for (std::string& string : strings) result.push_back(string.data());
  result.push_back(nullptr);
  return result;
}

// What execve() needs, made before the fork.
class Start {
 public:
  Start(const std::string& program, const std::vector<std::string>& arguments,
        std::string folder, const Environment& environment)
      : words_{program}, folder_(std::move(folder)) {
    words_.insert(words_.end(), arguments.begin(), arguments.end());
    for (const auto& [name, value] : environment) {
      variables_.push_back(name + "=" + value);
    }
    arguments_ = pointers(words_);
    environment_ = pointers(variables_);
  }
  Start(const Start&) = delete;
  Start& operator=(const Start&) = delete;

  // In the child: becomes the program.
  [[noreturn]] void become(int in, int out, int err) const {
    ::dup2(in, STDIN_FILENO);
    ::dup2(out, STDOUT_FILENO);
    ::dup2(err, STDERR_FILENO);
    if (::chdir(folder_.c_str()) == 0) {
      ::execve(arguments_[0], arguments_.data(), environment_.data());
    }
    ::_exit(127);
  }

 private:
  std::vector<std::string> words_;
  std::vector<std::string> variables_;
  std::string folder_;
  std::vector<char*> arguments_;
  std::vector<char*> environment_;
};

bool pidfd_ended(pid_t pid, int timeout_ms) {
  const UniqueFd process(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  if (!process) return errno == ESRCH;
  pollfd ended{process.get(), POLLIN, 0};
  return ::poll(&ended, 1, timeout_ms) == 1;
}

// Appends what is there; closes the pipe at its end.
void read_pipe(UniqueFd& pipe, short events, std::string& text) {
  if (!pipe || events == 0) return;
  constexpr std::size_t k_chunk = 65536;
  const ReadOutcome outcome = read_some(pipe.get(), k_chunk, text);
  if (outcome == ReadOutcome::ended || outcome == ReadOutcome::failed) {
    pipe.reset();
  }
}

}  // namespace

ProgramRun::ProgramRun(const std::string& program,
                       const std::vector<std::string>& arguments,
                       const std::string& folder,
                       const Environment& environment) {
  const Start start(program, arguments, folder, environment);
  Pipe out = *make_pipe();
  Pipe err = *make_pipe();
  const UniqueFd nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  pid_ = ::fork();
  if (pid_ == 0) {
    ::setpgid(0, 0);
    start.become(nothing.get(), out.write_end.get(), err.write_end.get());
  }
  // Both sides do this, so that it is done whoever comes first.
  ::setpgid(pid_, pid_);
  out_pipe_ = std::move(out.read_end);
  err_pipe_ = std::move(err.read_end);
  EXPECT_TRUE(set_non_blocking(out_pipe_.get()));
  EXPECT_TRUE(set_non_blocking(err_pipe_.get()));
}

std::unique_ptr<ProgramRun> ProgramRun::in_terminal(
    const std::string& program, const std::vector<std::string>& arguments,
    const std::string& folder, const Environment& environment) {
  const Start start(program, arguments, folder, environment);
  UniqueFd screen(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  EXPECT_EQ(::grantpt(screen.get()), 0);
  EXPECT_EQ(::unlockpt(screen.get()), 0);
  const std::string name = ::ptsname(screen.get());
  const winsize size{24, 80, 0, 0};
  ::ioctl(screen.get(), TIOCSWINSZ, &size);
  std::unique_ptr<ProgramRun> run(new ProgramRun);
  run->pid_ = ::fork();
  if (run->pid_ == 0) {
    // The first terminal that the leader of a session opens is its own.
    ::setsid();
    const int terminal = ::open(name.c_str(), O_RDWR);
    start.become(terminal, terminal, terminal);
  }
  run->out_pipe_ = std::move(screen);
  EXPECT_TRUE(set_non_blocking(run->out_pipe_.get()));
  return run;
}

void ProgramRun::type(const std::string& keys) {
  EXPECT_EQ(::write(out_pipe_.get(), keys.data(), keys.size()),
            static_cast<ssize_t>(keys.size()));
}

ProgramRun::~ProgramRun() {
  if (reaped_) return;
  ::kill(-pid_, SIGKILL);
  reap();
}

bool ProgramRun::read_more() {
  if (!out_pipe_ && !err_pipe_) return false;
  pollfd pipes[] = {{out_pipe_.get(), POLLIN, 0}, {err_pipe_.get(), POLLIN, 0}};
  const int ready = ::poll(pipes, 2, k_silence_ms);
  if (ready < 0 && errno == EINTR) return true;
  if (ready <= 0) {
    ADD_FAILURE() << "the program hangs; so far it wrote\n" << out_ << err_;
    ::kill(-pid_, SIGKILL);
    out_pipe_.reset();
    err_pipe_.reset();
    return false;
  }
  read_pipe(out_pipe_, pipes[0].revents, out_);
  read_pipe(err_pipe_, pipes[1].revents, err_);
  return true;
}

void ProgramRun::wait_for_output(const std::string& text) {
  wait_for(out_, text);
}

void ProgramRun::wait_for_error(const std::string& text) {
  wait_for(err_, text);
}

void ProgramRun::wait_for(const std::string& read, const std::string& text) {
  while (read.find(text) == std::string::npos) {
    if (read_more()) continue;
    FAIL() << "the program never wrote '" << text << "'; it wrote\n"
           << out_ << err_;
  }
}

void ProgramRun::widen_error() {
  constexpr int k_bytes = 1 << 20;  // what everybody may ask for
  EXPECT_GE(::fcntl(err_pipe_.get(), F_SETPIPE_SZ, k_bytes), k_bytes);
}

void ProgramRun::interrupt() { ::kill(-pid_, SIGINT); }

void ProgramRun::send(int signal) { ::kill(pid_, signal); }

void ProgramRun::crash() {
  ::kill(pid_, SIGKILL);
  finish();
}

Finished ProgramRun::finish() {
  while (read_more()) {
  }
  reap();
  return {exit_code_, out_, err_};
}

void ProgramRun::reap() {
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  reaped_ = true;
  exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool wait_until_gone(pid_t pid) { return pidfd_ended(pid, k_silence_ms); }

bool is_gone(pid_t pid) { return pidfd_ended(pid, 0); }

}  // namespace aitherzero::testing
