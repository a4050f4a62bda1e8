// Plans of playbooks as texts, over a small catalog.
#pragma once

#include <map>
#include <string>

#include "controller/plan/plan.hpp"
#include "shared/value/json.hpp"
#include "shared/value/psd1.hpp"
#include "support/catalog_builder.hpp"
#include "support/shown_plan.hpp"

namespace aitherzero::testing {

inline Catalog test_catalog() {
  return catalog(
      {{"0100_Build", "", "param([string]$Profile, [int]$Level)"},
       {"0200_Test", "Dependencies: 0100", "param([string]$Profile)"},
       {"0300_Pack", ""},
       {"0301_Sign", ""},
       {"0302_Ship", ""}});
}

// Playbooks that others nest, by their names.
using Books = std::map<std::string, std::string>;

inline Result<Playbook> read(const std::string& text, const std::string& name) {
  TRY(const Value value, parse_psd1(text, name + ".psd1", {}));
  return read_playbook(value, name);
}

inline Result<PlannedRun> plan_of(const std::string& playbook,
                                  PlanOptions options = {},
                                  const Books& books = {}) {
  PlanRequest request;
  TRY(request.playbook, read(playbook, "p"));
  request.options = std::move(options);
  PlanFiles files;
  files.load_playbook = [&](const std::string& name) -> Result<Playbook> {
    const auto book = books.find(name);
    if (book == books.end()) return fail(ErrorKind::not_found, "no such book");
    return read(book->second, name);
  };
  return make_plan(test_catalog(), request, files);
}

inline std::string parameters(const Result<PlannedRun>& planned,
                              std::size_t job) {
  if (!planned) return to_string(planned.error());
  return to_json(planned->plan.jobs[job].parameters, JsonStyle::compact);
}

}  // namespace aitherzero::testing
