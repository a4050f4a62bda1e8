// SHA-256 digests: the names of blobs and trees.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "shared/base/result.hpp"

namespace aitherzero {

struct Digest {
  std::array<std::uint8_t, 32> bytes{};

  // 64 lower-case hexadecimal digits.
  std::string hex() const;
  static Result<Digest> from_hex(std::string_view text);
  // From exactly 32 bytes.
  static Result<Digest> from_bytes(std::string_view bytes);
  std::string_view view() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }

  friend auto operator<=>(const Digest&, const Digest&) = default;
};

Digest digest_of(std::string_view bytes);

// Of bytes that come in pieces.
class Hasher {
 public:
  Hasher();
  ~Hasher();
  Hasher(const Hasher&) = delete;
  Hasher& operator=(const Hasher&) = delete;
  void update(std::string_view bytes);
  // Ends it; may be called once.
  Digest finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace aitherzero

template <>
struct std::hash<aitherzero::Digest> {
  std::size_t operator()(const aitherzero::Digest& digest) const noexcept;
};
