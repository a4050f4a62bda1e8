// Golden files: the expected text of a test in a file of its own, so that a
// change of a report is seen in review as the reader of the report sees it.
#pragma once

#include <string>

namespace aitherzero::testing {

// The folder of a golden file's name, tests/golden in the source tree.
std::string golden_path(const std::string& name);

// Whether AITHERZERO_UPDATE_GOLDEN=1 asks to write what tests produce.
bool updates_golden_files();

// Fails with a diff, and the command that accepts it, unless the file `name`
// holds exactly `actual`. While updating, writes the file instead.
void expect_golden(const std::string& name, const std::string& actual);

// "-" lines only in `expected`, "+" lines only in `actual`, with the lines in
// common around them.
std::string line_diff(const std::string& expected, const std::string& actual);

}  // namespace aitherzero::testing
