#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <set>
#include <utility>

#include "shared/cache/blob_files.hpp"
#include "shared/cache/limits.hpp"
#include "shared/platform/files.hpp"
#include "shared/platform/system_error.hpp"

namespace aitherzero {
namespace {

// The start of the year 2000. A fixed time, so that a change just after the
// blob was stored is seen however coarse the file system's clock; not earlier,
// since some archive formats know no time before 1980.
constexpr time_t k_stored_time_seconds = 946'684'800;
constexpr std::size_t k_most_bytes_of_machine_start = 100;

tl::unexpected<Error> failure(int error_number, const char* what,
                              const std::string& path) {
  auto result = system_failure(error_number, what);
  result.value().place.source = path;
  return result;
}

std::string blobs_folder(const std::string& folder) {
  return folder + "/blobs";
}
std::string incoming_folder(const std::string& folder) {
  return folder + "/incoming";
}

}  // namespace

Status prepare_blob_folders(const std::string& folder) {
  TRY_VOID(make_folders(blobs_folder(folder)));
  TRY_VOID(make_folders(incoming_folder(folder)));
  TRY(const auto left_over, list_folder(incoming_folder(folder)));
  for (const FolderEntry& entry : left_over) {
    remove_file(incoming_folder(folder) + "/" + entry.name);
  }
  return {};
}

std::string blob_path(const std::string& folder, const Digest& digest) {
  const std::string name = digest.hex();
  return blobs_folder(folder) + "/" + name.substr(0, 2) + "/" + name.substr(2);
}

Status visit_blob_files(
    const std::string& folder,
    const std::function<void(const std::string& path,
                             const std::optional<Digest>& digest)>& visit) {
  TRY(const auto shelves, list_folder(blobs_folder(folder)));
  for (const FolderEntry& shelf : shelves) {
    if (shelf.kind != EntryKind::folder) continue;
    const std::string path = blobs_folder(folder) + "/" + shelf.name;
    TRY(const auto files, list_folder(path));
    for (const FolderEntry& file : files) {
      const auto digest = Digest::from_hex(shelf.name + file.name);
      visit(path + "/" + file.name,
            digest ? std::optional(*digest) : std::nullopt);
    }
  }
  return {};
}

void remove_file(const std::string& path) { ::unlink(path.c_str()); }

Status sync_blob_files(const std::vector<std::string>& paths) {
  std::set<std::string> folders;
  for (const std::string& path : paths) {
    const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file && errno == ENOENT) continue;
    if (!file || ::fsync(file.get()) != 0) {
      return failure(errno, "cannot make a blob durable", path);
    }
    folders.insert(path.substr(0, path.rfind('/')));
  }
  for (const std::string& path : folders) {
    const UniqueFd folder(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!folder || ::fsync(folder.get()) != 0) {
      return failure(errno, "cannot make a folder durable", path);
    }
  }
  return {};
}

Status sync_file_system(const std::string& path) {
  const UniqueFd folder(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!folder || ::syncfs(folder.get()) != 0) {
    return failure(errno, "cannot make blobs durable", path);
  }
  return {};
}

Result<IncomingFile> IncomingFile::create(const std::string& folder) {
  std::string path = incoming_folder(folder) + "/XXXXXX";
  UniqueFd file(::mkostemp(path.data(), O_CLOEXEC));
  if (!file) return failure(errno, "cannot store a blob", folder);
  return IncomingFile(std::move(path), std::move(file));
}

IncomingFile::IncomingFile(IncomingFile&& other) noexcept
    : path_(std::exchange(other.path_, {})), file_(std::move(other.file_)) {}

IncomingFile::~IncomingFile() {
  if (!path_.empty()) remove_file(path_);
}

Status IncomingFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file_.get(), bytes.data(), bytes.size());
    if (count < 0 && errno != EINTR) {
      return failure(errno, "cannot store a blob", path_);
    }
    if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

Status IncomingFile::keep_as(const std::string& path) {
  mark_untouched(file_.get());
  const std::string shelf = path.substr(0, path.rfind('/'));
  if (::fchmod(file_.get(), 0444) != 0 ||
      (::mkdir(shelf.c_str(), 0700) != 0 && errno != EEXIST) ||
      ::rename(path_.c_str(), path.c_str()) != 0) {
    return failure(errno, "cannot store a blob", path);
  }
  path_.clear();
  file_.reset();
  return {};
}

Result<UniqueFd> open_blob_file(const std::string& path) {
  UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!file) return failure(errno, "cannot open the blob", path);
  return file;
}

bool is_same_file(int file, const std::string& path) {
  struct stat ours {};
  struct stat theirs {};
  return ::fstat(file, &ours) == 0 && ::lstat(path.c_str(), &theirs) == 0 &&
         ours.st_dev == theirs.st_dev && ours.st_ino == theirs.st_ino;
}

bool is_untouched(int file, std::uint64_t size) {
  struct stat status {};
  return ::fstat(file, &status) == 0 && S_ISREG(status.st_mode) &&
         static_cast<std::uint64_t>(status.st_size) == size &&
         status.st_mtim.tv_sec == k_stored_time_seconds &&
         status.st_mtim.tv_nsec == 0;
}

void mark_untouched(int file) {
  const timespec times[] = {{k_stored_time_seconds, 0},
                            {k_stored_time_seconds, 0}};
  // Where that is refused the blob is read more often, and still right.
  ::futimens(file, times);
}

std::string machine_start() {
  const auto id = read_file("/proc/sys/kernel/random/boot_id",
                            k_most_bytes_of_machine_start);
  // Not known: nothing was ever checked since.
  return id.value_or("");
}

}  // namespace aitherzero
