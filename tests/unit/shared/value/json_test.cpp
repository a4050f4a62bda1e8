#include "shared/value/json.hpp"

#include <random>

namespace aitherzero {
namespace {

TEST(Json, brings_values_back) {
  const std::string text =
      R"({"a":[1,-2,0.5,true,null,"x\n\"é"],"b":{"c":{}}})";
  const auto value = parse_json(text, "j");
  ASSERT_TRUE(value) << to_string(value.error());
  EXPECT_EQ(to_json(*value, JsonStyle::compact), text);
}

TEST(Json, knows_where_every_value_stands) {
  const auto value = parse_json(
      "{\n  \"é\" : 12,\n  \"list\": [ 3,\"x\", {\"k\":true} ] }", "j");
  ASSERT_TRUE(value);
  const Table& table = *value->as<Table>();
  EXPECT_EQ(value->place(), (Place{"j", 1, 1}));
  EXPECT_EQ(table.find("é")->place(), (Place{"j", 2, 9}));
  EXPECT_EQ(table.entries()[1].key_place, (Place{"j", 3, 3}));
  const Array& list = *table.find("list")->as<Array>();
  EXPECT_EQ(list[0].place(), (Place{"j", 3, 13}));
  EXPECT_EQ(list[1].place(), (Place{"j", 3, 15}));
  EXPECT_EQ(list[2].as<Table>()->find("k")->place(), (Place{"j", 3, 25}));
}

TEST(Json, says_where_it_is_wrong) {
  const auto value = parse_json("{\n  \"a\": 1,\n  \"b\" 2 }", "j");
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().place.line, 3u);
}

TEST(Json, refuses_repeated_keys) {
  const auto value = parse_json("{\"a\":1,\n \"A\":2}", "j");
  ASSERT_FALSE(value);
  EXPECT_EQ(to_string(value.error()),
            "j:2:2: the key \"A\" stands here twice; the first is at j:1:2");
}

TEST(Json, refuses_what_is_no_json) {
  for (const char* text : {"", "{", "[1,]", "nul", "1 2", "'x'",
                           "{\"a\":1e999}", "\"\xff\"", "[1", "\"abc"}) {
    EXPECT_FALSE(parse_json(text, "j")) << text;
  }
  EXPECT_FALSE(parse_json(std::string(100'000, '['), "j"));
}

TEST(Json, replaces_what_is_not_utf8_when_it_writes) {
  EXPECT_EQ(to_json(Value("a\xff"), JsonStyle::compact), "\"a\xef\xbf\xbd\"");
}

TEST(Json, survives_broken_texts) {
  const std::string text = R"({"a":[1,-2.5e3,"\u00e9",null],"b":{"c":false}})";
  std::mt19937 random(3);
  for (int i = 0; i < 30'000; ++i) {
    std::string broken = text;
    broken[random() % broken.size()] = static_cast<char>(random());
    broken[random() % broken.size()] = static_cast<char>(random());
    if (random() % 3 == 0) broken.resize(random() % broken.size());
    static_cast<void>(parse_json(broken, "j"));
  }
}

}  // namespace
}  // namespace aitherzero
