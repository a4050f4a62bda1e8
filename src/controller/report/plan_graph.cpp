#include "controller/report/plan_graph.hpp"

#include <fmt/format.h>

#include "controller/report/text_layout.hpp"
#include "shared/base/text.hpp"

namespace aitherzero {
namespace {

// Within the quotes of either language.
std::string quoted(const std::string& text, std::string_view quote_sign) {
  std::string result;
  for (const char c : harmless(text, Colours::strip)) {
    if (c == '"') {
      result += quote_sign;
    } else if (c == '\\') {
      result += "\\\\";
    } else {
      result += c;
    }
  }
  return result;
}

// The name, which mostly begins with the number; else the id above it.
std::string label_of(const Plan& plan, const Job& job, std::string_view newline,
                     std::string_view quote_sign) {
  const PlannedStep& step = plan.step(job);
  std::string name = quoted(job_name(plan, job), quote_sign);
  if (!step.number.empty() && name.starts_with(step.number)) return name;
  return quoted(job.id, quote_sign) + std::string(newline) + name;
}

}  // namespace

std::string render_mermaid(const Plan& plan) {
  std::string text = "flowchart LR\n";
  for (std::size_t i = 0; i < plan.jobs.size(); ++i) {
    text += fmt::format("  j{}[\"{}\"]\n", i,
                        label_of(plan, plan.jobs[i], "<br>", "#quot;"));
  }
  for (std::size_t i = 0; i < plan.jobs.size(); ++i) {
    for (const Need& need : plan.jobs[i].needs) {
      text += fmt::format("  j{} --> j{}\n", need.job.value, i);
    }
  }
  return text;
}

std::string render_dot(const Plan& plan) {
  std::string text =
      fmt::format("digraph \"{}\" {{\n  rankdir=LR\n  node [shape=box]\n",
                  quoted(plan.name, "\\\""));
  for (std::size_t i = 0; i < plan.jobs.size(); ++i) {
    text += fmt::format("  j{} [label=\"{}\"]\n", i,
                        label_of(plan, plan.jobs[i], "\\n", "\\\""));
  }
  for (std::size_t i = 0; i < plan.jobs.size(); ++i) {
    for (const auto& [need, origin] : plan.jobs[i].needs) {
      text += fmt::format("  j{} -> j{} [tooltip=\"{}\"]\n", need.value, i,
                          to_string(origin));
    }
  }
  return text + "}\n";
}

}  // namespace aitherzero
