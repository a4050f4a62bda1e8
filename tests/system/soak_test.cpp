// A long run of everything at once: jobs that succeed, fail, print a lot, leave
// processes behind and run out of time, on few warm workers. Short in every
// run of the tests, long with AITHERZERO_LONG=1.
#include <cstdlib>

#include "system/system_test.hpp"

namespace aitherzero {
namespace {

struct Kind {
  const char* body;
  const char* step;
  const char* status;
};

const Kind k_kinds[] = {
    {"'fine'; exit 0", "", "succeeded"},
    {"1..500 | ForEach-Object { \"line $_\" }", "", "succeeded"},
    {"throw 'broken'", "", "failed"},
    {"exit 7", "", "failed"},
    {"& /bin/sh -c 'sleep 1000 >/dev/null 2>&1 & echo $! >> left'; 'left one'",
     "", "succeeded"},
    {"$PID >> spun; while ($true) { }", "; Timeout = 0.2", "timed_out"},
    {"[Environment]::Exit(3)", "", "failed"},
    {"$env:LEAK = 'x'; Set-Location /; $global:Leak = 1", "", "succeeded"},
    {"if ($env:LEAK -or $global:Leak) { throw 'leaked' }", "", "succeeded"},
};

class Soak : public PowerShellTest {};

TEST_P(Soak, of_many_jobs_of_all_kinds_leaves_nothing_behind) {
  const std::size_t kinds = std::size(k_kinds);
  const std::size_t rounds = std::getenv("AITHERZERO_LONG") ? 100 : 3;
  for (std::size_t i = 0; i < kinds; ++i) {
    powershell_script(fmt::format("{:04}_Kind", i), k_kinds[i].body);
  }
  std::string steps;
  for (std::size_t i = 0; i < kinds * rounds; ++i) {
    steps += fmt::format("@{{ Script = '{:04}'{} }}\n", i % kinds,
                         k_kinds[i % kinds].step);
  }
  playbook("soak.psd1", "@{ Sequence = @(\n" + steps +
                            ")\n Options = @{ StopOnError = $false } }");
  const Json json = report({"soak", "--max-concurrency", "3"});
  EXPECT_EQ(last_exit_code, 1);
  ASSERT_EQ(json.size("jobs"), kinds * rounds);
  for (std::size_t i = 0; i < kinds * rounds; ++i) {
    const std::string job = fmt::format("jobs.{}.", i);
    EXPECT_EQ(json.at(job + "status"), k_kinds[i % kinds].status)
        << i << ": " << json.at(job + "error.message");
    const std::string survivors = json.at(job + "killReceipt.survivors");
    EXPECT_TRUE(survivors == "0" || survivors == "(absent)") << survivors;
  }
  expect_gone("left");
  expect_gone("spun");
}

AITHERZERO_WITH_EACH_POWERSHELL(Soak);

}  // namespace
}  // namespace aitherzero
