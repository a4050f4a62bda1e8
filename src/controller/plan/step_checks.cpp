#include "controller/plan/step_checks.hpp"

#include "shared/base/text.hpp"
#include "shared/tree/capture.hpp"

namespace aitherzero {

Status check_labels(std::vector<std::string>& labels, const Place& place) {
  for (std::string& label : labels) {
    label = std::string(trim(label));
    if (label.empty() || label.front() == '=') {
      return fail(ErrorKind::bad_input, "a label of RunsOn is empty", place,
                  "write a label such as os=windows, or a word such as linux");
    }
  }
  return {};
}

Status check_outputs(const std::vector<std::string>& outputs,
                     const Place& place) {
  for (const std::string& output : outputs) {
    const auto pattern = OutputPattern::parse(output);
    if (pattern) continue;
    Error error = pattern.error();
    error.place = place;
    return tl::make_unexpected(std::move(error));
  }
  return {};
}

}  // namespace aitherzero
