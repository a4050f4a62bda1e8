#include "shared/net/memory_link.hpp"

#include <gmock/gmock.h>

#include <deque>

namespace aitherzero {
namespace {

using ::testing::ElementsAre;

class MemoryLinkTest : public ::testing::Test {
 protected:
  void run_posted() {
    while (!posted_.empty()) {
      const auto callback = std::move(posted_.front());
      posted_.pop_front();
      callback();
    }
  }

  std::deque<std::function<void()>> posted_;
  MemoryLink link_ = MemoryLink::make([this](std::function<void()> callback) {
    posted_.push_back(std::move(callback));
  });
};

TEST_F(MemoryLinkTest, delivers_in_order_and_never_inside_send) {
  std::vector<std::string> seen;
  link_.client->on_frame([&](std::string frame) { seen.push_back(frame); });
  link_.server->send(PeerId{1}, "one");
  link_.server->send(PeerId{1}, "two");
  EXPECT_TRUE(seen.empty());
  run_posted();
  EXPECT_THAT(seen, ElementsAre("one", "two"));
}

TEST_F(MemoryLinkTest, the_server_learns_who_sent) {
  std::vector<std::string> seen;
  link_.server->on_frame([&](PeerId peer, std::string frame) {
    seen.push_back(std::to_string(peer.value) + frame);
  });
  link_.client->send(std::string("\0x", 2));
  run_posted();
  EXPECT_THAT(seen, ElementsAre(std::string("1\0x", 3)));
}

TEST_F(MemoryLinkTest, drops_what_is_sent_to_an_end_that_is_gone) {
  bool called = false;
  link_.client->on_frame([&](const std::string&) { called = true; });
  link_.server->send(PeerId{1}, "late");
  link_.client.reset();
  run_posted();
  EXPECT_FALSE(called);
}

}  // namespace
}  // namespace aitherzero
