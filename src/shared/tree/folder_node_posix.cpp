#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>

#include "shared/platform/system_error.hpp"
#include "shared/tree/folder_node.hpp"

namespace aitherzero {
namespace {

tl::unexpected<Error> node_failure(int error_number, const std::string& what,
                                   const std::string& path) {
  auto failure = system_failure(error_number, what);
  failure.value().place.source = path;
  return failure;
}

NodeKind kind_of(mode_t mode) {
  if (S_ISREG(mode)) return NodeKind::file;
  if (S_ISDIR(mode)) return NodeKind::folder;
  return S_ISLNK(mode) ? NodeKind::link : NodeKind::other;
}

std::int64_t nanoseconds(const timespec& time) {
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

FolderNode node_of(std::string name, const struct stat& status) {
  FolderNode node{std::move(name), kind_of(status.st_mode),
                  (status.st_mode & S_IXUSR) != 0};
  node.stamp.size = static_cast<std::uint64_t>(status.st_size);
  node.stamp.modified_ns = nanoseconds(status.st_mtim);
  node.stamp.changed_ns = nanoseconds(status.st_ctim);
  node.stamp.inode = status.st_ino;
  return node;
}

}  // namespace

Result<std::vector<FolderNode>> read_folder(const std::string& path) {
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(path.c_str()),
                                                   ::closedir);
  if (!folder) return node_failure(errno, "cannot open the folder", path);
  std::vector<FolderNode> nodes;
  while (true) {
    errno = 0;
    const dirent* entry = ::readdir(folder.get());
    if (entry == nullptr) break;
    std::string name = entry->d_name;
    if (name == "." || name == "..") continue;
    struct stat status {};
    if (::fstatat(::dirfd(folder.get()), name.c_str(), &status,
                  AT_SYMLINK_NOFOLLOW) == 0) {
      nodes.push_back(node_of(std::move(name), status));
    } else if (errno != ENOENT) {
      return node_failure(errno, "cannot look at it", path + "/" + name);
    }
  }
  if (errno != 0) return node_failure(errno, "cannot read the folder", path);
  std::ranges::sort(nodes, {}, &FolderNode::name);
  return nodes;
}

Result<FolderNode> look_at(const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) {
    return node_failure(errno, "cannot look at it", path);
  }
  return node_of(path.substr(path.rfind('/') + 1), status);
}

Result<std::string> read_link(const std::string& path) {
  char target[PATH_MAX];
  const ssize_t length = ::readlink(path.c_str(), target, sizeof target);
  if (length < 0) return node_failure(errno, "cannot read the link", path);
  return std::string(target, static_cast<std::size_t>(length));
}

}  // namespace aitherzero
