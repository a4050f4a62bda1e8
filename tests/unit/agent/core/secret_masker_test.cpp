#include "agent/core/secret_masker.hpp"

#include <gmock/gmock.h>

#include <cstring>

#include "encodings.hpp"

namespace aitherzero {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using Texts = std::vector<std::string>;

SecretMasker masker_of(const Texts& values) {
  std::vector<Secret> secrets;
  for (const std::string& value : values) secrets.push_back({"NAME", value});
  return SecretMasker(secrets);
}

std::string masked(const std::string& value, std::string_view text) {
  return masker_of({value}).mask_text(text);
}

std::vector<OutputLine> output(const Texts& texts,
                               Stream stream = Stream::output) {
  std::vector<OutputLine> lines;
  for (const std::string& text : texts) lines.push_back({stream, text});
  return lines;
}

Texts texts_of(const std::vector<OutputLine>& lines) {
  Texts texts;
  for (const OutputLine& line : lines) texts.push_back(line.text);
  return texts;
}

TEST(SecretMasker, puts_stars_in_the_place_of_a_value) {
  EXPECT_EQ(masked("hunter2!", "the password is hunter2!, hunter2! twice"),
            "the password is ***, *** twice");
  EXPECT_EQ(masked("hunter2!", "hunter2!hunter2!"), "***");
  EXPECT_EQ(masked("hunter2!", "hunter2 Hunter2!"), "hunter2 Hunter2!");
  EXPECT_EQ(masked("  hunter2!\r\n", "(hunter2!)"), "(***)");
  EXPECT_EQ(masked("gr\xC3\xBC\xC3\x9F", "gr\xC3\xBC\xC3\x9F dich"),
            "*** dich");
}

TEST(SecretMasker, leaves_text_alone_where_there_is_no_secret) {
  SecretMasker none({});
  EXPECT_EQ(none.mask_text("a\r\nb\n"), "a\r\nb\n");
  EXPECT_EQ(texts_of(none.mask(output({"a", ""}))), (Texts{"a", ""}));
  EXPECT_EQ(masked("", "a b"), "a b");
  EXPECT_EQ(masked("    ", "a    b"), "a    b");
}

TEST(SecretMasker, masks_what_overlaps_as_one) {
  const auto masker = masker_of({"abcdef", "defghi", "cdef"});
  EXPECT_EQ(masker.mask_text("xabcdefghix"), "x***x");
  EXPECT_EQ(masker.mask_text("abcdef-defghi"), "***-***");
}

TEST(SecretMasker, masks_short_values_only_as_words) {
  EXPECT_EQ(masked("7", "7 of 17, x7, 7."), "*** of 17, x7, ***.");
  EXPECT_EQ(masked("on", "on only _on (on)"), "*** only _on (***)");
  EXPECT_EQ(masked("on\n", "on"), "***");
}

TEST(SecretMasker, masks_base64_from_each_place_in_both_alphabets) {
  const std::string value = "p\xC3\xA4ss?>~wort";
  for (const char* before : {"", "x", "xy", "xyz", "user:"}) {
    for (const char* after : {"", "1", "12", "123"}) {
      for (const bool url : {false, true}) {
        for (const bool padded : {false, true}) {
          const std::string code = base64(before + value + after, url, padded);
          const std::string text = masked(value, "[" + code + "]");
          // What is left is of the bytes around it, padding, and brackets.
          const std::size_t around = std::strlen(before) + std::strlen(after);
          EXPECT_LE(text.size(), 2 + 3 + around * 8 / 6 + 2)
              << code << " " << text;
          EXPECT_NE(text.find("***"), std::string::npos) << code;
        }
      }
    }
  }
  EXPECT_EQ(masked(value, "[" + base64(value) + "]"), "[***]");
}

TEST(SecretMasker, masks_encoded_commands_of_powershell) {
  const std::string command = utf16le("Login -Password 'hunter2!' -Force");
  const std::string text = masked("hunter2!", base64(command));
  EXPECT_NE(text.find("***"), std::string::npos);
  EXPECT_EQ(text.substr(0, 40), base64(command).substr(0, 40));
}

TEST(SecretMasker, masks_base64_that_is_broken_into_lines) {
  const std::string value(100, 'k');
  const std::string code = base64("some user:" + value + "\n", false, true);
  for (const std::size_t width : {64u, 76u}) {
    Texts lines;
    for (std::size_t at = 0; at < code.size(); at += width) {
      lines.push_back(code.substr(at, width));
    }
    auto masker = masker_of({value});
    Texts seen;
    for (const std::string& line : lines) {
      for (auto& it : texts_of(masker.mask(output({line})))) seen.push_back(it);
    }
    for (auto& it : texts_of(masker.flush())) seen.push_back(it);
    ASSERT_EQ(seen.size(), lines.size());
    EXPECT_EQ(seen[0], code.substr(0, 13) + "***");
    for (std::size_t i = 1; i + 1 < seen.size(); ++i) EXPECT_EQ(seen[i], "***");
  }
}

TEST(SecretMasker, masks_escapes_however_much_is_escaped) {
  const std::string value = "a b+c/d&e%\"'\\<f";
  EXPECT_EQ(masked(value, "?q=a%20b%2Bc%2Fd%26e%25%22%27%5C%3Cf&x"),
            "?q=***&x");
  EXPECT_EQ(masked(value, "a%20b%2bc/d&e%25%22'%5c%3cf"), "***");
  EXPECT_EQ(masked(value, "a+b%2Bc%2Fd%26e%25%22%27%5C%3Cf"), "***");
  EXPECT_EQ(masked(value, R"({"k":"a b+c/d&e%\"'\\<f"})"), R"({"k":"***"})");
  EXPECT_EQ(masked(value, R"(a b\u002Bc\/d\u0026e%\u0022\u0027\\\u003cf!)"),
            "***!");
  EXPECT_EQ(masked(value, R"(a\ b+c/d\&e%\"\'\\\<f)"), "***");
  EXPECT_EQ(masked("\xC3\xBC\xF0\x9F\x8C\xB2key", R"(\u00fc\uD83C\udf32key)"),
            "***");
}

TEST(SecretMasker, masks_quoted_forms) {
  EXPECT_EQ(masked("it's \"it\"", "'it''s \"it\"'"), "'***'");
  EXPECT_EQ(masked("it's \"it\"", "\"it's \"\"it\"\"\""), "\"***\"");
  EXPECT_EQ(masked("it's \"it\"", R"('it'\''s "it"')"), "'***'");
  EXPECT_EQ(masked("$a\"`b", "\"`$a`\"``b\""), "\"***\"");
}

TEST(SecretMasker, masks_each_longer_line_of_a_value_alone) {
  const std::string value = "first line\n{\n  second line\n}\n";
  EXPECT_EQ(masked(value, "x first line x"), "x *** x");
  EXPECT_EQ(masked(value, "    second line"), "    ***");
  EXPECT_EQ(masked(value, "{ }"), "{ }");
  EXPECT_EQ(masked(value, "x first line\r\n{\r\n  second line\r\n}\r\nx"),
            "x ***\n***\n***\n***\r\nx");
  EXPECT_EQ(masked(value, R"("first line\n{\n  second line\n}\n")"),
            R"("***\n")");
}

TEST(SecretMasker, holds_back_what_may_be_the_start_of_several_lines) {
  auto masker = masker_of({"{\n1\n}"});
  EXPECT_EQ(texts_of(masker.mask(output({"a", "{"}))), Texts{"a"});
  EXPECT_THAT(masker.mask(output({"1"})), IsEmpty());
  EXPECT_EQ(texts_of(masker.mask(output({"}", "{", "x"}))),
            (Texts{"***", "***", "***", "{", "x"}));
  EXPECT_EQ(texts_of(masker.mask(output({"{"}))), Texts{});
  EXPECT_EQ(texts_of(masker.flush()), Texts{"{"});
  EXPECT_THAT(masker.flush(), IsEmpty());
}

TEST(SecretMasker, keeps_the_order_of_streams_and_does_not_join_them) {
  auto masker = masker_of({"{\n1\n}"});
  EXPECT_THAT(masker.mask({{Stream::output, "{"}, {Stream::error, "1"}}),
              IsEmpty());
  EXPECT_THAT(masker.mask({{Stream::output, "1"}, {Stream::error, "}"}}),
              IsEmpty());
  EXPECT_THAT(masker.mask({{Stream::output, "}"}}),
              ElementsAre(OutputLine{Stream::output, "***"},
                          OutputLine{Stream::error, "1"},
                          OutputLine{Stream::output, "***"},
                          OutputLine{Stream::error, "}"},
                          OutputLine{Stream::output, "***"}));
}

TEST(SecretMasker, finds_a_value_over_the_cut_of_a_long_line) {
  const std::string value = "hunter2! & more";
  const std::string before(k_longest_line_bytes - 6, '.');
  for (const std::string& form :
       {value, std::string("hunter2%21%20%26%20more"),
        std::string(R"(hunter2! \u0026 more)"), base64(value)}) {
    for (std::size_t cut = 3; cut < 7; ++cut) {
      auto masker = masker_of({value});
      EXPECT_THAT(masker.mask(output({before + form.substr(0, cut)})),
                  IsEmpty());
      EXPECT_EQ(texts_of(masker.mask(output({form.substr(cut) + "."}))),
                (Texts{before + "***", "***."}))
          << form << cut;
    }
  }
}

TEST(SecretMasker, gives_up_holding_back_before_it_grows_memory) {
  auto masker = masker_of({"{\n1\n}"});
  std::vector<OutputLine> seen = masker.mask(output({"{ {"}));
  for (std::size_t i = 0; i < k_max_held_lines; ++i) {
    for (auto& line : masker.mask(output({"x"}, Stream::error))) {
      seen.push_back(std::move(line));
    }
  }
  EXPECT_EQ(seen.size(), k_max_held_lines + 1);
  EXPECT_EQ(seen.front().text, "{ ***");
  EXPECT_EQ(texts_of(masker.mask(output({"1", "}", "{"}))),
            (Texts{"***", "***"}));
}

TEST(SecretMasker, masks_all_texts_of_a_result) {
  JobResult result;
  result.error = JobError{"bad hunter2!", "/x/hunter2!.ps1", 1, 2,
                          "At hunter2!\n + hunter2!"};
  result.kill_receipt = KillReceipt{};
  result.kill_receipt->names = {"12 hunter2!"};
  result.note = "hunter2!";
  masker_of({"hunter2!"}).mask_result(result);
  EXPECT_EQ(result.error->message, "bad ***");
  EXPECT_EQ(result.error->script, "/x/***.ps1");
  EXPECT_EQ(result.error->position, "At ***\n + ***");
  EXPECT_THAT(result.kill_receipt->names, ElementsAre("12 ***"));
  EXPECT_EQ(result.note, "***");
}

TEST(SecretMaskerResult, masks_objects_in_texts_keys_and_numbers) {
  JobResult result;
  result.objects =
      R"({"hunter2!":["a hunter2!",{"b":71234567}],"n":7,"ok":true})";
  masker_of({"hunter2!", "71234567"}).mask_result(result);
  EXPECT_EQ(result.objects, R"({"***":["a ***",{"b":"***"}],"n":7,"ok":true})");
  result.objects = "\"a\\\"b\"";
  masker_of({"a\"b!"}).mask_result(result);
  EXPECT_EQ(result.objects, "\"a\\\"b\"");
  masker_of({"a\"b"}).mask_result(result);
  EXPECT_EQ(result.objects, "\"***\"") << "also where JSON escapes it";
}

}  // namespace
}  // namespace aitherzero
