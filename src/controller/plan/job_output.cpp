#include "controller/plan/job_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "controller/plan/template.hpp"
#include "shared/base/text.hpp"
#include "shared/value/json.hpp"

namespace aitherzero {
namespace {

constexpr std::string_view k_output = ".output";

struct JobPath {
  std::string_view job;
  std::string_view path;  // into the output: "", ".Count", ".0.Name"
};

// "jobs.0407.output.Count" in its parts. A job's own name may have dots.
std::optional<JobPath> job_path(std::string_view name) {
  if (!equals_ignoring_case(first_name(name), k_jobs)) return std::nullopt;
  name.remove_prefix(std::min(name.size(), k_jobs.size() + 1));
  const std::string lower = to_lower(name);
  for (std::size_t at = lower.find(k_output); at != std::string::npos;
       at = lower.find(k_output, at + 1)) {
    const std::string_view path = name.substr(at + k_output.size());
    if (at > 0 && (path.empty() || path.front() == '.')) {
      return JobPath{name.substr(0, at), path};
    }
  }
  return std::nullopt;
}

const Value* item_at(const Array& items, std::string_view name) {
  std::size_t index = 0;
  const auto [end, error] =
      std::from_chars(name.data(), name.data() + name.size(), index);
  if (error != std::errc{} || end != name.data() + name.size() ||
      index >= items.size()) {
    return nullptr;
  }
  return &items[index];
}

bool is_count(std::string_view name) {
  return equals_ignoring_case(name, "Count") ||
         equals_ignoring_case(name, "Length");
}

// What a name leads to and is stored there, or nullptr.
const Value* stored_member(const Value& value, std::string_view name) {
  if (const auto* table = value.as<Table>()) return table->find(name);
  const auto* list = value.as<Array>();
  return list == nullptr ? nullptr : item_at(*list, name);
}

// Else a list of what it is in each item, or a count.
std::optional<Value> made_member(const Value& value, std::string_view name) {
  const auto* list = value.as<Array>();
  if (list == nullptr) {
    if (!is_count(name)) return std::nullopt;
    return Value(value.is_null() ? 0 : 1);
  }
  Array of_each;
  for (const Value& item : *list) {
    const auto* table = item.as<Table>();
    const Value* found = table == nullptr ? nullptr : table->find(name);
    if (found != nullptr) of_each.push_back(*found);
  }
  if (!of_each.empty()) return Value(std::move(of_each));
  if (!is_count(name)) return std::nullopt;
  return Value(static_cast<std::int64_t>(list->size()));
}

std::vector<std::string> members_of(const Value& value) {
  std::vector<std::string> names;
  if (const auto* table = value.as<Table>()) {
    for (const auto& entry : table->entries()) names.push_back(entry.key);
  }
  return names;
}

class Filler {
 public:
  explicit Filler(const JobOutputs& outputs) : outputs_(outputs) {}

  Result<Value> fill(const Value& value) {
    if (const auto* deferred = value.as<Deferred>()) {
      return fill_text(deferred->text, value.place());
    }
    if (const auto* list = value.as<Array>()) {
      Array result;
      for (const Value& item : *list) {
        TRY(Value filled, fill(item));
        result.push_back(std::move(filled));
      }
      return Value(std::move(result));
    }
    if (const auto* table = value.as<Table>()) {
      Table result;
      result.ordered = table->ordered;
      for (const Table::Entry& entry : table->entries()) {
        TRY(Value filled, fill(entry.value));
        result.set(entry.key, std::move(filled));
      }
      return Value(std::move(result));
    }
    return value;
  }

 private:
  Result<Value> fill_text(std::string_view text, const Place& place) {
    TRY(const std::vector<Piece> pieces, pieces_of(text, place));
    if (pieces.size() == 1) return value_of(pieces.front(), place);
    std::string result;
    for (const Piece& piece : pieces) {
      TRY(const Value part, value_of(piece, place));
      result += text_of(part);
    }
    return Value(std::move(result));
  }

