#include "protocol/codec/codec.hpp"

#include <random>

#include "protocol/codec/limits.hpp"
#include "shared/pack/pack.hpp"
#include "shared/value/limits.hpp"

namespace aitherzero {
namespace {

JobSpec full_spec() {
  JobSpec spec;
  spec.label = "0407_Validate";
  spec.kind = JobKind::executable;
  spec.isolation = Isolation::process;
  spec.script = "/scripts/0407_Validate.ps1";
  spec.working_directory = "/project";
  Table ordered{{"z", 1}, {"a", 2}};
  ordered.ordered = true;
  spec.parameters = {{"Text", "it's \"quoted\" $x"},
                     {"Flag", true},
                     {"Count", std::int64_t{-5}},
                     {"Ratio", 0.25},
                     {"Nothing", Value()},
                     {"List", Array{1, "two", Array{3}}},
                     {"Ordered", ordered}};
  spec.arguments = {"a", ""};
  spec.environment = {{"KEY", "value"}};
  spec.timeout = Milliseconds{120'000};
  spec.grace = Milliseconds{250};
  spec.workspace = digest_of("root");
  spec.overlays = {digest_of("one"), digest_of("two")};
  spec.outputs = {"out/**"};
  spec.secrets = {{"TOKEN", "s3cret"}};
  spec.secret_parameters = {"TOKEN"};
  spec.condition = "$level -gt 1";
  spec.variables = Table{{"level", 2}};
  spec.need_statuses = {{"0400", "succeeded"}};
  spec.need_outputs = {{"0400", Table{{"Count", 3}}}};
  spec.skip_if_exists = {"out/app"};
  spec.require_admin = true;
  spec.keep_processes = true;
  spec.required_files = {"out/*.zip"};
  spec.optional_files = {"logs/**"};
  spec.refusal = "what it needs is not there";
  return spec;
}

JobResult full_result() {
  JobResult result;
  result.outcome = Outcome::timed_out;
  result.exit_code = -124;
  result.duration = std::chrono::milliseconds(1500);
  result.error = JobError{"it broke", "/s.ps1", 12, 3, "At /s.ps1:12 char:3"};
  result.kill_receipt = KillReceipt{3, 1, 1, 1, 0, "cgroup", {"17 sleep"}};
  result.note = "left 3 processes behind";
  result.outputs = digest_of("outputs");
  result.objects = R"({"Count":3})";
  return result;
}

std::vector<ToController> to_controller_messages() {
  return {Hello{"agent", {{"os", "linux"}}, 4, "aitherzero 1"},
          AttemptsHeld{{{1}, {7}}, true},
          AgentDraining{},
          AttemptStarted{AttemptId{7}, 3},
          AttemptOutput{AttemptId{7}, 100, {{Stream::error, "x"}, {}}},
          AttemptEnded{AttemptId{7}, full_result()},
          AttemptEnded{AttemptId{8}, JobResult{}}};
}

std::vector<ToAgent> to_agent_messages() {
  return {
      Welcome{"aitherzero 1", 7412},
      ForgetAttempt{{7}},
      DrainAgent{},
      StartAttempt{AttemptId{7}, full_spec()},
      StartAttempt{AttemptId{8}, JobSpec{}},
      CancelAttempt{AttemptId{7}, CancelReason::run_timeout, CancelMode::kill},
      CancelAttempt{AttemptId{8}, CancelReason::playbook_timeout},
      AcknowledgeOutput{AttemptId{7}, 102},
      AcknowledgeResult{AttemptId{7}}};
}

TEST(Codec, brings_every_message_back) {
  for (const ToController& message : to_controller_messages()) {
    const auto decoded = decode_to_controller(encode(message));
    ASSERT_TRUE(decoded) << to_string(decoded.error());
    EXPECT_EQ(*decoded, message);
  }
  for (const ToAgent& message : to_agent_messages()) {
    const auto decoded = decode_to_agent(encode(message));
    ASSERT_TRUE(decoded) << to_string(decoded.error());
    EXPECT_EQ(*decoded, message);
  }
}

TEST(Codec, refuses_messages_of_the_other_direction) {
  for (const ToController& message : to_controller_messages()) {
    EXPECT_FALSE(decode_to_agent(encode(message)));
  }
  for (const ToAgent& message : to_agent_messages()) {
    EXPECT_FALSE(decode_to_controller(encode(message)));
  }
}

TEST(Codec, passes_over_fields_that_a_newer_side_adds) {
  PackWriter out;
  out.array(4).unsigned_number(2).unsigned_number(7).unsigned_number(3).string(
      "new");
  const auto decoded = decode_to_controller(out.take());
  ASSERT_TRUE(decoded);
  EXPECT_EQ(*decoded, ToController(AttemptStarted{AttemptId{7}, 3}));
}

// Whatever planning accepts reaches an agent.
TEST(Codec, carries_the_deepest_and_the_widest_values_that_are_read) {
  Value deep;
  for (std::size_t i = 0; i < k_max_value_depth; ++i) {
    deep = Value(Array{std::move(deep)});
  }
  Table wide;
  for (std::size_t i = 0; i < k_max_table_keys; ++i) {
    wide.set("key" + std::to_string(i), Value());
  }
  JobSpec spec;
  spec.parameters.set("Deep", deep);
  spec.parameters.set("Wide", Value(wide));
  for (int i = 0; i < 70'000; ++i) {
    spec.need_statuses["0100 (n=" + std::to_string(i) + ")"] = "succeeded";
    spec.overlays.emplace_back();
  }
  const ToAgent message = StartAttempt{AttemptId{7}, std::move(spec)};
  const auto decoded = decode_to_agent(encode(message));
  ASSERT_TRUE(decoded) << to_string(decoded.error());
  EXPECT_EQ(*decoded, message);
}

TEST(Codec, knows_the_attempt_of_a_job_that_it_cannot_read) {
  JobSpec spec;
  spec.arguments.resize(k_max_list_items + 1);
  const std::string frame = encode(ToAgent(StartAttempt{AttemptId{7}, spec}));
  EXPECT_FALSE(decode_to_agent(frame));
  EXPECT_EQ(attempt_to_start(frame), AttemptId{7});
  EXPECT_EQ(attempt_to_start(encode(ToAgent(ForgetAttempt{{7}}))),
            std::nullopt);
  EXPECT_EQ(attempt_to_start("garbage"), std::nullopt);
  EXPECT_EQ(attempt_to_start(""), std::nullopt);
}

TEST(Codec, refuses_values_out_of_range) {
  PackWriter cancel;
  cancel.array(4).unsigned_number(103).unsigned_number(7).unsigned_number(9);
  cancel.unsigned_number(0);
  EXPECT_FALSE(decode_to_agent(cancel.take()));
  PackWriter hello;
  hello.array(5).unsigned_number(1).unsigned_number(1).string("a").array(0);
  hello.unsigned_number(k_max_slots + 1);
  EXPECT_FALSE(decode_to_controller(hello.take()));
}

// Every cut and thousands of changed bytes: an error or a message, no crash.
TEST(Codec, survives_broken_frames) {
  std::mt19937 random(20240407);
  std::vector<std::string> frames;
  for (const auto& m : to_controller_messages()) frames.push_back(encode(m));
  for (const auto& m : to_agent_messages()) frames.push_back(encode(m));
  for (const std::string& frame : frames) {
    for (std::size_t length = 0; length < frame.size(); ++length) {
      EXPECT_FALSE(decode_to_controller(frame.substr(0, length)));
      EXPECT_FALSE(decode_to_agent(frame.substr(0, length)));
    }
    for (int i = 0; i < 2000; ++i) {
      std::string broken = frame;
      broken[random() % broken.size()] = static_cast<char>(random());
      static_cast<void>(decode_to_controller(broken));
      static_cast<void>(decode_to_agent(broken));
    }
  }
}

TEST(Codec, the_bytes_of_a_started_message_do_not_change) {
  const std::string bytes = encode(ToController(AttemptStarted{{7}, 3}));
  EXPECT_EQ(bytes, std::string("\x93\x02\x07\x03"));
}

}  // namespace
}  // namespace aitherzero
