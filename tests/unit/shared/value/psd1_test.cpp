#include "shared/value/psd1.hpp"

#include <random>

#include "shared/value/json.hpp"
#include "shared/value/limits.hpp"

namespace aitherzero {
namespace {

Result<Value> read(std::string_view text) {
  Psd1Context context;
  context.script_root = "/playbooks";
  context.environment =
      [](std::string_view name) -> std::optional<std::string> {
    if (name == "HOME") return "/home/me";
    return std::nullopt;
  };
  return parse_psd1(text, "p.psd1", context);
}

// The value as JSON, or the error as people see it.
std::string shown(std::string_view text) {
  const auto value = read(text);
  return value ? to_json(*value, JsonStyle::compact) : to_string(value.error());
}

struct Case {
  const char* name;
  const char* text;
  const char* expected;
};

class Psd1Reads : public ::testing::TestWithParam<Case> {};

TEST_P(Psd1Reads, as_powershell_does) {
  EXPECT_EQ(shown(GetParam().text), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Values, Psd1Reads,
    ::testing::Values(
        Case{"single_quotes", "'it''s $x `n'", "\"it's $x `n\""},
        Case{"double_quotes", "\"a`tb`\"c\"\"d`$e\"", R"("a\tb\"c\"d$e")"},
        Case{"unicode_escape", "\"`u{6f22}\"", "\"漢\""},
        Case{"here_string", "@'\nline 1\n 'two'\n'@", R"("line 1\n 'two'")"},
        Case{"expanding_here_string", "@\"\nhome: $env:HOME\n\"@",
             R"("home: /home/me")"},
        Case{"here_string_with_crlf", "@'\r\na\r\n'@", R"("a")"},
        Case{"environment", "\"$env:HOME/x ${env:HOME} $($env:HOME)\"",
             R"("/home/me/x /home/me /home/me")"},
        Case{"unset_environment", "@($env:NOPE, \"[$env:NOPE]\")",
             R"([null,"[]"])"},
        Case{"script_root", "\"$PSScriptRoot/x\"", R"("/playbooks/x")"},
        Case{"lone_dollar", "\"costs 5$ or $ 5\"", R"("costs 5$ or $ 5")"},
        Case{"numbers", "@(1, -2, 0x1F, 1.5, 2kb, 1e3, 7l, 0407, .5)",
             "[1,-2,31,1.5,2048,1000.0,7,407,0.5]"},
        Case{"constants", "@($true, $FALSE, $null)", "[true,false,null]"},
        Case{"newlines_separate", "@(\n1\n2, 3\n\n4;5)", "[1,2,3,4,5]"},
        Case{"bare_commas", "@{ A = 1, 2 }", R"({"A":[1,2]})"},
        Case{"one_element_comma", "@{ A = ,'x' }", R"({"A":["x"]})"},
        Case{"nested_arrays", "@(@(1, 2), @())", "[[1,2],[]]"},
        Case{"keys", "@{ Bare = 1; 'quoted key' = 2; 3 = 4 }",
             R"({"Bare":1,"quoted key":2,"3":4})"},
        Case{"value_on_next_line", "@{ A =\n 1 }", R"({"A":1})"},
        Case{"ordered", "[ordered]@{ Z = 1; A = 2 }", R"({"Z":1,"A":2})"},
        Case{"comments", "<# x #> @{ # y\n A = 1 # z\n <# q #> B = 2 }",
             R"({"A":1,"B":2})"},
        Case{"continuation", "@{ A = `\n 1 }", R"({"A":1})"},
        Case{"parenthesis", "('x')", R"("x")"},
        Case{"script_block", "@{ C = { $x -eq '}' # }\n } }",
             R"({"C":" $x -eq '}' # }\n "})"},
        Case{"byte_order_mark", "\xef\xbb\xbf@{}", "{}"}),
    [](const auto& c) { return c.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Errors, Psd1Reads,
    ::testing::Values(
        Case{"empty", "# nothing\n",
             "p.psd1:2:1: this file holds no data\n  begin with @{"},
        Case{"command", "@{\n  A = Get-Date\n}",
             "p.psd1:2:7: 'Get-Date' is not data\n  quote it if it is text: "
             "'Get-Date'; commands are never run"},
        Case{"unclosed_table", "@{\n A = 1\n",
             "p.psd1:1:1: this @{ is never closed by }"},
        Case{"unclosed_string", "@{ A = 'x\n}",
             "p.psd1:1:8: this string is never closed\n  close it with a "
             "single quote '"},
        Case{"missing_equals", "@{ A 1 }",
             "p.psd1:1:6: '=' is missing after the key 'A'\n  an entry is Key "
             "= value"},
        Case{"range_as_number", "@(0400-0499)",
             "p.psd1:1:3: '0400-0499' is not a number\n  write it as text: "
             "'0400-0499'"}),
    [](const auto& c) { return c.param.name; });

TEST(Psd1, a_repeated_key_names_both_places) {
  EXPECT_EQ(shown("@{ A = 1\n  a = 2 }"),
            "p.psd1:2:3: the key 'a' stands here twice; the first is at "
            "p.psd1:1:4\n  remove one of them");
}

TEST(Psd1, code_is_refused_wherever_it_stands) {
  for (const char* text :
       {"$(Get-Date)", "\"$(Get-Date)\"", "\"$x\"", "$x", "1 + 2", "[int]'1'",
        "@{ A = $env:HOME.Length }", "& 'x'", "@{ A = (Get-Date) }",
        "@{} ; @{}", "function f {}", "'a' -f 'b'"}) {
    EXPECT_FALSE(read(text)) << text;
  }
}

TEST(Psd1, keeps_the_places_of_nested_values) {
  const auto value = read("@{\n  Steps = @(\n    @{ Name = 'é'; Z = 5 }\n) }");
  ASSERT_TRUE(value);
  const auto* step =
      (*value->as<Table>()->find("steps")->as<Array>())[0].as<Table>();
  EXPECT_EQ(step->find("Z")->place(), (Place{"p.psd1", 3, 24}));
  EXPECT_EQ(step->entries()[0].key_place, (Place{"p.psd1", 3, 8}));
}

TEST(Psd1, refuses_deep_nesting) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "@(";
  const auto value = read(text);
  ASSERT_FALSE(value);
  EXPECT_NE(value.error().message.find("nested deeper"), std::string::npos);
}

TEST(Psd1, survives_broken_texts) {
  const std::string text =
      "@{ A = \"x $env:HOME `u{41}\"; B = @(1, 0x2, 'q''s'); [ordered]\n"
      "C = { if ($x) { '}' } }; D = @'\nhere\n'@; E = <# c #> -1.5kb }";
  std::mt19937 random(407);
  for (int i = 0; i < 30'000; ++i) {
    std::string broken = text;
    for (unsigned changes = random() % 4; changes > 0; --changes) {
      broken[random() % broken.size()] = static_cast<char>(random());
    }
    if (random() % 3 == 0) broken.resize(random() % broken.size());
    static_cast<void>(read(broken));
  }
}

}  // namespace
}  // namespace aitherzero
