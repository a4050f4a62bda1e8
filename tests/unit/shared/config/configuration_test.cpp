#include "shared/config/configuration.hpp"

#include <gmock/gmock.h>

namespace aitherzero {
namespace {

Value at(Value value, std::uint32_t line) {
  return std::move(value).at({"config.psd1", line, 1});
}

TEST(Configuration, stronger_layers_are_laid_over_weaker_ones) {
  Configuration configuration;
  ASSERT_TRUE(configuration.add(Table{
      {"Automation",
       Table{{"MaxConcurrency", at(4, 1)}, {"DefaultMode", at("Parallel", 2)}}},
      {"List", Array{1, 2}}}));
  ASSERT_TRUE(configuration.add(
      Table{{"automation", Table{{"maxconcurrency", at(8, 9)}}},
            {"List", Array{3}}}));
  EXPECT_EQ(*configuration.find("Automation.MaxConcurrency"), Value(8));
  EXPECT_EQ(configuration.find("Automation.MaxConcurrency")->place().line, 9u);
  EXPECT_EQ(*configuration.find("automation.defaultmode"), Value("Parallel"));
  EXPECT_EQ(*configuration.find("List"), Value(Array{3}));
  EXPECT_EQ(configuration.find("Automation.None"), nullptr);
  EXPECT_EQ(configuration.find("List.None"), nullptr);
  std::vector<std::string> paths;
  for (const auto& setting : configuration.settings()) {
    paths.push_back(setting.path);
  }
  EXPECT_THAT(paths, testing::ElementsAre("Automation.MaxConcurrency",
                                          "Automation.DefaultMode", "List"));
}

TEST(Configuration, is_a_table) {
  Configuration configuration;
  EXPECT_FALSE(configuration.add(Array{1}));
  EXPECT_TRUE(configuration.settings().empty());
}

}  // namespace
}  // namespace aitherzero
