// Two machines and a cable between them, as network namespaces that are gone
// with this object. Nothing outside of them sees it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "system/program_run.hpp"

namespace aitherzero::testing {

class NetworkPair {
 public:
  enum class Side { left, right };

  // With root's rights, or a user namespace.
  explicit NetworkPair(const Environment& environment);

  // Why it could not be made; "" when it is there. The test is to be skipped.
  const std::string& problem() const { return problem_; }

  static std::string address(Side side);
  // The words before a program's that let it run there.
  std::vector<std::string> enter(Side side) const;

  void cut() { set_cable("down"); }
  void mend() { set_cable("up"); }

 private:
  void hold_namespaces();
  void lay_cable();
  void set_cable(const std::string& state);
  bool run(Side side, std::vector<std::string> words);

  Environment environment_;
  std::string problem_;
  std::string unshare_;
  std::string nsenter_;
  std::string ip_;
  std::unique_ptr<ProgramRun> holder_;  // of both namespaces
  std::string left_;                    // process ids in them
  std::string right_;
};

}  // namespace aitherzero::testing
