// Inside the room: what stands in a folder, without following a link.
#pragma once

#include <string>
#include <vector>

#include "shared/base/result.hpp"
#include "shared/tree/stat_cache.hpp"

namespace aitherzero {

enum class NodeKind { file, folder, link, other };

struct FolderNode {
  std::string name;
  NodeKind kind = NodeKind::file;
  bool executable = false;  // by its owner
  FileStamp stamp;
};

// Ordered by the bytes of their names, without "." and "..". What vanishes
// while the folder is read is left out.
Result<std::vector<FolderNode>> read_folder(const std::string& path);

Result<FolderNode> look_at(const std::string& path);

Result<std::string> read_link(const std::string& path);

}  // namespace aitherzero
