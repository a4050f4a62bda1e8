#include "system/network_pair.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "shared/platform/paths.hpp"

namespace aitherzero::testing {
namespace {

bool is_root() { return ::geteuid() == 0; }

// Says which processes are in the two namespaces once they are there.
constexpr char k_hold[] =
    "unshare --net sh -c 'echo right=$$.; exec sleep infinity' &\n"
    "echo left=$$.; wait";

std::string word_after(const std::string& text, const std::string& name) {
  const std::size_t start = text.find(name) + name.size();
  return text.substr(start, text.find('.', start) - start);
}

}  // namespace

NetworkPair::NetworkPair(const Environment& environment)
    : environment_(environment) {
  // Where administrators' programs are for those who are none.
  const std::string path = get(environment, "PATH") + ":/usr/sbin:/sbin";
  const std::pair<const char*, std::string*> programs[] = {
      {"unshare", &unshare_}, {"nsenter", &nsenter_}, {"ip", &ip_}};
  for (const auto& [name, place] : programs) {
    const auto found = find_program(name, path);
    if (!found) {
      problem_ = fmt::format("{} is not on PATH", name);
      return;
    }
    *place = *found;
  }
  hold_namespaces();
  if (problem_.empty()) lay_cable();
}

void NetworkPair::hold_namespaces() {
  std::vector<std::string> words = {"--net"};
  if (!is_root()) words.emplace_back("--map-root-user");
  // Whether it may be done at all shows without a word of the holder's.
  std::vector<std::string> probe = words;
  probe.emplace_back("true");
  if (ProgramRun(unshare_, probe, "/", environment_).finish().exit_code != 0) {
    problem_ = "this process may not make network namespaces";
    return;
  }
  words.insert(words.end(), {"sh", "-c", k_hold});
  holder_ = std::make_unique<ProgramRun>(unshare_, words, "/", environment_);
  holder_->wait_for_output("left=");
  holder_->wait_for_output("right=");
  left_ = word_after(holder_->out(), "left=");
  right_ = word_after(holder_->out(), "right=");
}

void NetworkPair::lay_cable() {
  if (!run(Side::left, {ip_, "link", "add", "cable", "type", "veth", "peer",
                        "name", "cable", "netns", right_})) {
    problem_ = "this system has no pairs of virtual network devices";
    return;
  }
  for (const Side side : {Side::left, Side::right}) {
    EXPECT_TRUE(run(
        side, {ip_, "address", "add", address(side) + "/24", "dev", "cable"}));
    EXPECT_TRUE(run(side, {ip_, "link", "set", "lo", "up"}));
    EXPECT_TRUE(run(side, {ip_, "link", "set", "cable", "up"}));
  }
}

std::string NetworkPair::address(Side side) {
  return side == Side::left ? "10.74.11.1" : "10.74.11.2";
}

std::vector<std::string> NetworkPair::enter(Side side) const {
  std::vector<std::string> words = {
      nsenter_, "--target=" + (side == Side::left ? left_ : right_), "--net"};
  if (!is_root()) {
    words.insert(words.end(), {"--user", "--preserve-credentials"});
  }
  words.emplace_back("--");
  return words;
}

void NetworkPair::set_cable(const std::string& state) {
  EXPECT_TRUE(run(Side::left, {ip_, "link", "set", "cable", state}));
}

bool NetworkPair::run(Side side, std::vector<std::string> words) {
  std::vector<std::string> all = enter(side);
  all.insert(all.end(), words.begin(), words.end());
  const std::string program = all.front();
  all.erase(all.begin());
  return ProgramRun(program, all, "/", environment_).finish().exit_code == 0;
}

}  // namespace aitherzero::testing
