#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <memory>

#include "shared/platform/files.hpp"
#include "shared/platform/system_error.hpp"
#include "shared/platform/unique_fd.hpp"

namespace aitherzero {
namespace {

constexpr std::size_t k_read_step_bytes = 64 * 1024;

// The path is the error's place, the words say what was tried.
tl::unexpected<Error> file_failure(int error_number, const std::string& what,
                                   const std::string& path) {
  auto failure = system_failure(error_number, what);
  failure.value().place.source = path;
  return failure;
}

EntryKind kind_of(const struct stat& status) {
  if (S_ISREG(status.st_mode)) return EntryKind::file;
  return S_ISDIR(status.st_mode) ? EntryKind::folder : EntryKind::other;
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.find_last_of('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

// Writes everything; returns an errno value, 0 for success.
int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno != EINTR) return errno;
    if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  // What is no file cannot be flushed and need not be.
  return ::fsync(descriptor) == 0 || errno == EINVAL ? 0 : errno;
}

// The umask can only be read by setting it, which other threads would see;
// the system's description of this process tells it without that.
mode_t file_mode_mask() {
  constexpr mode_t k_usual = 022;
  constexpr std::string_view k_key = "Umask:";
  const auto status = read_file("/proc/self/status", k_read_step_bytes);
  const std::size_t at = status ? status->find(k_key) : std::string::npos;
  if (at == std::string::npos) return k_usual;
  const char* digits = status->c_str() + at + k_key.size();
  return static_cast<mode_t>(std::strtoul(digits, nullptr, 8));
}

// A rename lasts through a crash once the folder is flushed. File systems
// that cannot do that lose nothing but this promise.
void flush_folder(const std::string& path) {
  const UniqueFd folder(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (folder) ::fsync(folder.get());
}

// A device, a pipe or a link: what stands there is to be written to, and must
// not be replaced.
bool is_written_in_place(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode) &&
         !S_ISDIR(status.st_mode);
}

Status write_in_place(const std::string& path, std::string_view bytes,
                      FileAccess access) {
  const mode_t mode = access == FileAccess::everyone ? 0666 : 0600;
  const UniqueFd file(::open(
      path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, mode));
  const int error_number = file ? write_all(file.get(), bytes) : errno;
  if (error_number == 0) return {};
  return file_failure(error_number, "cannot write the file", path);
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t limit) {
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return file_failure(errno, "cannot open the file", path);
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) {
    return file_failure(errno, "cannot look at the file", path);
  }
  if (S_ISDIR(status.st_mode)) {
    return file_failure(EISDIR, "cannot read the file", path);
  }
  std::string bytes;
  // The size is only a hint: files of /proc have none, others may grow.
  auto wanted = static_cast<std::size_t>(status.st_size) + 1;
  while (bytes.size() <= limit) {
    const std::size_t before = bytes.size();
    wanted = std::min(std::max(wanted, k_read_step_bytes), limit - before + 1);
    bytes.resize(before + wanted);
    const ssize_t count = ::read(file.get(), bytes.data() + before, wanted);
    const int error_number = errno;
    bytes.resize(before + (count > 0 ? static_cast<std::size_t>(count) : 0));
    if (count == 0) return bytes;
    if (count < 0 && error_number != EINTR) {
      return file_failure(error_number, "cannot read the file", path);
    }
  }
  return fail(ErrorKind::limit,
              fmt::format("the file has more than {} bytes", limit),
              Place{path});
}

Status write_file_atomically(const std::string& path, std::string_view bytes,
                             FileAccess access) {
  if (is_written_in_place(path)) return write_in_place(path, bytes, access);
  std::string temporary = path + ".XXXXXX";
  UniqueFd file(::mkostemp(temporary.data(), O_CLOEXEC));  // 0600
  if (!file) return file_failure(errno, "cannot write the file", path);
  int error_number = 0;
  if (access == FileAccess::everyone) {
    const mode_t mode = 0666 & ~file_mode_mask();
    if (::fchmod(file.get(), mode) != 0) error_number = errno;
  }
  if (error_number == 0) error_number = write_all(file.get(), bytes);
  file.reset();
  if (error_number == 0 && ::rename(temporary.c_str(), path.c_str()) != 0) {
    error_number = errno;
  }
  if (error_number != 0) {
    ::unlink(temporary.c_str());
    return file_failure(error_number, "cannot write the file", path);
  }
  flush_folder(folder_of(path));
  return {};
}

Status make_folders(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) == 0) return {};
  if (errno == ENOENT) {
    TRY_VOID(make_folders(folder_of(path)));
    if (::mkdir(path.c_str(), 0700) == 0) return {};
  }
  const int error_number = errno;
  const auto kind = entry_kind(path);
  if (kind && *kind == EntryKind::folder) return {};
  return file_failure(error_number, "cannot make the folder", path);
}

Result<std::vector<FolderEntry>> list_folder(const std::string& path) {
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(path.c_str()),
                                                   ::closedir);
  if (!folder) return file_failure(errno, "cannot open the folder", path);
  std::vector<FolderEntry> entries;
  while (true) {
    errno = 0;
    const dirent* entry = ::readdir(folder.get());
    if (entry == nullptr) break;
    std::string name = entry->d_name;
    if (name == "." || name == "..") continue;
    EntryKind kind = EntryKind::other;
    if (entry->d_type == DT_REG) {
      kind = EntryKind::file;
    } else if (entry->d_type == DT_DIR) {
      kind = EntryKind::folder;
    } else if (struct stat status{};
               ::fstatat(::dirfd(folder.get()), entry->d_name, &status, 0) ==
               0) {
      kind = kind_of(status);
    }
    entries.push_back({std::move(name), kind});
  }
  if (errno != 0) return file_failure(errno, "cannot read the folder", path);
  std::sort(entries.begin(), entries.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return entries;
}

Result<EntryKind> entry_kind(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    return file_failure(errno, "cannot find it", path);
  }
  return kind_of(status);
}

}  // namespace aitherzero
