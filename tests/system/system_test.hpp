// A project of its own for each test, and the program run in it.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "shared/value/value.hpp"
#include "system/program_run.hpp"

namespace aitherzero {

using testing::Finished;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::ProgramRun;

// JSON that a program wrote. Members are reached by a path such as
// "jobs.0.killReceipt.survivors"; strings come as they are, all else as
// compact JSON, and what is not there as "(absent)".
class Json {
 public:
  explicit Json(const std::string& text);
  std::string at(const std::string& path) const;
  // Of the job with this id: job("0407", "status").
  std::string job(const std::string& id, const std::string& path) const;
  // The list's length; 0 when there is none.
  std::size_t size(const std::string& path) const;

 private:
  const Value* find(const std::string& path) const;

  Value value_;
};

class SystemTest : public ::testing::Test {
 protected:
  SystemTest();
  // A failed test keeps its project, to look at.
  ~SystemTest() override;

  // --- the project ---
  const std::string& root() const { return root_; }
  std::string path(const std::string& name) const;
  void write(const std::string& name, const std::string& text);
  std::string read(const std::string& name) const;
  bool exists(const std::string& name) const;
  std::vector<std::string> lines(const std::string& name) const;
  // A numbered script of /bin/sh: shell_script("0100_A", "exit 3").
  void shell_script(const std::string& base_name, const std::string& body,
                    const std::string& header = {});
  // A numbered script of PowerShell; `header` are lines "Stage: Build".
  void powershell_script(const std::string& base_name, const std::string& body,
                         const std::string& header = {});
  // playbook("ci.psd1", "@{ … }")
  void playbook(const std::string& file_name, const std::string& text);
  // A named pipe: who opens it waits for the other side.
  void make_fifo(const std::string& name);

  // --- the program ---
  std::unique_ptr<ProgramRun> start(const std::vector<std::string>& words);
  // Starts it and waits for its end.
  Finished run(const std::vector<std::string>& words);
  Finished orchestrate(std::vector<std::string> words);
  // The same with --output-format json; its standard output must be JSON.
  Json report(std::vector<std::string> words);
  Json plan(std::vector<std::string> words);

  // The numbers in a file, one a line, such as process ids.
  std::vector<pid_t> pids(const std::string& name) const;
  // That each process of a file has ended.
  void expect_gone(const std::string& name);

  Environment environment;  // of the program
  // A program, with its words, that becomes the program; none: it is started
  // by itself.
  std::vector<std::string> launcher;
  std::string folder;       // it starts in; the project's root
  int last_exit_code = -1;  // of report() and plan()

 private:
  std::string temporary_;
  std::string root_;
};

// Runs once with the embedded host and once with the PowerShell that
// AITHERZERO_TEST_PWSH names.
class PowerShellTest : public SystemTest,
                       public ::testing::WithParamInterface<const char*> {
 protected:
  void SetUp() override;
};

#define AITHERZERO_WITH_EACH_POWERSHELL(suite)                    \
  INSTANTIATE_TEST_SUITE_P(PowerShell, suite,                     \
                           ::testing::Values("embedded", "real"), \
                           [](const auto& c) { return std::string(c.param); })

}  // namespace aitherzero
