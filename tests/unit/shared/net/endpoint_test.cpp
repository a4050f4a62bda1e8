#include "shared/net/endpoint.hpp"

#include <gmock/gmock.h>

namespace aitherzero {
namespace {

TEST(Endpoint, scheme_and_port_may_be_left_out) {
  const Endpoint full{"build.example", 7000};
  EXPECT_EQ(*parse_endpoint("tcp://build.example:7000", {}), full);
  EXPECT_EQ(*parse_endpoint("build.example:7000", {}), full);
  EXPECT_EQ(parse_endpoint("build.example", {})->port, k_default_port);
  EXPECT_EQ(*parse_endpoint("[::1]:1", {}), (Endpoint{"::1", 1}));
  EXPECT_EQ(parse_endpoint("tcp://[fe80::1]", {})->host, "fe80::1");
}

TEST(Endpoint, is_written_so_that_it_can_be_read) {
  for (const char* text : {"tcp://a:1", "tcp://[::1]:7411", "tcp://*:0"}) {
    EXPECT_EQ(to_string(*parse_endpoint(text, {})), text);
  }
}

TEST(Endpoint, knows_what_stays_on_this_machine) {
  for (const char* text : {"localhost", "127.0.0.1", "127.1.2.3", "[::1]"}) {
    EXPECT_TRUE(parse_endpoint(text, {})->is_loopback()) << text;
  }
  for (const char* text : {"0.0.0.0", "*", "10.0.0.1", "127.evil.example"}) {
    EXPECT_FALSE(parse_endpoint(text, {})->is_loopback()) << text;
  }
}

TEST(Endpoint, what_is_none_is_refused_with_its_place) {
  for (const char* text : {"", "tcp://", ":1", "a:", "a:b", "a:70000", "a:1:2",
                           "ipc:///tmp/x", "[::1", "[::1]x", "a b", "a:-1"}) {
    const auto endpoint = parse_endpoint(text, {"--listen", 0, 0});
    ASSERT_FALSE(endpoint) << text;
    EXPECT_EQ(endpoint.error().place.source, "--listen");
  }
}

}  // namespace
}  // namespace aitherzero
