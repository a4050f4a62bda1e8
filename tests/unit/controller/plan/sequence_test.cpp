#include "controller/plan/sequence.hpp"

#include "support/catalog_builder.hpp"

namespace aitherzero {
namespace {

Catalog test_catalog() {
  return testing::catalog({{"0400_Check", "Stage: Environment"},
                           {"0402_Run-Tests", "Stage: Testing\nTags: test"},
                           {"0407_Validate",
                            "Stage: Testing\n"
                            "Tags: validation, fast"},
                           {"0413_Config", "Tags: validation"},
                           {"0450_Large", ""},
                           {"0500_Report", "Dependencies: 0407, Git"},
                           {"4000_Other", ""},
                           {"4000_Twin", ""}});
}

// "0407 0413", or the error.
std::string selected(const std::vector<std::string>& terms,
                     Dependencies dependencies = Dependencies::selected_only) {
  const Catalog catalog = test_catalog();
  std::vector<SequenceText> texts;
  for (const std::string& term : terms) {
    texts.push_back({term, {"--sequence", 0, 0}});
  }
  const auto selection = select_scripts(catalog, texts, dependencies);
  if (!selection) return to_string(selection.error());
  std::string result;
  for (const SelectedScript& script : selection->scripts) {
    if (!result.empty()) result += ' ';
    result += catalog.scripts()[script.script].number;
  }
  return result;
}

struct Case {
  const char* name;
  std::vector<std::string> terms;
  const char* expected;
};

class Sequence : public ::testing::TestWithParam<Case> {};

TEST_P(Sequence, selects) {
  EXPECT_EQ(selected(GetParam().terms), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Forms, Sequence,
    ::testing::Values(
        Case{"number", {"0407"}, "0407"},
        Case{"short_number", {" 407 "}, "0407"},
        Case{"range", {"0400-0449"}, "0400 0402 0407 0413"},
        Case{"range_with_blanks", {"400 - 449"}, "0400 0402 0407 0413"},
        Case{"list_keeps_its_order", {"0407,0413,0402"}, "0407 0413 0402"},
        Case{"array_is_a_list", {"0407", "0402"}, "0407 0402"},
        Case{"prefix", {"04*"}, "0400 0402 0407 0413 0450"},
        Case{"longer_prefix", {"041*"}, "0413"},
        Case{"first_digit", {"4*"}, "4000 4000"},
        Case{"everything", {"*,!4*"}, "0400 0402 0407 0413 0450 0500"},
        Case{"exclusion", {"0400-0499,!0450"}, "0400 0402 0407 0413"},
        Case{"exclusion_first", {"!0450,04*"}, "0400 0402 0407 0413"},
        Case{"exclusion_of_a_range", {"04*", "! 0402-0413"}, "0400 0450"},
        Case{"stage", {"stage:testing"}, "0402 0407"},
        Case{"tag", {"TAG: validation"}, "0407 0413"},
        Case{"base_name", {"0407_validate"}, "0407"},
        Case{"file_name", {"4000_Twin.ps1"}, "4000"},
        Case{"name", {"Run-Tests"}, "0402"},
        Case{"exclusion_settles_ambiguity", {"4000,!4000_Twin"}, "4000"},
        Case{"repeats_keep_their_first_place",
             {"0413,04*"},
             "0413 0400 0402 0407 0450"},
        Case{"dependencies_come_first", {"0500,0407"}, "0407 0500"},
        Case{"dependencies_outside_stay_out", {"0500"}, "0500"}),
    [](const auto& c) { return c.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Errors, Sequence,
    ::testing::Values(
        Case{"empty",
             {" "},
             "--sequence: this sequence is empty\n  write for example "
             "0400-0499"},
        Case{"empty_term",
             {"0407,,0413"},
             "--sequence:1:6: this term is empty\n  remove the extra comma, "
             "or write a number such as 0407"},
        Case{"unknown_number",
             {"0407, 0408"},
             "--sequence:1:7: no script is called '0408'\n  did you mean "
             "'0400', '0402', '0407'?"},
        Case{
            "empty_range",
            {"0600-0699"},
            "--sequence:1:1: '0600-0699' matches no script\n  the scripts next "
            "to it are 0500 and 4000"},
        Case{"empty_prefix",
             {"9*"},
             "--sequence:1:1: '9*' matches no script\n  the last script is "
             "4000"},
        Case{"number_far_from_all",
             {"9999"},
             "--sequence:1:1: no script is called '9999'\n  the last script is "
             "4000"},
        Case{"reversed_range",
             {"0499-0400"},
             "--sequence:1:1: the range '0499-0400' is reversed\n  write "
             "0400-0499"},
        Case{"only_exclusions",
             {"!0407"},
             "--sequence: this sequence only excludes\n  to run all others "
             "write *,!0407"},
        Case{"all_excluded",
             {"0407,!04*"},
             "--sequence: everything that this sequence selects is excluded\n"
             "  remove an exclusion"},
        Case{"unknown_prefix",
             {"tags:x"},
             "--sequence:1:1: unknown prefix 'tags:'\n  did you mean 'tag', "
             "'stage'?"},
        Case{"unknown_stage",
             {"stage:Testin"},
             "--sequence:1:1: 'stage:Testin' matches no script\n  did you mean "
             "'Testing'?"},
        Case{"unknown_name",
             {"Run-Test"},
             "--sequence:1:1: no script is called 'Run-Test'\n  did you mean "
             "'Run-Tests'?"},
        Case{"ambiguous_number",
             {"4000"},
             "--sequence:1:1: '4000' is ambiguous: 4000_Other.ps1, "
             "4000_Twin.ps1\n  write the file name instead"},
        Case{"five_digits",
             {"04070"},
             "--sequence:1:1: '04070' has more than four digits\n  script "
             "numbers go from 0000 to 9999"},
        Case{"lone_exclamation",
             {"0407,!"},
             "--sequence:1:6: nothing follows this '!'\n  remove the extra "
             "comma, or write a number such as 0407"}),
    [](const auto& c) { return c.param.name; });

TEST(SequenceWarnings, an_exclusion_that_matches_nothing_is_one) {
  const auto selection = select_scripts(test_catalog(), {{"0407,!0999", {}}},
                                        Dependencies::selected_only);
  ASSERT_TRUE(selection);
  ASSERT_EQ(selection->warnings.size(), 1u);
  EXPECT_EQ(selection->warnings[0].message, "'!0999' excludes nothing");
}

TEST(SequenceDependencies, are_included_when_asked_for) {
  EXPECT_EQ(selected({"0500"}, Dependencies::include), "0407 0500");
}

TEST(SequenceDependencies, a_cycle_does_not_hang) {
  const Catalog catalog = testing::catalog(
      {{"0001_A", "Dependencies: 0002"}, {"0002_B", "Dependencies: 0001"}});
  const auto selection =
      select_scripts(catalog, {{"*", {}}}, Dependencies::selected_only);
  ASSERT_TRUE(selection);
  EXPECT_EQ(selection->scripts.size(), 2u);
}

TEST(SequenceGuess, tells_sequences_from_playbook_names) {
  EXPECT_TRUE(looks_like_sequence("0400-0499"));
  EXPECT_TRUE(looks_like_sequence("stage:Testing"));
  EXPECT_FALSE(looks_like_sequence("project-health-check"));
}

TEST(SequenceAdvice, says_so_where_no_script_has_a_stage_or_a_tag) {
  const Catalog bare = testing::catalog({{"0400_A"}});
  for (const auto& [term, advice] :
       {std::pair{"stage:X", "no script has a stage"},
        std::pair{"tag:X", "no script has a tag"}}) {
    const auto selection =
        select_scripts(bare, {{term, {}}}, Dependencies::selected_only);
    ASSERT_FALSE(selection);
    EXPECT_EQ(selection.error().advice, advice);
  }
}

}  // namespace
}  // namespace aitherzero
