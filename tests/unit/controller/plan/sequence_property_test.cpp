// The sequence language against a model that is too simple to be wrong: sets
// of numbers, one term after another. Seeded; a failure prints its seed.
#include <random>
#include <set>

#include "controller/plan/sequence.hpp"
#include "support/catalog_builder.hpp"

namespace aitherzero {
namespace {

struct World {
  std::vector<int> numbers;  // of the scripts there are, ascending
  Catalog catalog;
};

World make_world(std::mt19937& random) {
  std::set<int> numbers;
  const std::size_t count = 1 + random() % 30;
  while (numbers.size() < count) {
    // Close together, so that ranges and prefixes meet scripts.
    numbers.insert(static_cast<int>(random() % 3 * 1000 + random() % 60));
  }
  World world;
  std::vector<testing::TestScript> scripts;
  for (const int number : numbers) {
    world.numbers.push_back(number);
    scripts.push_back({fmt::format("{:04}_S", number)});
  }
  world.catalog = testing::catalog(scripts);
  return world;
}

struct ModelTerm {
  std::string text;
  std::vector<int> matches;
  bool excludes;
};

ModelTerm make_term(const World& world, std::mt19937& random) {
  ModelTerm term;
  const auto any = [&] {
    return world.numbers[random() % world.numbers.size()];
  };
  const auto add_where = [&](const auto& predicate) {
    for (const int number : world.numbers) {
      if (predicate(number)) term.matches.push_back(number);
    }
  };
  switch (random() % 3) {
    case 0: {
      const int number = any();
      term.text = random() % 2 == 0 ? fmt::format("{:04}", number)
                                    : fmt::format("{}", number);
      term.matches = {number};
      break;
    }
    case 1: {
      const int a = any();
      const int b = any();
      term.text = fmt::format("{:04} -{}", std::min(a, b), std::max(a, b));
      add_where(
          [&](int n) { return n >= std::min(a, b) && n <= std::max(a, b); });
      break;
    }
    default: {
      const std::string prefix =
          fmt::format("{:04}", any()).substr(0, random() % 5);
      term.text = prefix + "*";
      add_where(
          [&](int n) { return fmt::format("{:04}", n).starts_with(prefix); });
    }
  }
  term.excludes = random() % 4 == 0;
  if (term.excludes) term.text = "!" + term.text;
  return term;
}

// What design.md says, in the fewest words.
std::vector<int> model(const std::vector<ModelTerm>& terms) {
  std::set<int> gone;
  for (const ModelTerm& term : terms) {
    if (term.excludes) gone.insert(term.matches.begin(), term.matches.end());
  }
  std::vector<int> result;
  for (const ModelTerm& term : terms) {
    if (term.excludes) continue;
    for (const int number : term.matches) {
      if (gone.insert(number).second) result.push_back(number);
    }
  }
  return result;
}

TEST(SequenceProperty, agrees_with_a_brute_force_model) {
  for (unsigned seed = 1; seed <= 5000; ++seed) {
    std::mt19937 random(seed);
    const World world = make_world(random);
    std::vector<ModelTerm> terms;
    std::string text;
    for (std::size_t i = 0, count = 1 + random() % 5; i < count; ++i) {
      terms.push_back(make_term(world, random));
      text += (i == 0 ? "" : random() % 2 == 0 ? "," : " , ") + terms[i].text;
    }
    const std::vector<int> expected = model(terms);
    const auto selection = select_scripts(world.catalog, {{text, {}}},
                                          Dependencies::selected_only);
    std::vector<int> actual;
    if (selection) {
      for (const SelectedScript& script : selection->scripts) {
        actual.push_back(world.numbers[script.script]);
      }
    }
    ASSERT_EQ(actual, expected) << "seed " << seed << ": " << text;
    ASSERT_EQ(selection.has_value(), !expected.empty()) << "seed " << seed;
  }
}

TEST(SequenceProperty, survives_any_text) {
  std::mt19937 random(99);
  const Catalog catalog = testing::catalog({{"0001_A"}, {"0002_B"}});
  constexpr std::string_view k_alphabet = "0129*-!,: abst$é\n";
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (auto length = random() % 20; length > 0; --length) {
      text += k_alphabet[random() % k_alphabet.size()];
    }
    static_cast<void>(
        select_scripts(catalog, {{text, {}}}, Dependencies::include));
    static_cast<void>(looks_like_sequence(text));
  }
}

}  // namespace
}  // namespace aitherzero
