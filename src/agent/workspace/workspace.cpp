#include "agent/workspace/workspace.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "shared/base/text.hpp"
#include "shared/log/log.hpp"
#include "shared/tree/capture.hpp"
#include "shared/tree/materialise.hpp"
#include "shared/tree/tree.hpp"

namespace aitherzero {
namespace {

namespace fs = std::filesystem;

Status check_paths(const JobSpec& spec) {
  const bool has_script = spec.kind != JobKind::check;
  if ((!has_script || is_path_inside(spec.script)) &&
      spec.working_directory.empty()) {
    return {};
  }
  return fail(ErrorKind::bad_input,
              fmt::format("script '{}' is not in the workspace", spec.script));
}

Status lay_trees(const JobSpec& spec, const std::string& path, BlobStore& store,
                 BlobAccess& blobs) {
  TRY_VOID(blobs.fetch_tree(*spec.workspace));
  for (const Digest& overlay : spec.overlays) {
    TRY_VOID(blobs.fetch_tree(overlay));
  }
  TRY(auto made, materialise(*spec.workspace, path, store));
  for (const Digest& root : spec.overlays) {
    TRY(made, overlay(root, path, store));
  }
  return {};
}

// Those of the declared outputs that are names and no patterns.
std::vector<std::string> names_of(const std::vector<std::string>& patterns) {
  std::vector<std::string> names;
  for (const std::string& text : patterns) {
    if (text.find_first_of("*?[") == std::string::npos) names.push_back(text);
  }
  return names;
}

void note_unmatched(const std::vector<std::string>& unmatched,
                    JobResult& result) {
  if (unmatched.empty()) return;
  const std::vector<std::string> names = names_of(unmatched);
  if (!names.empty() && result.outcome == Outcome::succeeded) {
    return add_failure(result, fmt::format("it did not make its output {}",
                                           join(names, ", ")));
  }
  if (!result.note.empty()) result.note += "; ";
  result.note += fmt::format("no output matches {}", join(unmatched, ", "));
}

}  // namespace

void add_failure(JobResult& result, const std::string& message) {
  if (result.outcome != Outcome::succeeded) {
    if (!result.note.empty()) result.note += "; ";
    result.note += message;
    return;
  }
  result.outcome = Outcome::failed;
  result.exit_code = 1;
  result.error = JobError{message};
}

Status make_workspace(const JobSpec& spec, const std::string& path,
                      BlobStore& store, BlobAccess& blobs) {
  TRY_VOID(check_paths(spec));
  Status made = lay_trees(spec, path, store, blobs);
  if (!made) remove_workspace(path);
  return made;
}

void take_outputs(const JobSpec& spec, const std::string& path,
                  BlobStore& store, BlobAccess& blobs, JobResult& result) {
  const auto captured = capture(path, spec.outputs, store);
  if (!captured) {
    return add_failure(result, fmt::format("its outputs cannot be taken: {}",
                                           to_string(captured.error())));
  }
  note_unmatched(captured->unmatched, result);
  if (captured->tree.files.empty()) return;
  if (const Status pushed = blobs.push_tree(captured->tree.root); !pushed) {
    return add_failure(result, fmt::format("its outputs did not arrive: {}",
                                           to_string(pushed.error())));
  }
  result.outputs = captured->tree.root;
}

void remove_workspace(const std::string& path) {
  std::error_code problem;
  fs::remove_all(path, problem);
  if (!problem) return;
  // A folder that may not be written to keeps what is in it.
  fs::permissions(path, fs::perms::owner_all, fs::perm_options::add, problem);
  for (auto entry = fs::recursive_directory_iterator(
           path, fs::directory_options::skip_permission_denied, problem);
       entry != fs::recursive_directory_iterator(); entry.increment(problem)) {
    if (problem) break;
    if (entry->is_directory(problem) && !entry->is_symlink(problem)) {
      fs::permissions(entry->path(), fs::perms::owner_all,
                      fs::perm_options::add, problem);
    }
  }
  fs::remove_all(path, problem);
  if (problem) {
    log_warning("{} cannot be removed: {}", path, problem.message());
  }
}

JobSpec in_workspace(JobSpec spec, const std::string& path) {
  spec.script = path + "/" + spec.script;
  spec.working_directory = path;
  spec.workspace.reset();
  spec.overlays.clear();
  return spec;
}

}  // namespace aitherzero
