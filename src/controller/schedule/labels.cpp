#include "controller/schedule/labels.hpp"

#include <algorithm>
#include <iterator>

#include "shared/base/text.hpp"

namespace aitherzero {

bool has_label(const Labels& labels, const std::string& wanted) {
  const std::size_t equals = wanted.find('=');
  return std::any_of(labels.begin(), labels.end(), [&](const auto& label) {
    const auto& [name, value] = label;
    if (equals != std::string::npos) {
      return equals_ignoring_case(name, wanted.substr(0, equals)) &&
             equals_ignoring_case(value, wanted.substr(equals + 1));
    }
    const bool names_the_machine =
        name == "os" || name == "arch" || name == "hostname";
    return equals_ignoring_case(names_the_machine ? value : name, wanted);
  });
}

std::vector<std::string> lacking(const Labels& labels,
                                 const std::vector<std::string>& wanted) {
  std::vector<std::string> result;
  std::copy_if(
      wanted.begin(), wanted.end(), std::back_inserter(result),
      [&](const std::string& label) { return !has_label(labels, label); });
  return result;
}

}  // namespace aitherzero
