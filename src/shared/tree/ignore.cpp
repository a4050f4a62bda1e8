#include "shared/tree/ignore.hpp"

#include "shared/base/assert.hpp"
#include "shared/base/text.hpp"
#include "shared/tree/limits.hpp"

namespace aitherzero {
namespace {

std::string_view name_of(std::string_view path) {
  return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
}

// Without the spaces at its end; "\ " keeps one.
std::string_view without_trailing_spaces(std::string_view line) {
  std::size_t end = 0;  // behind the last byte that stays
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == ' ') continue;
    if (line[i] == '\\') ++i;  // and what it escapes
    end = std::min(i + 1, line.size());
  }
  return line.substr(0, end);
}

}  // namespace

IgnoreFile IgnoreFile::parse(std::string_view text) {
  constexpr std::string_view k_byte_order_mark = "\xEF\xBB\xBF";
  if (text.starts_with(k_byte_order_mark)) {
    text.remove_prefix(k_byte_order_mark.size());
  }
  IgnoreFile file;
  for (std::string_view line : split(text, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    // Git sees texts that end at a NUL.
    line = line.substr(0, line.find('\0'));
    if (line.starts_with('#')) continue;
    add_line(file, without_trailing_spaces(line));
  }
  return file;
}

void IgnoreFile::add_line(IgnoreFile& file, std::string_view line) {
  if (line.size() > k_max_pattern_bytes) return;
  const bool negated = line.starts_with('!');
  if (negated) line.remove_prefix(1);
  const bool folders_only = line.ends_with('/');
  if (folders_only) line.remove_suffix(1);
  const bool anchored = line.find('/') != std::string_view::npos;
  if (line.starts_with('/')) line.remove_prefix(1);
  if (line.empty()) return;
  file.rules_.push_back({Wildcard(line), negated, folders_only, anchored});
}

Verdict IgnoreFile::judge(std::string_view path, PathKind kind) const {
  const std::string_view name = name_of(path);
  for (auto rule = rules_.rbegin(); rule != rules_.rend(); ++rule) {
    if (rule->folders_only && kind != PathKind::folder) continue;
    if (rule->pattern.matches(rule->anchored ? path : name)) {
      return rule->negated ? Verdict::kept : Verdict::ignored;
    }
  }
  return Verdict::none;
}

void IgnoreRules::enter(std::string_view folder,
                        std::vector<IgnoreFile> files) {
  levels_.push_back({folder.empty() ? 0 : folder.size() + 1, std::move(files)});
}

void IgnoreRules::leave() {
  AZ_ASSERT(!levels_.empty());
  levels_.pop_back();
}

bool IgnoreRules::ignores(std::string_view path, PathKind kind) const {
  if (name_of(path) == ".git") return true;
  for (auto level = levels_.rbegin(); level != levels_.rend(); ++level) {
    const std::string_view below = path.substr(level->prefix);
    for (auto file = level->files.rbegin(); file != level->files.rend();
         ++file) {
      const Verdict verdict = file->judge(below, kind);
      if (verdict != Verdict::none) return verdict == Verdict::ignored;
    }
  }
  return base_.judge(path, kind) == Verdict::ignored;
}

}  // namespace aitherzero
