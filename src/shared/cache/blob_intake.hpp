// Takes in bytes of a blob whose digest is not known yet: a small one is kept
// in memory, what grows larger goes to a file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/cache/blob_files.hpp"

namespace aitherzero {

class BlobIntake {
 public:
  // Files are made below `folder`, for blobs of more than `small_bytes`.
  BlobIntake(const std::string& folder, std::size_t small_bytes)
      : folder_(folder), small_bytes_(small_bytes) {}

  Status write(std::string_view bytes);
  // Ends it; once.
  Digest finish() { return hasher_.finish(); }

  std::uint64_t size() const { return size_; }
  // Null while the blob is small: then bytes() has it.
  IncomingFile* file() { return file_ ? &*file_ : nullptr; }
  const std::string& bytes() const { return bytes_; }

 private:
  const std::string& folder_;
  const std::size_t small_bytes_;
  Hasher hasher_;
  std::uint64_t size_ = 0;
  std::string bytes_;
  std::optional<IncomingFile> file_;
};

}  // namespace aitherzero
