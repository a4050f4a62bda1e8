// A plan as a drawing: what must end before what. Pure.
#pragma once

#include <string>

#include "controller/plan/plan.hpp"

namespace aitherzero {

// For Mermaid (https://mermaid.js.org/syntax/flowchart.html), which GitHub and
// others draw inside Markdown.
std::string render_mermaid(const Plan& plan);

// For Graphviz (https://graphviz.org/doc/info/lang.html).
std::string render_dot(const Plan& plan);

}  // namespace aitherzero
