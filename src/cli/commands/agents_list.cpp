// aitherzero agents list: who offers slots to a controller.
#include <fmt/format.h>

#include "cli/commands/commands.hpp"
#include "cli/output_format.hpp"
#include "cli/run_commands.hpp"
#include "controller/report/text_layout.hpp"
#include "controller/report/text_table.hpp"
#include "shared/base/text.hpp"
#include "shared/value/json.hpp"

namespace aitherzero {
namespace {

std::string state_of(const AgentInfo& agent) {
  if (!agent.connected) return "away";
  return agent.draining ? "draining" : "ready";
}

double silence_of(const AgentInfo& agent) {
  return static_cast<double>(agent.silence.count()) / 1000;
}

std::string as_text(const AgentList& list) {
  TextTable table({"Agent", "State", "Busy", "Heard", "Software", "Labels"});
  for (const AgentInfo& agent : list.agents) {
    std::vector<std::string> labels;
    for (const auto& [name, value] : agent.labels) {
      labels.push_back(value.empty() ? name : name + "=" + value);
    }
    table.add({agent.name, state_of(agent),
               fmt::format("{}/{}", agent.used, agent.slots),
               format_duration(silence_of(agent)) + " ago", agent.software,
               join(labels, " ")});
  }
  return list.agents.empty() ? "No agents are connected.\n" : table.render();
}

std::string as_json(const AgentList& list) {
  Array agents;
  for (const AgentInfo& agent : list.agents) {
    Table labels;
    for (const auto& [name, value] : agent.labels) labels.set(name, value);
    agents.push_back(Table{{"name", agent.name},
                           {"state", state_of(agent)},
                           {"slots", static_cast<std::int64_t>(agent.slots)},
                           {"used", static_cast<std::int64_t>(agent.used)},
                           {"heardSecondsAgo", silence_of(agent)},
                           {"software", agent.software},
                           {"labels", std::move(labels)}});
  }
  return to_json(Table{{"agents", std::move(agents)}}, JsonStyle::indented) +
         "\n";
}

Result<int> run(const CommandContext& context, const ParsedOptions& options) {
  TRY(const auto session, open_session(context, options));
  TRY(const AgentList list, session->client.ask<AgentList>(ListAgents{}));
  print_output(wants_json(options) ? as_json(list) : as_text(list));
  return 0;
}

}  // namespace

const Command& agents_list_command() {
  static const Command k_command{
      {"agents list", "", 0, 0, "Lists the agents of a controller.", "",
       with_output_format(controller_options())},
      run};
  return k_command;
}

}  // namespace aitherzero
