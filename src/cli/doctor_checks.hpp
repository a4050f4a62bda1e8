// What `doctor` looks at. Each check really does the thing: it starts
// PowerShell cold and warm, and kills a tree of processes.
#pragma once

#include <string>
#include <vector>

#include "cli/command.hpp"

namespace aitherzero {

struct DoctorCheck {
  enum class Grade { good, advice, bad } grade = Grade::good;
  std::string name;
  std::string finding;
  std::string advice;  // what to do; empty when there is nothing to do
};

std::vector<DoctorCheck> run_doctor_checks(const CommandContext& context,
                                           const std::string& pwsh_option);

}  // namespace aitherzero
