#include "shared/net/keys.hpp"

#include <fmt/format.h>
#include <zmq.h>

#include <array>
#include <filesystem>

#include "shared/base/assert.hpp"
#include "shared/base/text.hpp"
#include "shared/platform/file_lock.hpp"
#include "shared/platform/files.hpp"

namespace aitherzero {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_key_size = 40;
constexpr std::size_t k_max_key_file = 4096;
using KeyText = std::array<char, k_key_size + 1>;

Status check_is_private(const std::string& path) {
  std::error_code problem;
  const fs::perms mode = fs::status(path, problem).permissions();
  constexpr fs::perms k_others = fs::perms::group_all | fs::perms::others_all;
  if (problem || (mode & k_others) == fs::perms::none) return {};
  return fail(ErrorKind::bad_input, "others may read this secret key", {path},
              fmt::format("if it is still secret: chmod 600 {}", path));
}

Result<KeyPair> load_keys(const std::string& path) {
  TRY(const std::string text, read_file(path, k_max_key_file));
  TRY_VOID(check_is_private(path));
  KeyPair keys;
  keys.secret_key = trim(text);
  auto public_key = public_key_of(keys.secret_key);
  if (!public_key) {
    public_key.error().place.source = path;
    return tl::make_unexpected(public_key.error());
  }
  keys.public_key = *public_key;
  return keys;
}

}  // namespace

KeyPair make_key_pair() {
  KeyText public_key{};
  KeyText secret_key{};
  do {
    // Fails only where libzmq was built without CURVE.
    AZ_ASSERT(zmq_curve_keypair(public_key.data(), secret_key.data()) == 0);
  } while (!is_alphanumeric(public_key[0]));
  return {public_key.data(), secret_key.data()};
}

bool is_key(std::string_view text) {
  std::array<std::uint8_t, 32> bytes{};
  return text.size() == k_key_size &&
         zmq_z85_decode(bytes.data(), std::string(text).c_str()) != nullptr;
}

Result<std::string> public_key_of(std::string_view secret_key) {
  KeyText public_key{};
  if (!is_key(secret_key) ||
      zmq_curve_public(public_key.data(), std::string(secret_key).c_str()) !=
          0) {
    return fail(ErrorKind::bad_input, "this is no key", {},
                "a key is 40 characters; 'aitherzero keys init' makes one");
  }
  return public_key.data();
}

Result<KeyPair> load_or_make_keys(const std::string& folder) {
  const std::string path = folder + "/id.secret";
  if (entry_kind(path)) return load_keys(path);
  TRY_VOID(make_folders(folder));
  TRY(const FileLock lock, FileLock::wait(folder + "/lock"));
  if (entry_kind(path)) return load_keys(path);
  const KeyPair keys = make_key_pair();
  TRY_VOID(
      write_file_atomically(folder + "/id.public", keys.public_key + "\n"));
  TRY_VOID(write_file_atomically(path, keys.secret_key + "\n",
                                 FileAccess::user_only));
  return keys;
}

}  // namespace aitherzero
