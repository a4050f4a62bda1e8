// What a controller and an agent cost that have nothing to do.
//
// idle [SECONDS]: starts `aitherzero controller` and `aitherzero agent` as they
// are used, over TCP on loopback with CURVE, lets them settle once the agent
// has joined, and reads after SECONDS (20) what each has used: CPU time of all
// its threads, and how often they woke up (voluntary context switches). The
// kernel counts CPU time in ticks, mostly of 10 ms; the bar calls it no
// measurable CPU when there are two of them at most, or a thousandth of the
// time. What the agent has running
// beside it, a warm PowerShell and its supervisor, is shown on a line of its
// own.
#include <dirent.h>
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <thread>

#include "shared/base/time.hpp"
#include "support/child.hpp"
#include "support/measuring.hpp"
#include "support/temporary_folder.hpp"

namespace aitherzero {
namespace {

constexpr std::chrono::seconds k_patience{60};
constexpr std::chrono::seconds k_settling{5};
// Of one CPU.
constexpr double k_most_cpu_share = 0.001;
constexpr double k_most_ticks = 2;

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<int> numbers_in(const std::string& folder) {
  std::vector<int> numbers;
  DIR* const entries = ::opendir(folder.c_str());
  if (entries == nullptr) return numbers;
  while (const dirent* entry = ::readdir(entries)) {
    const int number = std::atoi(entry->d_name);
    if (number > 0) numbers.push_back(number);
  }
  ::closedir(entries);
  return numbers;
}

// What a process has used, or several together.
struct Usage {
  double ticks = 0;
  std::map<int, double> wake_ups;  // of each thread that is there

  void add(const Usage& other) {
    ticks += other.ticks;
    wake_ups.insert(other.wake_ups.begin(), other.wake_ups.end());
  }
};

double wake_ups_between(const Usage& before, const Usage& after) {
  double sum = 0;
  for (const auto& [thread, count] : after.wake_ups) {
    const auto known = before.wake_ups.find(thread);
    sum += count - (known == before.wake_ups.end() ? 0 : known->second);
  }
  return sum;
}

// "PID (NAME) STATE …"; the times are the 14th and 15th field.
double ticks_of(pid_t pid) {
  const std::string text = text_of(fmt::format("/proc/{}/stat", pid));
  const std::size_t name_end = text.rfind(')');
  if (name_end == std::string::npos) return 0;
  std::istringstream fields(text.substr(name_end + 2));
  std::string passed_over;
  for (int field = 3; field < 14; ++field) fields >> passed_over;
  double user = 0;
  double system = 0;
  fields >> user >> system;
  return user + system;
}

Usage usage_of(pid_t pid) {
  Usage usage;
  usage.ticks = ticks_of(pid);
  const std::string threads = fmt::format("/proc/{}/task", pid);
  for (const int thread : numbers_in(threads)) {
    constexpr std::string_view k_key = "\nvoluntary_ctxt_switches:";
    const auto status = text_of(fmt::format("{}/{}/status", threads, thread));
    const std::size_t at = status.find(k_key);
    if (at == std::string::npos) continue;
    usage.wake_ups[thread] = std::atof(status.c_str() + at + k_key.size());
  }
  return usage;
}

Usage usage_of_descendants(pid_t parent) {
  Usage usage;
  for (const int pid : numbers_in("/proc")) {
    const std::string text = text_of(fmt::format("/proc/{}/stat", pid));
    const std::size_t name_end = text.rfind(')');
    if (name_end == std::string::npos) continue;
    std::istringstream fields(text.substr(name_end + 2));
    char state = 0;
    pid_t its_parent = 0;
    fields >> state >> its_parent;
    if (its_parent != parent) continue;
    usage.add(usage_of(pid));
    usage.add(usage_of_descendants(pid));
  }
  return usage;
}

// One of the programs, from its start to its end.
class Program {
 public:
  Program(const TemporaryFolder& folder, const std::string& name,
          std::vector<std::string> words)
      : log_(folder.path() + "/" + name + ".log") {
    ChildOptions options;
    options.output = "/dev/null";
    options.error = log_;
    for (const char* kind : {"STATE", "CACHE", "CONFIG", "DATA"}) {
      options.environment[fmt::format("XDG_{}_HOME", kind)] = folder.path();
    }
    words.insert(words.begin(), {AITHERZERO_PROGRAM, name});
    pid_ = start_child(words, options);
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program() {
    ::kill(pid_, SIGTERM);
    wait_for(pid_);
  }

  pid_t pid() const { return pid_; }

  // Until it has said so; what stands behind it in that line.
  std::string wait_to_hear(const std::string& words) const {
    const SteadyClock clock;
    const Instant end = clock.now() + k_patience;
    while (clock.now() < end) {
      const std::string text = text_of(log_);
      const std::size_t at = text.find(words);
      if (at != std::string::npos) {
        const std::size_t from = at + words.size();
        return text.substr(from, text.find('\n', from) - from);
      }
      std::this_thread::sleep_for(Milliseconds(20));
    }
    fmt::print(stderr, "'{}' does not come:\n{}", words, text_of(log_));
    std::exit(3);
  }

 private:
  std::string log_;
  pid_t pid_ = 0;
};

bool print(const char* name, const Usage& before, const Usage& after,
           double seconds) {
  const double ticks = after.ticks - before.ticks;
  const double cpu = ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
  fmt::print(
      "  {:<26} {:>6.3f} s CPU {:>7.3f} % {:>7.1f} wake-ups/s {:>4} "
      "threads\n",
      name, cpu, cpu / seconds * 100, wake_ups_between(before, after) / seconds,
      after.wake_ups.size());
  return ticks <= k_most_ticks || cpu / seconds <= k_most_cpu_share;
}

void run(int seconds) {
  const TemporaryFolder folder;
  const Program controller(
      folder, "controller",
      {"--listen", "tcp://127.0.0.1:0", "--data", folder.path() + "/c"});
  const std::string heard = controller.wait_to_hear("listening at ");
  const std::string endpoint = heard.substr(0, heard.find(','));
  const Program agent(folder, "agent",
                      {"--controller", endpoint, "--name", "idle", "--data",
                       folder.path() + "/a"});
  controller.wait_to_hear("agent idle joined");
  std::this_thread::sleep_for(k_settling);

  const auto read = [&] {
    return std::array<Usage, 3>{usage_of(controller.pid()),
                                usage_of(agent.pid()),
                                usage_of_descendants(agent.pid())};
  };
  const SteadyClock clock;
  const Instant start = clock.now();
  const auto before = read();
  std::this_thread::sleep_for(std::chrono::seconds(seconds));
  const auto after = read();
  const double took = to_seconds(clock.now() - start);
  fmt::print("Nothing to do for {:.0f} s\n", took);
  bool good = print("controller", before[0], after[0], took);
  good = print("agent", before[1], after[1], took) && good;
  print("its supervisor, PowerShell", before[2], after[2], took);
  fmt::print("no measurable CPU (at most {} ticks or {} %): {}\n", k_most_ticks,
             k_most_cpu_share * 100, good ? "yes" : "NO");
}

}  // namespace
}  // namespace aitherzero

int main(int argc, char** argv) {
  const int seconds = argc > 1 ? std::atoi(argv[1]) : 20;
  aitherzero::run(std::max(seconds, 1));
}
