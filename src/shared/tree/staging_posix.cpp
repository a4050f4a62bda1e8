#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include "shared/platform/system_error.hpp"
#include "shared/platform/unique_fd.hpp"
#include "shared/tree/staging.hpp"

namespace aitherzero {
namespace {

class Builder {
 public:
  Builder(const std::string& base, const BlobStore& store,
          const MaterialiseOptions& options)
      : base_(base), store_(store), options_(options) {}

  Status make(const ListedEntry& entry) {
    const std::string path = base_ + "/" + entry.path;
    if (std::holds_alternative<TreeFolder>(entry.node)) {
      return make_folder(path);
    }
    if (const auto* file = std::get_if<TreeFile>(&entry.node)) {
      return make_file(path, *file);
    }
    return {};
  }

  // Only after everything else, so that no path leads through a link, even
  // where the file system takes two names for one.
  Status make_link(const ListedEntry& entry) {
    const auto* link = std::get_if<TreeLink>(&entry.node);
    if (link == nullptr) return {};
    const std::string path = base_ + "/" + entry.path;
    if (::symlink(link->target.c_str(), path.c_str()) != 0) {
      return path_failure(errno, "cannot make the link", path);
    }
    ++made_.links;
    return {};
  }

  const Materialised& made() const { return made_; }

 private:
  Status make_folder(const std::string& path) {
    if (::mkdir(path.c_str(), 0755) != 0) {
      return path_failure(errno, "cannot make the folder", path);
    }
    ++made_.folders;
    return {};
  }

  Status make_file(const std::string& path, const TreeFile& file) {
    const bool linked =
        options_.files == FileMaking::linked && !file.executable;
    struct stat status {};
    if (::lstat(path.c_str(), &status) == 0) {
      return path_failure(EEXIST, "cannot make the file", path);
    }
    TRY_VOID(store_.restore(
        file.digest, path,
        linked ? BlobStore::Share::read_only : BlobStore::Share::never));
    TRY_VOID(finish_file(path, file));
    ++made_.files;
    made_.bytes += file.size;
    return {};
  }

  // Checks what was made against what the tree says of it, and sets its mode.
  Status finish_file(const std::string& path, const TreeFile& file) const {
    const UniqueFd made(
        ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat status {};
    if (!made || ::fstat(made.get(), &status) != 0) {
      return path_failure(errno, "cannot look at the file", path);
    }
    if (!S_ISREG(status.st_mode) ||
        static_cast<std::uint64_t>(status.st_size) != file.size) {
      return fail(ErrorKind::corrupt,
                  fmt::format("the tree says {} bytes, the blob has {}",
                              file.size, status.st_size),
                  Place{path});
    }
    const mode_t mode = wanted_mode(file);
    if ((status.st_mode & 07777) == mode) return {};
    if (::fchmod(made.get(), mode) == 0) return {};
    return path_failure(errno, "cannot set the file's mode", path);
  }

  mode_t wanted_mode(const TreeFile& file) const {
    const mode_t mode = file.executable ? 0755 : 0644;
    return options_.files == FileMaking::linked ? mode & ~0222u : mode;
  }

  const std::string& base_;
  const BlobStore& store_;
  const MaterialiseOptions& options_;
  Materialised made_;
};

Status check_links(const std::vector<ListedEntry>& entries) {
  for (const ListedEntry& entry : entries) {
    const auto* link = std::get_if<TreeLink>(&entry.node);
    if (link == nullptr) continue;
    const auto depth = std::ranges::count(entry.path, '/');
    if (link_stays_inside(static_cast<std::size_t>(depth), link->target)) {
      continue;
    }
    return fail(ErrorKind::bad_input,
                fmt::format("the link to '{}' may lead out of the workspace",
                            link->target),
                Place{entry.path});
  }
  return {};
}

}  // namespace

tl::unexpected<Error> path_failure(int error_number, const std::string& what,
                                   const std::string& path) {
  auto failure = system_failure(error_number, what);
  // A missing parent is no missing blob.
  failure.value().kind = ErrorKind::io;
  failure.value().place.source = path;
  return failure;
}

Result<StagingFolder> StagingFolder::beside(const std::string& neighbour) {
  std::string path = neighbour;
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  path += ".XXXXXX";
  if (::mkdtemp(path.data()) == nullptr) {
    return path_failure(errno, "cannot make a folder", path);
  }
  return StagingFolder(std::move(path));
}

StagingFolder::~StagingFolder() {
  if (path_.empty()) return;
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Result<Materialised> build_tree(const std::vector<ListedEntry>& entries,
                                const StagingFolder& staging,
                                const BlobStore& store,
                                const MaterialiseOptions& options) {
  TRY_VOID(check_links(entries));
  Builder builder(staging.path(), store, options);
  for (const ListedEntry& entry : entries) TRY_VOID(builder.make(entry));
  for (const ListedEntry& entry : entries) TRY_VOID(builder.make_link(entry));
  return builder.made();
}

}  // namespace aitherzero
