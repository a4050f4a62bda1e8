#include "agent/core/secret_masker.hpp"

#include <algorithm>
#include <set>

#include "agent/core/secret_forms.hpp"
#include "shared/base/text.hpp"
#include "shared/value/json.hpp"

namespace aitherzero {
namespace {

constexpr std::string_view k_mask = "***";

std::string masked(std::string_view text, std::vector<TextRange> ranges) {
  join_ranges(ranges);
  std::string result;
  std::uint32_t done = 0;  // of the text
  for (const TextRange& range : ranges) {
    result += text.substr(done, range.begin - done);
    result += k_mask;
    done = range.end;
  }
  result += text.substr(done);
  return result;
}

// Adds the parts of the ranges, which ascend, that lie in a line which begins
// at `offset`.
void add_part(std::vector<TextRange>& to, const std::vector<TextRange>& ranges,
              std::size_t offset, std::size_t length) {
  const auto begin = static_cast<std::uint32_t>(offset);
  const auto end = static_cast<std::uint32_t>(offset + length);
  auto range = std::ranges::upper_bound(ranges, begin, {}, &TextRange::end);
  for (; range != ranges.end() && range->begin < end; ++range) {
    to.push_back({std::max(range->begin, begin) - begin,
                  std::min(range->end, end) - begin});
  }
  join_ranges(to);  // a line that is held back is looked at again
}

}  // namespace

SecretMasker::SecretMasker(const std::vector<Secret>& secrets) {
  std::set<MaskPattern> patterns;
  for (const Secret& secret : secrets) {
    const std::vector<MaskPattern> forms = mask_patterns(secret.value);
    patterns.insert(forms.begin(), forms.end());
  }
  if (patterns.empty()) return;
  finder_.emplace(std::vector<MaskPattern>(patterns.begin(), patterns.end()));
}

std::vector<OutputLine> SecretMasker::mask(std::vector<OutputLine> lines) {
  if (!finder_) return lines;
  std::set<Stream> streams;
  for (OutputLine& line : lines) {
    streams.insert(line.stream);
    held_bytes_ += line.text.size();
    held_.push_back(std::make_shared<Line>(Line{std::move(line)}));
    open_[held_.back()->output.stream].push_back(held_.back());
  }
  for (const Stream stream : streams) look_through(open_[stream]);
  std::vector<OutputLine> released;
  release_settled(released);
  return released;
}

std::vector<OutputLine> SecretMasker::flush() {
  for (const auto& line : held_) line->settled = true;
  open_.clear();
  std::vector<OutputLine> released;
  release_settled(released);
  return released;
}

// Notes what is to be masked, and leaves of `lines` those that are not settled.
void SecretMasker::look_through(Lines& lines) const {
  std::vector<ViewedLine> viewed;
  viewed.reserve(lines.size());
  for (const auto& line : lines) {
    viewed.push_back({line->output.text, may_go_on(line->output.text)});
  }
  const SecretFindings findings = finder_->find(viewed);
  std::size_t offset = 0;
  std::size_t settled = 0;
  bool any_open = false;
  for (const auto& line : lines) {
    const std::string& text = line->output.text;
    add_part(line->secrets, findings.secrets, offset, text.size());
    line->unfinished.clear();
    add_part(line->unfinished, findings.unfinished, offset, text.size());
    offset += text.size();
    // The end of a cut line may also be the first half of an escape.
    const bool is_open =
        !line->unfinished.empty() || (line == lines.back() && may_be_cut(text));
    any_open = any_open || is_open;
    line->settled = !any_open;
    if (line->settled) ++settled;
  }
  lines.erase(lines.begin(),
              lines.begin() + static_cast<std::ptrdiff_t>(settled));
}

bool SecretMasker::holds_too_much() const {
  return held_.size() > k_max_held_lines || held_bytes_ > k_max_held_bytes;
}

void SecretMasker::release_settled(std::vector<OutputLine>& released) {
  while (!held_.empty() && (held_.front()->settled || holds_too_much())) {
    release_first(released);
  }
}

void SecretMasker::release_first(std::vector<OutputLine>& released) {
  const std::shared_ptr<Line> line = std::move(held_.front());
  held_.pop_front();
  held_bytes_ -= line->output.text.size();
  std::vector<TextRange> ranges = line->secrets;
  if (!line->settled) {
    ranges.insert(ranges.end(), line->unfinished.begin(),
                  line->unfinished.end());
  }
  released.push_back(
      {line->output.stream, masked(line->output.text, std::move(ranges))});
}

std::string SecretMasker::mask_text(std::string_view text) const {
  if (!finder_) return std::string(text);
  std::vector<ViewedLine> lines;
  for (const std::string_view line : split(text, '\n')) {
    lines.push_back({line, may_go_on(line)});
  }
  const SecretFindings findings = finder_->find(lines);
  std::vector<std::string> parts;
  std::size_t offset = 0;
  for (const ViewedLine& line : lines) {
    std::vector<TextRange> ranges;
    add_part(ranges, findings.secrets, offset, line.text.size());
    parts.push_back(masked(line.text, std::move(ranges)));
    offset += line.text.size();
  }
  return join(parts, "\n");
}

void SecretMasker::mask_result(JobResult& result) const {
  if (result.error) {
    for (std::string* text : {&result.error->message, &result.error->script,
                              &result.error->position}) {
      *text = mask_text(*text);
    }
  }
  if (result.kill_receipt) {
    for (std::string& name : result.kill_receipt->names) {
      name = mask_text(name);
    }
  }
  result.note = mask_text(result.note);
  if (result.objects.empty()) return;
  const auto objects = parse_json(result.objects, "objects");
  result.objects = objects ? to_json(masked_value(*objects), JsonStyle::compact)
                           : std::string();
}

// Text and keys; a number that is a secret becomes text.
Value SecretMasker::masked_value(const Value& value) const {
  if (const auto* text = value.as<std::string>()) return mask_text(*text);
  if (const auto* list = value.as<Array>()) {
    Array items;
    for (const Value& item : *list) items.push_back(masked_value(item));
    return items;
  }
  if (const auto* table = value.as<Table>()) {
    Table members;
    for (const Table::Entry& entry : table->entries()) {
      members.set(mask_text(entry.key), masked_value(entry.value));
    }
    return members;
  }
  const std::string text = to_json(value, JsonStyle::compact);
  const std::string hidden = mask_text(text);
  return hidden == text ? value : Value(hidden);
}

}  // namespace aitherzero
