#include "client/project_blobs.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <memory>

namespace aitherzero {
namespace {

constexpr std::size_t k_step_bytes = 256u << 10;

using FilePointer = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

Result<FilePointer> open_file(const std::string& path) {
  FilePointer file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (!file) return fail(ErrorKind::io, "this file cannot be read", {path});
  return file;
}

class MemoryReader final : public BlobReader {
 public:
  explicit MemoryReader(const std::string& bytes) : bytes_(bytes) {}
  std::uint64_t size() const override { return bytes_.size(); }
  Result<std::string> read(std::uint64_t offset, std::size_t length) override {
    if (offset >= bytes_.size()) return std::string();
    return bytes_.substr(static_cast<std::size_t>(offset), length);
  }

 private:
  const std::string& bytes_;
};

// Whoever reads a file from its beginning to its end gets what was put, or is
// told at the end that it is something else by now.
class FileReader final : public BlobReader {
 public:
  FileReader(FilePointer file, std::string path, std::uint64_t size,
             const Digest& digest)
      : file_(std::move(file)),
        path_(std::move(path)),
        size_(size),
        digest_(digest) {}
  std::uint64_t size() const override { return size_; }
  Result<std::string> read(std::uint64_t offset, std::size_t length) override {
    if (offset >= size_) return std::string();
    const auto wanted = static_cast<std::size_t>(
        std::min<std::uint64_t>(length, size_ - offset));
    std::string bytes(wanted, '\0');
    if (std::fseek(file_.get(), static_cast<long>(offset), SEEK_SET) != 0 ||
        std::fread(bytes.data(), 1, wanted, file_.get()) != wanted ||
        !is_as_it_was(offset, bytes)) {
      return fail(ErrorKind::io, "this file changed while it was sent", {path_},
                  "submit again when nothing writes to it, or name it in "
                  ".aitherignore");
    }
    return bytes;
  }

 private:
  bool is_as_it_was(std::uint64_t offset, const std::string& bytes) {
    if (offset != hashed_) return true;
    hasher_.update(bytes);
    hashed_ += bytes.size();
    return hashed_ < size_ || hasher_.finish() == digest_;
  }

  FilePointer file_;
  std::string path_;
  std::uint64_t size_;
  Digest digest_;
  Hasher hasher_;
  std::uint64_t hashed_ = 0;  // bytes from the beginning
};

tl::unexpected<Error> not_here(const Digest& digest) {
  return fail(ErrorKind::not_found,
              fmt::format("the project has no blob {}", digest.hex()));
}

tl::unexpected<Error> read_only() {
  return fail(ErrorKind::not_supported, "a project's blobs are its files");
}

}  // namespace

ProjectBlobs::ProjectBlobs(const std::string& folder, const StatCache& known) {
  for (const auto& [path, entry] : known.files) {
    files_[entry.digest] = {folder + "/" + path, entry.stamp.size};
  }
}

bool ProjectBlobs::contains(const Digest& digest) const {
  return files_.contains(digest) || small_.contains(digest);
}

Result<std::string> ProjectBlobs::read(const Digest& digest) const {
  TRY(const auto blob, reader(digest));
  return blob->read(0, static_cast<std::size_t>(blob->size()));
}

Result<Digest> ProjectBlobs::put(std::string_view bytes) {
  const Digest digest = digest_of(bytes);
  small_.try_emplace(digest, bytes);
  return digest;
}

Result<Digest> ProjectBlobs::put_file(const std::string& path) {
  TRY(const FilePointer file, open_file(path));
  Hasher hasher;
  std::uint64_t size = 0;
  std::string step(k_step_bytes, '\0');
  while (true) {
    const std::size_t count =
        std::fread(step.data(), 1, step.size(), file.get());
    hasher.update(std::string_view(step.data(), count));
    size += count;
    if (count < step.size()) break;
  }
  if (std::ferror(file.get()) != 0) {
    return fail(ErrorKind::io, "this file cannot be read", {path});
  }
  const Digest digest = hasher.finish();
  files_[digest] = {path, size};
  return digest;
}

Result<std::unique_ptr<BlobReader>> ProjectBlobs::reader(
    const Digest& digest) const {
  if (const auto bytes = small_.find(digest); bytes != small_.end()) {
    return std::make_unique<MemoryReader>(bytes->second);
  }
  const auto file = files_.find(digest);
  if (file == files_.end()) return not_here(digest);
  TRY(FilePointer open, open_file(file->second.path));
  return std::make_unique<FileReader>(std::move(open), file->second.path,
                                      file->second.size, digest);
}

BlobStats ProjectBlobs::stats() const {
  BlobStats stats;
  stats.count = files_.size() + small_.size();
  for (const auto& [digest, file] : files_) stats.bytes += file.size;
  for (const auto& [digest, bytes] : small_) stats.bytes += bytes.size();
  return stats;
}

Status ProjectBlobs::restore(const Digest&, const std::string&, Share) const {
  return read_only();
}

Result<std::unique_ptr<BlobWriter>> ProjectBlobs::writer(const Digest&,
                                                         std::uint64_t) {
  return read_only();
}

Status ProjectBlobs::remove(const Digest&) { return read_only(); }

}  // namespace aitherzero
