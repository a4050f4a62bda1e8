#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "shared/base/text.hpp"
#include "shared/platform/unique_fd.hpp"
#include "shared/tree/staging.hpp"

namespace aitherzero {
namespace {

constexpr int k_folder_flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

struct SplitPath {
  std::string_view folder;  // "" for the root
  std::string name;
};

SplitPath split_path(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return {{}, path};
  return {std::string_view(path).substr(0, slash), path.substr(slash + 1)};
}

// Moves what was built in a staging folder into a workspace. First it finds
// out all that is to be moved, which changes nothing, then it moves.
class Merger {
 public:
  Merger(const std::string& from, const std::string& to)
      : from_(from), to_(to) {}

  Status open() {
    for (auto [path, descriptor] :
         {std::pair(&from_, &from_fd_), std::pair(&to_, &to_fd_)}) {
      descriptor->reset(::open(path->c_str(), k_folder_flags));
      if (!*descriptor) {
        return path_failure(errno, "cannot open the folder", *path);
      }
    }
    return {};
  }

  Status look(const ListedEntry& entry) {
    if (!moved_folder_.empty() && entry.path.starts_with(moved_folder_)) {
      return {};  // goes along with its folder
    }
    const bool is_folder = std::holds_alternative<TreeFolder>(entry.node);
    TRY(const UniqueFd parent, open_parent(to_fd_, entry.path));
    struct stat status {};
    if (::fstatat(parent.get(), split_path(entry.path).name.c_str(), &status,
                  AT_SYMLINK_NOFOLLOW) != 0) {
      if (errno != ENOENT) {
        return path_failure(errno, "cannot look at it", entry.path);
      }
      if (is_folder) moved_folder_ = entry.path + "/";
      moves_.push_back(&entry.path);
      return {};
    }
    const bool meets_folder = S_ISDIR(status.st_mode);
    if (is_folder != meets_folder) {
      return conflict(entry, meets_folder, S_ISLNK(status.st_mode));
    }
    if (!is_folder) moves_.push_back(&entry.path);
    return {};
  }

  // A rename replaces what has the name, and follows no link there.
  Status move_all() {
    for (const std::string* path : moves_) {
      TRY(const UniqueFd from, open_parent(from_fd_, *path));
      TRY(const UniqueFd to, open_parent(to_fd_, *path));
      const std::string name = split_path(*path).name;
      if (::renameat(from.get(), name.c_str(), to.get(), name.c_str()) != 0) {
        return path_failure(errno, "cannot put it into the workspace",
                            to_ + "/" + *path);
      }
    }
    return {};
  }

 private:
  Status conflict(const ListedEntry& entry, bool meets_folder,
                  bool meets_link) const {
    const bool brings_link = std::holds_alternative<TreeLink>(entry.node);
    const char* brought =
        !meets_folder ? "folder" : (brings_link ? "link" : "file");
    const char* met = meets_folder ? "folder" : (meets_link ? "link" : "file");
    return fail(ErrorKind::bad_input,
                fmt::format("the {} '{}' meets the {} '{}/{}'", brought,
                            entry.path, met, to_, entry.path),
                Place{to_ + "/" + entry.path},
                "give one of the two outputs another name");
  }

  // The folder that holds `path`, reached without following a link.
  static Result<UniqueFd> open_parent(const UniqueFd& root,
                                      const std::string& path) {
    UniqueFd folder(::openat(root.get(), ".", k_folder_flags));
    const std::string_view parent = split_path(path).folder;
    if (!parent.empty()) {
      for (const std::string_view name : split(parent, '/')) {
        folder.reset(
            ::openat(folder.get(), std::string(name).c_str(), k_folder_flags));
        if (!folder) break;
      }
    }
    if (!folder) return path_failure(errno, "cannot open its folder", path);
    return folder;
  }

  const std::string& from_;
  const std::string& to_;
  UniqueFd from_fd_;
  UniqueFd to_fd_;
  std::string moved_folder_;  // the last one that is moved whole, and '/'
  std::vector<const std::string*> moves_;
};

Status check_free(const std::string& target) {
  struct stat status {};
  if (::lstat(target.c_str(), &status) != 0) return {};
  return path_failure(EEXIST, "cannot make the workspace", target);
}

}  // namespace

Result<Materialised> materialise(const Digest& root, const std::string& target,
                                 const BlobStore& store,
                                 const MaterialiseOptions& options) {
  TRY_VOID(check_free(target));
  TRY(const auto entries, list_tree(root, store));
  TRY(StagingFolder staging, StagingFolder::beside(target));
  TRY(const Materialised made, build_tree(entries, staging, store, options));
  if (::rename(staging.path().c_str(), target.c_str()) != 0) {
    return path_failure(errno, "cannot make the workspace", target);
  }
  staging.release();
  return made;
}

Result<Materialised> overlay(const Digest& root, const std::string& workspace,
                             const BlobStore& store,
                             const MaterialiseOptions& options) {
  TRY(const auto entries, list_tree(root, store));
  TRY(const StagingFolder staging, StagingFolder::beside(workspace));
  TRY(const Materialised made, build_tree(entries, staging, store, options));
  Merger merger(staging.path(), workspace);
  TRY_VOID(merger.open());
  for (const ListedEntry& entry : entries) TRY_VOID(merger.look(entry));
  TRY_VOID(merger.move_all());
  return made;
}

}  // namespace aitherzero
