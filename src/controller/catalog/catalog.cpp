#include "controller/catalog/catalog.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "shared/base/text.hpp"
#include "shared/platform/files.hpp"

namespace aitherzero {
namespace {

namespace fs = std::filesystem;

// Header and param() block stand at the top; more is never needed.
constexpr std::size_t k_read_bytes = 64 * 1024;
// How deep a recursive catalog looks; bounds loops of links.
constexpr int k_max_depth = 16;

// The top of a file, or nullopt when it cannot be read.
std::optional<std::string> read_top(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::string text(k_read_bytes, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

bool is_numbered(const std::string& name) {
  constexpr std::size_t k_digits = 4;
  return name.size() > k_digits + 1 && name[k_digits] == '_' &&
         name.find_first_not_of("0123456789") == k_digits;
}

// A script that is not PowerShell must be one that the system can start.
bool can_be_started(const fs::path& path, std::string_view text) {
  if (text.starts_with("#!")) return true;
  std::error_code error;
  const fs::perms permissions = fs::status(path, error).permissions();
  constexpr fs::perms k_execute =
      fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec;
  if (!error && (permissions & k_execute) != fs::perms::none) return true;
  return path.extension() == ".sh";
}

void add_file(const fs::path& path, std::vector<Script>& scripts) {
  const auto text = read_top(path);
  if (!text) {
    Script unreadable = read_script(path.string(), "");
    unreadable.warnings.push_back(
        {"this script cannot be read", {path.string(), 0, 0}, ""});
    scripts.push_back(std::move(unreadable));
    return;
  }
  const bool powershell =
      equals_ignoring_case(path.extension().string(), ".ps1");
  if (!powershell && !can_be_started(path, *text)) return;
  scripts.push_back(read_script(path.string(), *text));
}

Status add_folder(const fs::path& folder, Catalog::Depth depth, int level,
                  std::vector<Script>& scripts) {
  TRY(const auto entries, list_folder(folder.string()));
  for (const FolderEntry& entry : entries) {
    const fs::path path = folder / entry.name;
    if (entry.kind == EntryKind::file && is_numbered(entry.name)) {
      add_file(path, scripts);
    } else if (entry.kind == EntryKind::folder &&
               depth == Catalog::Depth::recursive && level < k_max_depth) {
      TRY_VOID(add_folder(path, depth, level + 1, scripts));
    }
  }
  return {};
}

}  // namespace

Result<Catalog> Catalog::read(const std::string& folder, Depth depth) {
  const auto kind = entry_kind(folder);
  if (!kind || *kind != EntryKind::folder) {
    return fail(ErrorKind::not_found,
                fmt::format("there is no folder of scripts at {}", folder), {},
                "start in a project with automation-scripts/, or use --project "
                "or --scripts");
  }
  std::vector<Script> scripts;
  TRY_VOID(add_folder(folder, depth, 0, scripts));
  return Catalog(std::move(scripts));
}

Catalog::Catalog(std::vector<Script> scripts) : scripts_(std::move(scripts)) {
  std::stable_sort(scripts_.begin(), scripts_.end(),
                   [](const Script& a, const Script& b) {
                     return std::tie(a.number, a.file_name) <
                            std::tie(b.number, b.file_name);
                   });
  for (std::size_t i = 0; i < scripts_.size(); ++i) {
    const Script& script = scripts_[i];
    by_number_[script.number].push_back(i);
    for (const std::string* name :
         {&script.file_name, &script.base_name, &script.name}) {
      auto& positions = by_name_[to_lower(*name)];
      if (positions.empty() || positions.back() != i) positions.push_back(i);
    }
  }
}

std::vector<std::size_t> Catalog::with_number(std::string_view number) const {
  const auto found = by_number_.find(std::string(number));
  if (found == by_number_.end()) return {};
  return found->second;
}

std::vector<std::size_t> Catalog::with_name(std::string_view name) const {
  const auto found = by_name_.find(to_lower(name));
  if (found == by_name_.end()) return {};
  return found->second;
}

std::vector<std::size_t> resolve_script_name(const Catalog& catalog,
                                             std::string_view name) {
  name = trim(name);
  const bool digits =
      !name.empty() && name.size() <= 4 &&
      name.find_first_not_of("0123456789") == std::string_view::npos;
  if (digits) {
    const std::string number = std::string(4 - name.size(), '0');
    return catalog.with_number(number + std::string(name));
  }
  return catalog.with_name(name);
}

}  // namespace aitherzero
