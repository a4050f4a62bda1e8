// Where a project's things are, and reading them: scripts, playbooks.
#pragma once

#include <string>
#include <vector>

#include "cli/command.hpp"
#include "controller/catalog/catalog.hpp"
#include "controller/plan/plan.hpp"
#include "shared/config/configuration.hpp"

namespace aitherzero {

struct Project {
  std::string root;       // absolute
  std::string scripts;    // absolute folder of numbered scripts
  std::string playbooks;  // absolute folder
};

// --project, --scripts and --playbooks, for every command that needs them.
std::vector<OptionSpec> project_options();

// The root is --project, else the nearest folder upwards with
// automation-scripts/ or config.psd1, else the current one.
Result<Project> find_project(const CommandContext& context,
                             const ParsedOptions& options);

// --config FILE.
OptionSpec config_option();
// config.psd1 and config.local.psd1 of the project, and --config, the stronger
// ones last. A project need not have any.
Result<Configuration> read_configuration(const CommandContext& context,
                                         const ParsedOptions& options,
                                         const Project& project);

Result<Catalog> read_catalog(const Project& project);

// A playbook by its name without extension, with it, or a path. The warnings
// are in the model.
Result<Playbook> load_playbook(const CommandContext& context,
                               const Project& project, const std::string& name);

// Names of the playbooks there are, with their files, ordered.
struct PlaybookFile {
  std::string name;
  std::string path;
};
Result<std::vector<PlaybookFile>> list_playbooks(const Project& project);

// Reads what planning finds on its way. The context and the project must
// outlive it.
PlanFiles plan_files(const CommandContext& context, const Project& project);

}  // namespace aitherzero
