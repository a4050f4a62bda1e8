#include "cli/project.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "shared/base/text.hpp"
#include "shared/base/unicode.hpp"
#include "shared/platform/files.hpp"
#include "shared/value/json.hpp"
#include "shared/value/psd1.hpp"

namespace aitherzero {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_max_playbook_bytes = 16u << 20;
constexpr std::size_t k_max_script_bytes = 16u << 20;

bool is_kind(const fs::path& path, EntryKind kind) {
  const auto found = entry_kind(path.string());
  return found && *found == kind;
}

fs::path absolute(const CommandContext& context, const std::string& path) {
  return (fs::path(context.current_directory) / path).lexically_normal();
}

Result<std::string> existing_folder(const CommandContext& context,
                                    const ParsedOptions& options,
                                    const std::string& option,
                                    const fs::path& otherwise) {
  const auto chosen = options.value(option);
  if (!chosen) return otherwise.string();
  const fs::path path = absolute(context, *chosen);
  if (!is_kind(path, EntryKind::folder)) {
    return fail(ErrorKind::not_found,
                fmt::format("there is no folder '{}'", *chosen),
                options.origin(option));
  }
  return path.string();
}

fs::path nearest_root(const fs::path& start) {
  for (fs::path folder = start;; folder = folder.parent_path()) {
    if (is_kind(folder / "automation-scripts", EntryKind::folder) ||
        is_kind(folder / "config.psd1", EntryKind::file)) {
      return folder;
    }
    if (folder == folder.parent_path()) return start;
  }
}

bool is_playbook_file(const fs::path& path) {
  const std::string extension = to_lower(path.extension().string());
  return extension == ".psd1" || extension == ".json";
}

Result<fs::path> find_playbook(const CommandContext& context,
                               const Project& project,
                               const std::string& name) {
  const bool is_path = name.find('/') != std::string::npos ||
                       name.find('\\') != std::string::npos;
  if (is_path || is_playbook_file(name)) {
    const fs::path path = absolute(context, name);
    if (is_kind(path, EntryKind::file)) return path;
  }
  std::vector<std::string> names;
  if (!is_path) {
    TRY(const std::vector<PlaybookFile> files, list_playbooks(project));
    for (const PlaybookFile& file : files) {
      if (equals_ignoring_case(file.name, name) ||
          equals_ignoring_case(fs::path(file.path).filename().string(), name)) {
        return fs::path(file.path);
      }
      names.push_back(file.name);
    }
  }
  std::string advice = did_you_mean(name, names);
  if (advice.empty()) {
    advice = fmt::format(
        "playbooks are looked for in {}; 'aitherzero playbook "
        "list' shows them",
        project.playbooks);
  }
  return fail(ErrorKind::not_found,
              fmt::format("no playbook is called '{}'", name), {},
              std::move(advice));
}

// As people would name it: relative where it is below them.
std::string shown_path(const CommandContext& context, const fs::path& path) {
  const fs::path relative = path.lexically_relative(context.current_directory);
  const bool below = !relative.empty() && *relative.begin() != "..";
  return below ? relative.string() : path.string();
}

Result<Value> read_value(const CommandContext& context, const fs::path& path,
                         const std::string& source) {
  TRY(const std::string bytes, read_file(path.string(), k_max_playbook_bytes));
  const std::string text = decode_text(bytes);
  if (to_lower(path.extension().string()) == ".json") {
    return parse_json(text, source);
  }
  Psd1Context psd1;
  psd1.script_root = path.parent_path().string();
  psd1.environment = [&](std::string_view name) -> std::optional<std::string> {
    const auto found = context.environment.find(std::string(name));
    if (found == context.environment.end()) return std::nullopt;
    return found->second;
  };
  // As PowerShell reads it: names with such bytes go into reports.
  return parse_psd1(to_valid_utf8(text), source, psd1);
}

}  // namespace

std::vector<OptionSpec> project_options() {
  using Kind = OptionSpec::Kind;
  return {
      {"project", Kind::value, "DIR",
       "The project's root; else the nearest folder upwards with "
       "automation-scripts/."},
      {"scripts", Kind::value, "DIR",
       "Folder of numbered scripts (automation-scripts/)."},
      {"playbooks", Kind::value, "DIR", "Folder of playbooks (playbooks/)."},
  };
}

Result<Project> find_project(const CommandContext& context,
                             const ParsedOptions& options) {
  Project project;
  TRY(project.root, existing_folder(context, options, "project",
                                    nearest_root(context.current_directory)));
  const fs::path root = project.root;
  TRY(project.scripts, existing_folder(context, options, "scripts",
                                       root / "automation-scripts"));
  TRY(project.playbooks,
      existing_folder(context, options, "playbooks", root / "playbooks"));
  return project;
}

OptionSpec config_option() {
  return {"config", OptionSpec::Kind::value, "FILE",
          "Configuration that is stronger than config.local.psd1 and "
          "config.psd1."};
}

Result<Configuration> read_configuration(const CommandContext& context,
                                         const ParsedOptions& options,
                                         const Project& project) {
  Configuration configuration;
  for (const char* name : {"config.psd1", "config.local.psd1"}) {
    const fs::path path = fs::path(project.root) / name;
    if (!is_kind(path, EntryKind::file)) continue;
    TRY(const Value layer,
        read_value(context, path, shown_path(context, path)));
    TRY_VOID(configuration.add(layer));
  }
  const auto chosen = options.value("config");
  if (!chosen) return configuration;
  const fs::path path = absolute(context, *chosen);
  if (!is_kind(path, EntryKind::file)) {
    return fail(ErrorKind::not_found,
                fmt::format("there is no file '{}'", *chosen),
                options.origin("config"));
  }
  TRY(const Value layer, read_value(context, path, *chosen));
  TRY_VOID(configuration.add(layer));
  return configuration;
}

Result<Catalog> read_catalog(const Project& project) {
  return Catalog::read(project.scripts, Catalog::Depth::folder_only);
}

Result<std::vector<PlaybookFile>> list_playbooks(const Project& project) {
  std::vector<PlaybookFile> files;
  if (!is_kind(project.playbooks, EntryKind::folder)) return files;
  TRY(const std::vector<FolderEntry> entries, list_folder(project.playbooks));
  for (const FolderEntry& entry : entries) {
    if (entry.kind != EntryKind::file || !is_playbook_file(entry.name)) {
      continue;
    }
    files.push_back({fs::path(entry.name).stem().string(),
                     (fs::path(project.playbooks) / entry.name).string()});
  }
  return files;
}

Result<Playbook> load_playbook(const CommandContext& context,
                               const Project& project,
                               const std::string& name) {
  TRY(const fs::path path, find_playbook(context, project, name));
  TRY(const Value value, read_value(context, path, shown_path(context, path)));
  return read_playbook(value, path.stem().string());
}

namespace {

Result<Script> read_path_script(const std::string& path) {
  if (!is_kind(path, EntryKind::file)) {
    return fail(ErrorKind::not_found, fmt::format("there is no file {}", path));
  }
  TRY(const std::string text, read_file(path, k_max_script_bytes));
  Script script = read_script(path, text);
  // A step that names a path has no number.
  script.number.clear();
  return script;
}

}  // namespace

PlanFiles plan_files(const CommandContext& context, const Project& project) {
  return {read_path_script, [&](const std::string& name) {
            return load_playbook(context, project, name);
          }};
}

}  // namespace aitherzero
