#include "cli/remote_run.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <unordered_set>

#include "client/project_blobs.hpp"
#include "controller/plan/plan_codec.hpp"
#include "protocol/transfer/blob_client.hpp"
#include "shared/platform/files.hpp"
#include "shared/platform/system.hpp"
#include "shared/tree/materialise.hpp"
#include "shared/tree/snapshot.hpp"

namespace aitherzero {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_max_stat_cache = 256u << 20;

// Where the state of a project's files is remembered between submissions.
std::string stat_cache_path(const SubmitOptions& options) {
  return fmt::format("{}/projects/{}", options.cache_folder,
                     digest_of(options.project_root).hex());
}

StatCache read_stat_cache(const SubmitOptions& options) {
  const auto bytes = read_file(stat_cache_path(options), k_max_stat_cache);
  if (!bytes) return {};
  return unpack_stat_cache(*bytes).value_or(StatCache{});
}

// It only saves time: that it cannot be written is nobody's trouble.
void write_stat_cache(const SubmitOptions& options, const StatCache& cache) {
  const std::string path = stat_cache_path(options);
  if (!make_folders(fs::path(path).parent_path().string())) return;
  static_cast<void>(write_file_atomically(path, pack_stat_cache(cache)));
}

Result<BlobClientOptions> blob_options(ControllerClient& client) {
  TRY(const Welcome welcome, client.connect());
  if (welcome.bulk_port == 0) {
    return fail(ErrorKind::not_supported, "this controller takes no files");
  }
  BlobClientOptions options;
  options.link = client.options().link;
  options.link.endpoint.port = static_cast<std::uint16_t>(welcome.bulk_port);
  options.software = client.options().software;
  // The other port answers, so nothing but a firewall keeps this one quiet.
  options.patience = Milliseconds(10'000);
  return options;
}

std::string megabytes(std::uint64_t bytes) {
  return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

}  // namespace

std::string random_key() {
  return fmt::format("{:016x}{:016x}", random_number(), random_number());
}

Status make_relative(Plan& plan, const std::string& project_root) {
  for (PlannedStep& step : plan.steps) {
    if (step.kind == ScriptKind::check) continue;
    const fs::path relative =
        fs::path(step.script_path).lexically_relative(project_root);
    if (relative.empty() || *relative.begin() == "..") {
      return fail(ErrorKind::bad_input,
                  fmt::format("{} is outside of the project, which is what "
                              "travels to agents",
                              step.script_path),
                  step.place,
                  fmt::format("put it below {}, or choose a --project that "
                              "holds it",
                              project_root));
    }
    step.script_path = relative.generic_string();
  }
  return {};
}

Result<Secrets> secrets_of(const Plan& plan, Secrets given,
                           const Environment& environment) {
  Secrets secrets;
  for (const Job& job : plan.jobs) {
    const PlannedStep& step = plan.step(job);
    for (const std::string& name : step.secrets) {
      if (secrets.contains(name)) continue;
      if (const auto value = given.find(name); value != given.end()) {
        secrets.insert(*value);
        continue;
      }
      const auto variable = environment.find(name);
      if (variable == environment.end()) {
        return fail(ErrorKind::bad_input,
                    fmt::format("{} needs the secret {}, which nobody has set",
                                job.id, name),
                    step.place,
                    "set it in the environment, or give --secret-file FILE");
      }
      secrets.insert(*variable);
    }
  }
  return secrets;
}

namespace {

// Where a script is that a link leads to, below the project.
std::string behind_links(const std::string& path, const std::string& root) {
  std::error_code error;
  const fs::path real = fs::weakly_canonical(fs::path(root) / path, error);
  return real.lexically_relative(fs::weakly_canonical(root, error))
      .generic_string();
}

// A script that is left out would be missed on the agent only.
Status check_scripts(const Plan& plan, const BuiltTree& tree,
                     const std::string& root) {
  std::unordered_set<std::string_view> paths;
  for (const BuiltFile& file : tree.files) paths.insert(file.path);
  for (const PlannedStep& step : plan.steps) {
    if (step.kind == ScriptKind::check || !step.skip.empty() ||
        paths.contains(step.script_path) ||
        paths.contains(behind_links(step.script_path, root))) {
      continue;
    }
    return fail(
        ErrorKind::bad_input,
        fmt::format("{} does not travel to agents: a .gitignore or "
                    ".aitherignore leaves it out",
                    step.script_path),
        step.place,
        fmt::format("write '!{}' into .aitherignore", step.script_path));
  }
  return {};
}

}  // namespace

Result<std::string> submit_run(
    ControllerClient& client, const Plan& plan, const SubmitOptions& options,
    const std::function<void(const std::string&)>& notice) {
  TRY(const BlobClientOptions blob_client_options, blob_options(client));
  const StatCache known = read_stat_cache(options);
  ProjectBlobs project(options.project_root, known);
  TRY(const Snapshot snapshot,
      take_snapshot(options.project_root, project, known));
  print_warnings(snapshot.tree.warnings);
  TRY_VOID(check_scripts(plan, snapshot.tree, options.project_root));
  write_stat_cache(options, snapshot.stamps);
  BlobClient blobs(blob_client_options, project);
  TRY_VOID(blobs.push_tree(snapshot.tree.root));
  const TransferTotals sent = blobs.totals();
  notice(fmt::format("project: {} files, {} sent ({})",
                     snapshot.tree.files.size(), sent.blobs,
                     megabytes(sent.bytes)));
  SubmitRun request;
  TRY(request.plan, project.put(pack_plan(plan)));
  TRY_VOID(blobs.push_blob(request.plan));
  request.key = random_key();
  request.workspace = snapshot.tree.root;
  request.isolation = options.isolation;
  request.secrets = options.secrets;
  TRY(const RunAccepted accepted, client.ask<RunAccepted>(std::move(request)));
  return accepted.run;
}

Result<std::size_t> fetch_outputs(ControllerClient& client,
                                  const std::map<JobIndex, Digest>& outputs,
                                  const std::string& folder) {
  TRY_VOID(make_folders(folder));
  if (outputs.empty()) return 0u;
  // Beside the target, so that files need not be copied between disks.
  const std::string store_folder =
      fmt::format("{}/.aitherzero-{}", folder, random_key());
  Status fetched;
  std::size_t files = 0;
  {
    TRY(const auto store, open_blob_store(store_folder));
    TRY(BlobClientOptions options, blob_options(client));
    BlobClient blobs(std::move(options), *store);
    for (const auto& [job, root] : outputs) {
      fetched = blobs.fetch_tree(root);
      if (!fetched) break;
      const auto laid = overlay(root, folder, *store);
      if (!laid) {
        fetched = tl::make_unexpected(laid.error());
        break;
      }
      files += laid->files;
    }
  }
  std::error_code ignored;
  fs::remove_all(store_folder, ignored);
  TRY_VOID(fetched);
  return files;
}

}  // namespace aitherzero
