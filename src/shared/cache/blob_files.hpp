// Inside the store of blobs: files that are hashed while they are copied.
#pragma once

#include <cstdint>
#include <string>

#include "shared/base/result.hpp"
#include "shared/hash/digest.hpp"

namespace aitherzero::blob_files {

struct Copied {
  Digest digest;
  std::uint64_t size = 0;
};

// Copies a file to a new one with that mode. `corrupt` when it changed
// meanwhile; the target is gone then, as after any error.
Result<Copied> copy(const std::string& from, const std::string& to,
                    unsigned mode);
Result<Copied> measure(const std::string& path);

// A second name for a file; false where the file system has none to give.
bool link(const std::string& from, const std::string& to);
// Replaces `to`.
Status rename(const std::string& from, const std::string& to);
void remove(const std::string& path);
Result<std::uint64_t> size_of(const std::string& path);
// Writes a new file.
Status write_new(const std::string& path, std::string_view bytes,
                 unsigned mode);

}  // namespace aitherzero::blob_files
