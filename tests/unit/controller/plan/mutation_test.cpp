// Playbooks that somebody damaged: read, planned or refused, but never a crash
// or a hang.
#include <gtest/gtest.h>

#include <random>

#include "controller/plan/plan.hpp"
#include "controller/plan/plan_codec.hpp"
#include "shared/value/json.hpp"
#include "shared/value/psd1.hpp"
#include "support/catalog_builder.hpp"

namespace aitherzero {
namespace {

constexpr int k_mutants = 2000;

constexpr char k_psd1[] = R"(@{ Name = 'ci'; Tags = @('a', "b")
  PreConditions = @({ $flag }, @{ Name = 'x'; Condition = '1' })
  PostConditions = 'always()'
  Artifacts = @{ Required = 'out/{{target}}/**'; Optional = @('*.log') }
  Variables = @{ late = @('{{jobs.late.output}}'); target = 'x'; deep = @{ a = @{ b = 1 } }; flag = $true }
  Profiles = @{ quick = @{ Variables = @{ target = 'y' } } }
  Matrix = @{ os = @('linux', 'windows'); n = @(1, 2, 3)
    exclude = @(@{ os = 'linux'; n = 3 }); include = @(@{ os = 'mac' })
    'max-parallel' = 2; 'fail-fast' = $true }
  Sequence = @('0100', '02*,!0201'
    @{ Script = '0300'; Name = 'pack {{os}}'; Timeout = 1.5; Retry = 2
       Parameters = @{ Target = '{{target}}'; N = '{{n:=5}}' }
       Needs = @('0100', @{ Script = '0200'; Matrix = 'all' }); Group = 1
       Condition = { $os -eq 'linux' }; Env = @{ A = 'b' }; Outputs = @('out') }
    @{ Scripts = @('0400-0499'); Group = 2; ContinueOnError = $true }
    @{ Script = '0100'; Name = 'use'; Arguments = @('{{jobs.late.output.n.0}}')
       Env = @{ N = 'n={{jobs.late.output.Count:=3}} {{{{' }
       Parameters = @{ T = '{{late}}' } }
    @{ Script = '0300'; Name = 'late'; Matrix = @{ n = @(1, 2, 3) } }
    @{ Playbook = 'inner'; Variables = @{ x = '{{deep.a.b}}' } })
  SuccessCriteria = @{ MinimumSuccessRate = 0.8; CriticalScripts = @('0100') }
  Options = @{ Parallel = $true; MaxConcurrency = 4; Timeout = 60 } })";

constexpr char k_json[] = R"({"metadata": {"name": "v2", "tags": ["x"]},
  "orchestration": {"defaultVariables": {"a": 1, "b": "{{a}}"},
    "profiles": {"p": {"variables": {"a": 2}}},
    "stages": [{"name": "One", "sequences": ["0100", "02*"], "retries": 2},
               {"name": "Two", "sequences": [{"Script": "0300",
                "Arguments": ["{{b}}", "{{jobs.0100.output}}"], "Matrix": {"k": [1, 2, "x"]}}]}]},
  "validation": {"preConditions": ["$a"], "postConditions":
    [{"condition": "1", "message": "m"}]}})";

class Mutator {
 public:
  explicit Mutator(std::uint32_t seed) : random_(seed) {}

  std::string mutated(std::string text) {
    const int times = 1 + below(4);
    for (int i = 0; i < times && !text.empty(); ++i) change(text);
    return text;
  }

 private:
  int below(std::size_t most) { return static_cast<int>(random_() % most); }
  std::size_t place(const std::string& text) {
    return static_cast<std::size_t>(below(text.size()));
  }

  void change(std::string& text) {
    static const std::string k_pieces[] = {"{{",
                                           "}}",
                                           "@(",
                                           "@{",
                                           ")",
                                           "}",
                                           "'",
                                           "\"",
                                           "$",
                                           "99999999999999999999",
                                           "-1",
                                           "{{a:={{",
                                           "\n",
                                           ",",
                                           ";",
                                           "null",
                                           "$null",
                                           "1e308",
                                           "0x7f",
                                           "#",
                                           std::string(200, '('),
                                           std::string(200, '['),
                                           std::string(200, '{')};
    const std::size_t at = place(text);
    switch (below(6)) {
      case 0:
        text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
        break;
      case 1:
        text.resize(at);
        break;
      case 2:
        text.erase(at, static_cast<std::size_t>(1 + below(20)));
        break;
      case 3:
        text.insert(at, k_pieces[below(std::size(k_pieces))]);
        break;
      case 4:
        text.insert(at, text.substr(place(text), 60));
        break;
      default:
        text.replace(at, 1, k_pieces[below(std::size(k_pieces))]);
    }
  }

  std::mt19937 random_;
};

Catalog scripts() {
  return testing::catalog({{"0100_A", ""},
                           {"0200_B", "Dependencies: 0100"},
                           {"0201_C", ""},
                           {"0300_D", "", "param([string]$Target, [int]$N)"},
                           {"0400_E", ""},
                           {"0401_F", "Dependencies: 0400"}});
}

// Whether it became a plan; what did not says why.
bool try_plan(const Catalog& catalog, const Result<Value>& value) {
  PlanRequest request;
  PlanFiles files;
  files.read_script = [](const std::string&) {
    return Result<Script>(fail(ErrorKind::not_found, "no such file"));
  };
  files.load_playbook = [](const std::string&) {
    return read_playbook(Table{{"Sequence", "0201"}}, "inner");
  };
  const auto planned = [&]() -> Result<PlannedRun> {
    TRY(const Value read, value);
    TRY(request.playbook, read_playbook(read, "mutant"));
    return make_plan(catalog, request, files);
  }();
  if (!planned) {
    EXPECT_FALSE(planned.error().message.empty());
    EXPECT_NE(planned.error().kind, ErrorKind::internal)
        << planned.error().message;
    return false;
  }
  EXPECT_TRUE(unpack_plan(pack_plan(planned->plan)));
  return true;
}

TEST(MutatedPlaybooks, are_planned_or_refused) {
  const Catalog catalog = scripts();
  ASSERT_TRUE(try_plan(catalog, parse_psd1(k_psd1, "p.psd1", {})));
  ASSERT_TRUE(try_plan(catalog, parse_json(k_json, "p.json")));
  int planned = 0;
  for (int seed = 0; seed < k_mutants; ++seed) {
    Mutator mutator(static_cast<std::uint32_t>(seed));
    SCOPED_TRACE(seed);
    planned +=
        try_plan(catalog, parse_psd1(mutator.mutated(k_psd1), "p.psd1", {}));
    planned += try_plan(catalog, parse_json(mutator.mutated(k_json), "p.json"));
  }
  EXPECT_GT(planned, k_mutants / 100);
  EXPECT_LT(planned, 2 * k_mutants);
}

}  // namespace
}  // namespace aitherzero
