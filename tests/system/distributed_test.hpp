// A controller and agents as programs of their own, on loopback.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "system/system_test.hpp"

namespace aitherzero {

class DistributedTest : public SystemTest {
 protected:
  DistributedTest();

  // --- programs ---
  // The one controller; its data stays when it is started again.
  void start_controller(const std::vector<std::string>& more = {});
  // Waits until the agent is connected. Its data stays under its name.
  std::unique_ptr<ProgramRun> start_agent(
      const std::string& name, const std::vector<std::string>& more = {});
  // Adds --controller, runs it.
  Finished client(std::vector<std::string> words);
  std::unique_ptr<ProgramRun> start_client(std::vector<std::string> words);
  // Submits with --detach; the run's name.
  std::string submit(const std::string& sequence);
  std::string submit_with(std::vector<std::string> words);
  // Follows a run to its end and gives its report.
  Json follow(const std::string& run);

  // Jobs run in workspaces; what they do outside of them they do here, as the
  // environment variable SIDE.
  std::string side(const std::string& name) const { return path(name); }
  // Waits until a file is there.
  void wait_for_file(const std::string& name);
  // Waits until a file that is there has at least so many lines.
  void wait_for_lines(const std::string& name, std::size_t least);
  // How many lines a file in SIDE has; 0 when it is not there.
  std::size_t count(const std::string& name) const;

  std::unique_ptr<ProgramRun> controller;
  std::string endpoint;
};

}  // namespace aitherzero
