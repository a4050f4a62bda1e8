// What an agent needs to know to run one attempt of a job.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "shared/base/ids.hpp"
#include "shared/base/time.hpp"
#include "shared/hash/digest.hpp"
#include "shared/value/value.hpp"

namespace aitherzero {

enum class JobKind {  // on the wire: never renumber
  powershell = 0,
  executable = 1,
  check = 2,  // no script: only its condition, which must hold, or files
};

enum class Isolation {  // on the wire: never renumber
  runspace = 0,         // a fresh runspace in a warm worker
  process = 1,          // a pre-started worker that is used once
  cold = 2,             // `pwsh -File`, a process of its own
};

struct JobSpec {
  std::string label;  // what people call it: "0407_Validate-Syntax"
  JobKind kind = JobKind::powershell;
  Isolation isolation = Isolation::runspace;
  // With a workspace both are relative to it, else absolute.
  std::string script;
  std::string working_directory;
  Table parameters;                                // by name, for PowerShell
  std::vector<std::string> arguments;              // by position
  std::map<std::string, std::string> environment;  // added to the agent's
  std::optional<Milliseconds> timeout;
  // How long `finally` blocks and SIGTERM handlers may take before the tree is
  // killed.
  Milliseconds grace{5000};
  // The root of the tree to run in; absent: in place.
  std::optional<Digest> workspace;
  // Outputs of jobs that this one needs, to be laid over it in this order.
  std::vector<Digest> overlays;
  // Paths and patterns of what is to be brought back.
  std::vector<std::string> outputs;
  // Added to the environment and masked in output; never stored or logged.
  std::map<std::string, std::string> secrets;
  // Those of them that the script declares as parameters: it gets them so, too.
  std::vector<std::string> secret_parameters;

  // PowerShell that says whether the job runs; empty: it does. It sees the
  // variables, and the status of each job that this one needs, by its id.
  std::string condition;
  std::string condition_place;  // for people: "ci.psd1:3:14"
  Table variables;
  std::map<std::string, std::string> need_statuses;
  Table
      need_outputs;  // what they wrote, by id, where the condition asks for it
  // The job is skipped where one of these is there, in its working directory.
  std::vector<std::string> skip_if_exists;
  bool require_admin = false;  // else it fails
  // What it leaves running when it ends by itself is let live.
  bool keep_processes = false;
  // Of a check: patterns of files that must be there in its working directory,
  // and of those whose lack is only noted.
  std::vector<std::string> required_files;
  std::vector<std::string> optional_files;
  // Why it cannot be run at all, where that is so: it fails with this at once.
  std::string refusal;

  friend bool operator==(const JobSpec&, const JobSpec&) = default;
};

}  // namespace aitherzero
