#include "shared/hash/digest.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <cstring>

#include "shared/base/assert.hpp"

namespace aitherzero {
namespace {

constexpr std::string_view k_hex_digits = "0123456789abcdef";

}  // namespace

std::string Digest::hex() const {
  std::string text;
  text.reserve(2 * bytes.size());
  for (const std::uint8_t byte : bytes) {
    text += k_hex_digits[byte >> 4];
    text += k_hex_digits[byte & 0xf];
  }
  return text;
}

Result<Digest> Digest::from_hex(std::string_view text) {
  Digest digest;
  if (text.size() != 2 * digest.bytes.size()) {
    return fail(ErrorKind::corrupt, "a digest has 64 hexadecimal digits");
  }
  for (std::size_t i = 0; i < digest.bytes.size(); ++i) {
    const std::size_t high = k_hex_digits.find(text[2 * i]);
    const std::size_t low = k_hex_digits.find(text[2 * i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) {
      return fail(ErrorKind::corrupt,
                  "a digest has lower-case hexadecimal digits only");
    }
    digest.bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return digest;
}

Result<Digest> Digest::from_bytes(std::string_view bytes) {
  Digest digest;
  if (bytes.size() != digest.bytes.size()) {
    return fail(ErrorKind::corrupt, "a digest has 32 bytes");
  }
  std::memcpy(digest.bytes.data(), bytes.data(), bytes.size());
  return digest;
}

Digest digest_of(std::string_view bytes) {
  Hasher hasher;
  hasher.update(bytes);
  return hasher.finish();
}

struct Hasher::Impl {
  struct Free {
    void operator()(EVP_MD_CTX* freed) const { EVP_MD_CTX_free(freed); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context{EVP_MD_CTX_new()};
};

// OpenSSL fails here only without memory.
Hasher::Hasher() : impl_(std::make_unique<Impl>()) {
  AZ_ASSERT(impl_->context);
  const int begun =
      EVP_DigestInit_ex(impl_->context.get(), EVP_sha256(), nullptr);
  AZ_ASSERT(begun == 1);
}

Hasher::~Hasher() = default;

void Hasher::update(std::string_view bytes) {
  const int taken =
      EVP_DigestUpdate(impl_->context.get(), bytes.data(), bytes.size());
  AZ_ASSERT(taken == 1);
}

Digest Hasher::finish() {
  Digest digest;
  const int ended =
      EVP_DigestFinal_ex(impl_->context.get(), digest.bytes.data(), nullptr);
  AZ_ASSERT(ended == 1);
  return digest;
}

}  // namespace aitherzero

// Any part of a digest is as good as a hash of it.
std::size_t std::hash<aitherzero::Digest>::operator()(
    const aitherzero::Digest& digest) const noexcept {
  std::size_t value = 0;
  std::memcpy(&value, digest.bytes.data(), sizeof value);
  return value;
}
