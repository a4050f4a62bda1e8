// aitherzero plan graph: draws what a run would do.
#include "controller/report/plan_graph.hpp"

#include "cli/commands/commands.hpp"
#include "cli/plan_request.hpp"
#include "cli/run_output.hpp"

namespace aitherzero {
namespace {

using Kind = OptionSpec::Kind;

Result<int> run(const CommandContext& context, const ParsedOptions& options) {
  TRY(const Project project, find_project(context, options));
  TRY(const PlanRequest request, plan_request(context, options, project));
  TRY(const Plan plan, plan_run(context, options, project, request));
  const bool dot = options.value("output-format") == "dot";
  TRY_VOID(write_report(dot ? render_dot(plan) : render_mermaid(plan),
                        options.value("output-path")));
  return 0;
}

std::vector<OptionSpec> options() {
  auto result = plan_options();
  result.push_back({"output-format",
                    Kind::value,
                    "FORMAT",
                    "mermaid (default) or dot.",
                    0,
                    {"mermaid", "dot"}});
  result.push_back({"output-path", Kind::value, "FILE",
                    "Write to a file instead of standard output."});
  return result;
}

}  // namespace

const Command& plan_graph_command() {
  static const Command k_command{
      {"plan graph", "[PLAYBOOK]", 1, 0,
       "Draws the plan of a playbook or a sequence as a graph.",
       "Mermaid is drawn by GitHub and others inside Markdown; DOT by "
       "Graphviz.",
       options()},
      run};
  return k_command;
}

}  // namespace aitherzero
