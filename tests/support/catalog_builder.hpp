// Catalogs for tests: catalog({{"0400_A", "Dependencies: 0401"}, …}).
#pragma once

#include <string>
#include <vector>

#include "controller/catalog/catalog.hpp"

namespace aitherzero::testing {

struct TestScript {
  std::string base_name;
  std::string header = {};  // lines "Key: value", separated by newlines
  std::string body = {};    // what stands behind, such as a param() block
};

inline Catalog catalog(const std::vector<TestScript>& scripts) {
  std::vector<Script> made;
  for (const TestScript& script : scripts) {
    std::string text = "<#\n.NOTES\n" + script.header + "\n#>\n" + script.body;
    made.push_back(read_script("/scripts/" + script.base_name + ".ps1", text));
  }
  return Catalog(std::move(made));
}

}  // namespace aitherzero::testing
