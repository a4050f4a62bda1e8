// The files of large blobs. They stand under `folder`:
//   blobs/ab/cdef...   a blob, by the digits of its digest; mode 0444
//   incoming/          what is still being written
// Functions return errors whose place is the path.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.hpp"
#include "shared/hash/digest.hpp"
#include "shared/platform/unique_fd.hpp"

namespace aitherzero {

// Makes the folders and removes what a crash left in incoming/.
Status prepare_blob_folders(const std::string& folder);

std::string blob_path(const std::string& folder, const Digest& digest);

// Every file under blobs/: a digest, or nothing where the name is none.
Status visit_blob_files(
    const std::string& folder,
    const std::function<void(const std::string& path,
                             const std::optional<Digest>& digest)>& visit);

void remove_file(const std::string& path);

// Files, and the folders that name them, survive a loss of power. One that is
// not there any more needs nothing.
Status sync_blob_files(const std::vector<std::string>& paths);
// … everything that stands where `folder` does.
Status sync_file_system(const std::string& folder);

// A blob on its way in. Destroyed before it is kept, it leaves nothing.
class IncomingFile {
 public:
  static Result<IncomingFile> create(const std::string& folder);
  IncomingFile(IncomingFile&& other) noexcept;
  IncomingFile& operator=(IncomingFile&&) = delete;
  ~IncomingFile();

  Status write(std::string_view bytes);
  // Gives it its place, mode and time; replaces what is there.
  Status keep_as(const std::string& path);

 private:
  IncomingFile(std::string path, UniqueFd file)
      : path_(std::move(path)), file_(std::move(file)) {}

  std::string path_;  // empty once it is kept
  UniqueFd file_;
};

// A blob's file, open for reading. `not_found` when it is not there.
Result<UniqueFd> open_blob_file(const std::string& path);

// Whether the path names this very file.
bool is_same_file(int file, const std::string& path);

// Whether it has the size and the time that keep_as() gave it: any later
// change of its bytes gives it another time.
bool is_untouched(int file, std::uint64_t size);
// Makes it so again, after its bytes were found to be right.
void mark_untouched(int file);

// Reads from `offset` until `length` bytes or the end.
Result<std::string> read_at(int file, std::uint64_t offset, std::size_t length,
                            const std::string& path);

// Gives all bytes to `visit`, in pieces.
Status visit_bytes(int file, const std::string& path,
                   const std::function<Status(std::string_view)>& visit);
Result<Digest> digest_of_file(int file, const std::string& path);

// A new file; nothing is left of one that failed. An error is never
// `not_found`, also where the folder is missing: then it is `io`.
Status write_new_file(const std::string& path, std::string_view bytes);
// A copy. Gives the digest of what was read; nothing when no byte was read
// since the file system lets both files share them (a reflink).
enum class Reflink { never, where_possible };
Result<std::optional<Digest>> copy_to_new_file(int from,
                                               const std::string& from_path,
                                               const std::string& path,
                                               Reflink reflink);

// False where these file systems do not allow it; a copy may do.
Result<bool> link_to_new_file(const std::string& from_path,
                              const std::string& path);

// Names this start of the machine.
std::string machine_start();

}  // namespace aitherzero
