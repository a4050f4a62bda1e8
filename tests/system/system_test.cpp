#include "system/system_test.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "shared/base/text.hpp"
#include "shared/value/json.hpp"

namespace aitherzero {

namespace fs = std::filesystem;

Json::Json(const std::string& text) {
  auto parsed = parse_json(text, "output");
  EXPECT_TRUE(parsed) << "this is no JSON:\n" << text;
  if (parsed) value_ = std::move(*parsed);
}

const Value* Json::find(const std::string& path) const {
  const Value* value = &value_;
  if (path.empty()) return value;
  for (const std::string_view step : split(path, '.')) {
    if (const auto* table = value->as<Table>()) {
      value = table->find(step);
    } else if (const auto* list = value->as<Array>()) {
      std::size_t index = list->size();
      std::from_chars(step.data(), step.data() + step.size(), index);
      value = index < list->size() ? &(*list)[index] : nullptr;
    } else {
      value = nullptr;
    }
    if (value == nullptr) return nullptr;
  }
  return value;
}

std::string Json::at(const std::string& path) const {
  const Value* value = find(path);
  if (value == nullptr) return "(absent)";
  if (const auto* text = value->as<std::string>()) return *text;
  return to_json(*value, JsonStyle::compact);
}

std::string Json::job(const std::string& id, const std::string& path) const {
  for (std::size_t i = 0; i < size("jobs"); ++i) {
    const std::string job = fmt::format("jobs.{}.", i);
    if (at(job + "id") == id) return at(job + path);
  }
  return "(no job " + id + ")";
}

std::size_t Json::size(const std::string& path) const {
  const Value* value = find(path);
  const auto* list = value == nullptr ? nullptr : value->as<Array>();
  return list == nullptr ? 0 : list->size();
}

SystemTest::SystemTest() {
  std::string pattern = fs::temp_directory_path() / "aitherzero-test-XXXXXX";
  EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
  // Without links in it, as programs will name it; and with all in its name
  // that people's folders have.
  temporary_ = fs::canonical(pattern).string();
  root_ = (fs::path(temporary_) / "it's an ünusual $place").string();
  folder = root_;
  fs::create_directories(path("automation-scripts"));
  fs::create_directories(path("playbooks"));
  for (const auto& [name, value] : current_environment()) {
    // What the developer has set must not change a test.
    if (name.starts_with("AITHERZERO_") || name == "NO_COLOR") continue;
    environment[name] = value;
  }
  for (const char* kind : {"STATE", "CACHE", "CONFIG", "DATA"}) {
    environment[fmt::format("XDG_{}_HOME", kind)] = path("home");
  }
}

SystemTest::~SystemTest() {
  if (HasFailure()) {
    fmt::print(stderr, "the project is left in {}\n", root_);
    return;
  }
  std::error_code ignored;
  fs::remove_all(temporary_, ignored);
}

std::string SystemTest::path(const std::string& name) const {
  return (fs::path(root_) / name).string();
}

void SystemTest::write(const std::string& name, const std::string& text) {
  fs::create_directories(fs::path(path(name)).parent_path());
  std::ofstream file(path(name), std::ios::binary);
  file << text;
  ASSERT_TRUE(file.flush()) << name;
}

std::string SystemTest::read(const std::string& name) const {
  std::ifstream file(path(name), std::ios::binary);
  EXPECT_TRUE(file) << name << " is not there";
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

bool SystemTest::exists(const std::string& name) const {
  return fs::exists(path(name));
}

std::vector<std::string> SystemTest::lines(const std::string& name) const {
  std::istringstream text(read(name));
  std::vector<std::string> result;
  for (std::string line; std::getline(text, line);) result.push_back(line);
  return result;
}

void SystemTest::shell_script(const std::string& base_name,
                              const std::string& body,
                              const std::string& header) {
  std::string text = "#!/bin/sh\n";
  std::istringstream comments(header);
  for (std::string line; std::getline(comments, line);) {
    text += "# " + line + "\n";
  }
  write("automation-scripts/" + base_name + ".sh", text + body + "\n");
}

void SystemTest::powershell_script(const std::string& base_name,
                                   const std::string& body,
                                   const std::string& header) {
  const std::string notes =
      header.empty() ? "" : "<#\n.NOTES\n" + header + "\n#>\n";
  write("automation-scripts/" + base_name + ".ps1", notes + body + "\n");
}

void SystemTest::playbook(const std::string& file_name,
                          const std::string& text) {
  write("playbooks/" + file_name, text);
}

void SystemTest::make_fifo(const std::string& name) {
  ASSERT_EQ(::mkfifo(path(name).c_str(), 0600), 0) << name;
}

std::unique_ptr<ProgramRun> SystemTest::start(
    const std::vector<std::string>& words) {
  std::vector<std::string> line = launcher;
  line.emplace_back(AITHERZERO_PROGRAM);
  line.insert(line.end(), words.begin(), words.end());
  return std::make_unique<ProgramRun>(
      line.front(), std::vector<std::string>(line.begin() + 1, line.end()),
      folder, environment);
}

Finished SystemTest::run(const std::vector<std::string>& words) {
  return start(words)->finish();
}

Finished SystemTest::orchestrate(std::vector<std::string> words) {
  words.insert(words.begin(), "orchestrate");
  return run(words);
}

Json SystemTest::report(std::vector<std::string> words) {
  words.insert(words.end(), {"--output-format", "json"});
  const Finished finished = orchestrate(words);
  last_exit_code = finished.exit_code;
  if (finished.out.empty()) ADD_FAILURE() << "no report:\n" << finished.err;
  return Json(finished.out);
}

Json SystemTest::plan(std::vector<std::string> words) {
  words.emplace_back("--dry-run");
  return report(std::move(words));
}

std::vector<pid_t> SystemTest::pids(const std::string& name) const {
  std::vector<pid_t> result;
  for (const std::string& line : lines(name)) {
    result.push_back(static_cast<pid_t>(std::atoi(line.c_str())));
  }
  return result;
}

void SystemTest::expect_gone(const std::string& name) {
  const std::vector<pid_t> all = pids(name);
  EXPECT_FALSE(all.empty()) << "no process was noted in " << name;
  for (const pid_t pid : all) {
    ASSERT_GT(pid, 1);
    EXPECT_TRUE(testing::is_gone(pid)) << "process " << pid << " lives on";
  }
}

void PowerShellTest::SetUp() {
  if (std::string_view(GetParam()) == "embedded") {
    environment["AITHERZERO_PWSH"] = AITHERZERO_TEST_PARTS "/host/pwsh";
    return;
  }
  const char* real = std::getenv("AITHERZERO_TEST_PWSH");
  if (real == nullptr || *real == '\0') {
    GTEST_SKIP() << "AITHERZERO_TEST_PWSH names no real PowerShell";
  }
  environment["AITHERZERO_PWSH"] = real;
}

}  // namespace aitherzero
