// What the commands about runs share.
#pragma once

#include <string>
#include <vector>

#include "cli/command.hpp"
#include "cli/controller_link.hpp"
#include "cli/run_follower.hpp"
#include "cli/run_output.hpp"
#include "cli/runs.hpp"
#include "client/controller_client.hpp"

namespace aitherzero {

// "[RUN]": the run that is meant, else the latest one. `not_found` when there
// is none.
Result<std::string> run_operand(Runs& runs, const ParsedOptions& options);

// --output-format, --output-path, --quiet, --verbose, --detach, --artifacts:
// how a run that is followed shows itself.
std::vector<OptionSpec> follow_options();
// Those, and the others of commands that make a new run of an old one.
std::vector<OptionSpec> rerun_options();

// Follows a run to its end, prints its report, brings its artifacts; the
// run's exit code. `after` does what else is to be done with the report. With
// --detach it prints the run's name and leaves.
Result<int> follow_to_end(
    ControllerSession& session, const ParsedOptions& options, RunOutput& output,
    FollowOptions follow,
    const std::function<Status(const RunReport&)>& after = {});

// What is known of a run now.
Result<Followed> known_of(EventLoop& loop, RunSource& source,
                          const std::string& run);
inline Result<Followed> known_of(Runs& runs, const std::string& run) {
  return known_of(runs.loop(), runs.source(), run);
}
inline Result<Followed> known_of(ControllerSession& session,
                                 const std::string& run) {
  return known_of(session.loop, session.client, run);
}

// Gives a run the secrets that it lacks: those of --secret-file, and others
// from the environment.
Status supply_secrets(ControllerClient& client, const RunInfo& run,
                      Secrets given, const Environment& environment);

// A new run of an old one's plan, with its secrets; gives its name.
Result<std::string> rerun(ControllerSession& session, const std::string& run,
                          RerunWhat what, const Secrets& given,
                          const Environment& environment);

// 16:16:22 or, of another day, 2026-11-24 16:16; in the user's time zone.
std::string local_time(std::uint64_t ms);

}  // namespace aitherzero
