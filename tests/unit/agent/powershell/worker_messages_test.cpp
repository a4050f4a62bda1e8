#include "agent/powershell/worker_messages.hpp"

#include <random>

#include "shared/pack/pack.hpp"

namespace aitherzero {
namespace {

std::string frame(const Table& message) {
  const std::string body = pack_value(Value(message));
  std::string bytes(3, '\0');
  bytes += static_cast<char>(body.size());
  return bytes + body;
}

std::string ready() {
  return frame({{"type", "ready"},
                {"protocol", 1},
                {"version", "7.6.1"},
                {"host", "pwsh"},
                {"pid", 12}});
}

std::string ended() {
  return frame({{"type", "ended"},
                {"id", 3},
                {"outcome", "failed"},
                {"exit_code", 1},
                {"error", Table{{"message", "no"},
                                {"script", "/s.ps1"},
                                {"line", 4},
                                {"column", 2},
                                {"position", "At …"}}},
                {"objects", "[1,2]"},
                {"tainted", Value()}});
}

TEST(WorkerFrameReader, waits_for_a_whole_frame) {
  WorkerFrameReader reader;
  const std::string bytes = ready();
  for (const char byte : bytes.substr(0, bytes.size() - 1)) {
    reader.append({&byte, 1});
    const auto message = reader.next();
    ASSERT_TRUE(message);
    EXPECT_FALSE(*message);
  }
  reader.append(bytes.substr(bytes.size() - 1));
  const auto message = reader.next();
  ASSERT_TRUE(message && *message);
  EXPECT_EQ(std::get<WorkerReady>(**message).version, "7.6.1");
  EXPECT_EQ(std::get<WorkerReady>(**message).pid, 12);
}

TEST(WorkerFrameReader, reads_several_frames_of_one_bite) {
  WorkerFrameReader reader;
  reader.append(ready() + ended());
  ASSERT_TRUE(std::holds_alternative<WorkerReady>(*reader.next().value()));
  const auto second = reader.next();
  const auto& message = std::get<WorkerEnded>(**second);
  EXPECT_EQ(message.how, WorkerEnded::How::failed);
  EXPECT_EQ(message.error->line, 4u);
  EXPECT_EQ(message.objects, "[1,2]");
  EXPECT_FALSE(reader.next().value());
}

TEST(WorkerFrameReader, passes_over_types_that_it_does_not_know) {
  WorkerFrameReader reader;
  reader.append(frame({{"type", "news"}}));
  EXPECT_TRUE(std::holds_alternative<WorkerUnknown>(*reader.next().value()));
}

TEST(WorkerFrameReader, refuses_a_frame_that_is_too_large) {
  WorkerFrameReader reader;
  reader.append("\xff\xff\xff\xff");
  EXPECT_FALSE(reader.next());
}

TEST(WorkerFrameReader, survives_broken_frames) {
  std::mt19937 random(7);
  const std::string bytes = ready() + ended();
  for (int i = 0; i < 20'000; ++i) {
    std::string broken = bytes;
    broken[random() % broken.size()] = static_cast<char>(random());
    WorkerFrameReader reader;
    reader.append(broken);
    for (int frames = 0; frames < 4; ++frames) {
      const auto message = reader.next();
      if (!message || !*message) break;
    }
  }
}

TEST(WorkerMessages, a_run_carries_all_that_the_job_is_given) {
  JobSpec spec;
  spec.script = "/s.ps1";
  spec.parameters = {{"A", 1}};
  spec.arguments = {"x"};
  spec.environment = {{"K", "v"}};
  spec.working_directory = "/w";
  spec.condition = "$level -gt 1";
  spec.condition_place = "ci.psd1:3:14";
  spec.variables = {{"level", 2}};
  spec.need_statuses = {{"0400", "succeeded"}};
  spec.need_outputs = {{"0400", 3}};
  const std::string bytes = encode_worker_run(9, spec);
  const auto body = unpack_value(std::string_view(bytes).substr(4));
  ASSERT_TRUE(body);
  EXPECT_EQ(*body, Value(Table{{"type", "run"},
                               {"id", 9},
                               {"script", "/s.ps1"},
                               {"parameters", Table{{"A", 1}}},
                               {"arguments", Array{"x"}},
                               {"env", Table{{"K", "v"}}},
                               {"condition", "$level -gt 1"},
                               {"conditionPlace", "ci.psd1:3:14"},
                               {"variables", Table{{"level", 2}}},
                               {"jobs", Array{"0400", "succeeded"}},
                               {"outputs", Table{{"0400", 3}}},
                               {"cwd", "/w"}}));
}

}  // namespace
}  // namespace aitherzero