  Result<Value> value_of(const Piece& piece, const Place& place) {
    if (!piece.is_template) return Value(std::string(piece.text));
    TRY(const Template wanted, read_template(piece.text, place));
    auto found = look_up(wanted, place);
    if (!found && wanted.otherwise) return plain_default(*wanted.otherwise);
    return found;
  }

  Result<Value> look_up(const Template& wanted, const Place& place) {
    const auto path = job_path(wanted.name);
    const auto job = path ? outputs_.find(to_lower(path->job)) : outputs_.end();
    if (job == outputs_.end()) {
      return fail(
          ErrorKind::not_found,
          fmt::format("{{{{{}}}}} names no job that is needed", wanted.name),
          place);
    }
    if (!job->second->output) {
      return fail(
          ErrorKind::not_found,
          fmt::format("{{{{{}}}}}: {}", wanted.name, job->second->why_not),
          place);
    }
    const Value* value = &*job->second->output;
    Value made;
    std::string_view rest = path->path;
    while (!rest.empty()) {
      rest.remove_prefix(1);
      const std::string_view name = first_name(rest);
      rest.remove_prefix(name.size());
      if (const Value* stored = stored_member(*value, name)) {
        value = stored;
      } else if (auto found = made_member(*value, name)) {
        made = std::move(*found);
        value = &made;
      } else {
        return fail(ErrorKind::not_found,
                    fmt::format("{{{{{}}}}}: what {} wrote has no '{}'",
                                wanted.name, path->job, name),
                    place, did_you_mean(std::string(name), members_of(*value)));
      }
    }
    return *value;
  }

  const JobOutputs& outputs_;
};

}  // namespace

Status check_job_template(const Template& found, const Place& place) {
  if (!job_path(found.name)) {
    return fail(
        ErrorKind::bad_input,
        fmt::format("'{{{{{}}}}}' names no output of a job", found.name), place,
        "write {{jobs.0407.output}}, or …output.Count");
  }
  if (found.otherwise &&
      found.otherwise->find(k_template_open) != std::string_view::npos) {
    return fail(ErrorKind::bad_input,
                "the default of a job's output cannot hold templates", place,
                "write the value itself");
  }
  return {};
}

void find_references(const Value& value, std::vector<JobReference>& found) {
  if (const auto* list = value.as<Array>()) {
    for (const Value& item : *list) find_references(item, found);
  } else if (const auto* table = value.as<Table>()) {
    find_references(*table, found);
  } else if (const auto* deferred = value.as<Deferred>()) {
    const auto pieces = pieces_of(deferred->text, {});
    if (!pieces) return;
    for (const Piece& piece : *pieces) {
      if (!piece.is_template) continue;
      const auto wanted = read_template(piece.text, {});
      const auto path = wanted ? job_path(wanted->name) : std::nullopt;
      if (!path) continue;
      const auto known = std::ranges::find_if(found, [&](const auto& other) {
        return equals_ignoring_case(other.job, path->job);
      });
      if (known == found.end()) {
        found.push_back({std::string(path->job), value.place()});
      }
    }
  }
}

void find_references(const Table& table, std::vector<JobReference>& found) {
  for (const Table::Entry& entry : table.entries()) {
    find_references(entry.value, found);
  }
}

std::vector<JobReference> job_references(const Value& value) {
  std::vector<JobReference> found;
  find_references(value, found);
  return found;
}

JobOutput read_objects(const std::string& objects, const std::string& id) {
  if (objects.empty()) {
    return {{},
            fmt::format("what {} wrote is not kept: it is longer than 64 KiB "
                        "as JSON, or it was a cold start, which gives text "
                        "only",
                        id)};
  }
  auto value = parse_json(objects, id);
  if (value) return {std::move(*value), ""};
  return {{},
          fmt::format("what {} wrote cannot be read: {}", id,
                      to_string(value.error()))};
}

Result<Value> fill_in(const Value& value, const JobOutputs& outputs) {
  return Filler(outputs).fill(value);
}

}  // namespace aitherzero
