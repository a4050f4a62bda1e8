// Where a controller listens: tcp://HOST:PORT.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "shared/base/result.hpp"

namespace aitherzero {

constexpr std::uint16_t k_default_port = 7411;

struct Endpoint {
  std::string host;  // a name, an address, an IPv6 address without brackets
  std::uint16_t port = k_default_port;

  // Whether nobody outside of this machine can be at the other end.
  bool is_loopback() const;
  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

// "tcp://HOST:PORT"; the scheme and the port may be left out. `bad_input` at
// `place` for anything else.
Result<Endpoint> parse_endpoint(std::string_view text, const Place& place);

// "tcp://HOST:PORT", with brackets around an IPv6 address.
std::string to_string(const Endpoint& endpoint);

}  // namespace aitherzero
