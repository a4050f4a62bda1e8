// Whole files, read and written. Paths are UTF-8. Every error's place is the
// path, so that callers need not add it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.hpp"

namespace aitherzero {

// The file's bytes. More than `limit` bytes is the error `limit`, found
// without reading them all; a folder is an `io` error.
Result<std::string> read_file(const std::string& path, std::size_t limit);

enum class FileAccess {
  everyone,   // 0666 less the umask
  user_only,  // 0600: keys, tokens
};

// Writes a file so that a reader sees either the old bytes or the new ones,
// also after a crash: a temporary neighbour is written, flushed and renamed.
// The folder must exist. What is no file, such as /dev/null, a pipe or a link,
// stays what it is and is written to.
Status write_file_atomically(const std::string& path, std::string_view bytes,
                             FileAccess access = FileAccess::everyone);

// Makes a folder and its parents, for the user only (0700) where they are
// new; one that is there already is fine.
Status make_folders(const std::string& path);

enum class EntryKind { file, folder, other };

struct FolderEntry {
  std::string name;                  // without the folder's path
  EntryKind kind = EntryKind::file;  // of what a link points to

  friend bool operator==(const FolderEntry&, const FolderEntry&) = default;
};

// What a folder holds, without "." and "..", ordered by name. Links are
// followed; one that points nowhere is `other`.
Result<std::vector<FolderEntry>> list_folder(const std::string& path);

// Nothing is there, or nothing that may be seen: not_found.
Result<EntryKind> entry_kind(const std::string& path);

}  // namespace aitherzero
