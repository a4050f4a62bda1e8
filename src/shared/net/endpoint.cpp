#include "shared/net/endpoint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "shared/base/text.hpp"

namespace aitherzero {
namespace {

tl::unexpected<Error> not_an_endpoint(std::string_view text,
                                      const Place& place) {
  return fail(ErrorKind::bad_input, fmt::format("'{}' is no endpoint", text),
              place, "write tcp://HOST:PORT, such as tcp://127.0.0.1:7411");
}

bool is_host(std::string_view host) {
  return !host.empty() && std::ranges::all_of(host, [](char c) {
    return is_alphanumeric(c) ||
           std::string_view("-._:%*").find(c) != std::string_view::npos;
  });
}

}  // namespace

bool Endpoint::is_loopback() const {
  return equals_ignoring_case(host, "localhost") || host == "::1" ||
         (host.starts_with("127.") &&
          host.find_first_not_of("0123456789.") == std::string::npos);
}

Result<Endpoint> parse_endpoint(std::string_view text, const Place& place) {
  std::string_view rest = text;
  if (rest.starts_with("tcp://")) rest.remove_prefix(6);
  Endpoint endpoint;
  std::string_view port;
  if (rest.starts_with('[')) {
    const std::size_t end = rest.find(']');
    if (end == std::string_view::npos) return not_an_endpoint(text, place);
    endpoint.host = rest.substr(1, end - 1);
    port = rest.substr(end + 1);
    if (!port.empty() && port.front() != ':') {
      return not_an_endpoint(text, place);
    }
  } else {
    const std::size_t colon = rest.find(':');
    endpoint.host = rest.substr(0, colon);
    if (colon != std::string_view::npos) port = rest.substr(colon);
  }
  if (!is_host(endpoint.host)) return not_an_endpoint(text, place);
  if (port.empty()) return endpoint;
  port.remove_prefix(1);
  const char* const end = port.data() + port.size();
  const auto [stop, problem] = std::from_chars(port.data(), end, endpoint.port);
  if (problem != std::errc() || stop != end) {
    return not_an_endpoint(text, place);
  }
  return endpoint;
}

std::string to_string(const Endpoint& endpoint) {
  const bool v6 = endpoint.host.find(':') != std::string::npos;
  return v6 ? fmt::format("tcp://[{}]:{}", endpoint.host, endpoint.port)
            : fmt::format("tcp://{}:{}", endpoint.host, endpoint.port);
}

}  // namespace aitherzero
