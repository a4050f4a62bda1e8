// Which agents may run which jobs: RunsOn against an agent's labels.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace aitherzero {

using Labels = std::map<std::string, std::string>;

// Whether an agent has a label: `os=linux`; or a bare word, which is a value
// of os, arch or hostname, or the name of a label. Letter case does not count.
bool has_label(const Labels& labels, const std::string& wanted);

// Those of `wanted` that the agent lacks; empty: it may run the job.
std::vector<std::string> lacking(const Labels& labels,
                                 const std::vector<std::string>& wanted);

}  // namespace aitherzero
