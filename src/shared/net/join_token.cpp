// Join tokens as text: "az1,ENDPOINT,CONTROLLER,SECRET", the keys in
// hexadecimal, because Z85 has characters that shells take for their own.
#include <fmt/format.h>
#include <zmq.h>

#include <array>
#include <charconv>

#include "shared/base/text.hpp"
#include "shared/net/keys.hpp"
#include "shared/net/trust.hpp"

namespace aitherzero {
namespace {

using KeyBytes = std::array<std::uint8_t, 32>;

std::string to_hex(const std::string& key) {
  KeyBytes bytes{};
  zmq_z85_decode(bytes.data(), key.c_str());
  std::string text;
  for (const std::uint8_t byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

std::string from_hex(std::string_view text) {
  KeyBytes bytes{};
  if (text.size() != 2 * bytes.size()) return "";
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char* const first = text.data() + 2 * i;
    if (std::from_chars(first, first + 2, bytes[i], 16).ptr != first + 2) {
      return "";
    }
  }
  std::array<char, 41> key{};
  zmq_z85_encode(key.data(), bytes.data(), bytes.size());
  return key.data();
}

}  // namespace

std::string to_string(const JoinToken& token) {
  return fmt::format("az1,{},{},{}", to_string(token.controller),
                     to_hex(token.controller_key), to_hex(token.secret_key));
}

Result<JoinToken> parse_token(std::string_view text, const Place& place) {
  const auto parts = split(trim(text), ',');
  JoinToken token;
  if (parts.size() == 4 && parts[0] == "az1") {
    token.controller_key = from_hex(parts[2]);
    token.secret_key = from_hex(parts[3]);
  }
  if (!is_key(token.controller_key) || !is_key(token.secret_key)) {
    return fail(ErrorKind::bad_input, "this is no join token", place,
                "'aitherzero keys token' on the controller makes one");
  }
  TRY(token.controller, parse_endpoint(parts[1], place));
  return token;
}

}  // namespace aitherzero
