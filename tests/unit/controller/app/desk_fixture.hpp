// A desk with a controller that obeys the test, and clients of every kind.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "controller/app/client_desk.hpp"
#include "controller/plan/plan_codec.hpp"
#include "fake_host.hpp"
#include "protocol/codec/client_codec.hpp"

namespace aitherzero {

class DeskTest : public ::testing::Test {
 protected:
  static constexpr SessionId k_session{7};

  DeskTest() {
    DeskOptions options;
    options.blobs = blobs_.get();
    options.redeem = [this](const std::string& token, const std::string& key,
                            const std::string& name) -> Result<TrustedKey> {
      redeemed_.push_back(token + " " + key + " " + name);
      if (name.empty()) return fail(ErrorKind::not_found, "used already");
      return TrustedKey{key, name, {true, false, false}};
    };
    desk_.emplace(host_, std::move(options));
  }

  // Somebody whom the controller trusts, with one session.
  void enter(Roles roles, const std::string& name = "ann",
             SessionId session = k_session) {
    desk_->opened(session, {"key of " + name, name, roles, {}, false},
                  "somebody@somewhere");
  }
  void enter_with_token(Roles roles) {
    desk_->opened(k_session, {"token", "guest", roles, 2'000'000'000, true},
                  "somebody@somewhere");
  }

  void say(const FromClient& message, SessionId session = k_session) {
    EXPECT_TRUE(desk_->take(session, encode(message)));
  }
  // What it is told, all of it.
  std::vector<ToClient> answers_to(const FromClient& message) {
    host_.sent.clear();
    say(message);
    return answers();
  }
  std::vector<ToClient> answers() {
    std::vector<ToClient> found;
    for (auto& [session, message] : std::exchange(host_.sent, {})) {
      EXPECT_EQ(session, k_session);
      found.push_back(std::move(message));
    }
    return found;
  }
  // The one answer, which must be of this kind.
  template <typename Answer>
  Answer ask(const FromClient& message) {
    const auto all = answers_to(message);
    EXPECT_EQ(all.size(), 1u);
    if (all.size() != 1) return {};
    const auto* answer = std::get_if<Answer>(&all.front());
    EXPECT_NE(answer, nullptr) << "another answer: " << all.front().index();
    return answer == nullptr ? Answer{} : *answer;
  }

  // A submission whose plan is in the store.
  SubmitRun submission(const Plan& plan = testing::FakeHost::three_jobs()) {
    SubmitRun message{{1}, "key"};
    message.plan = *blobs_->put(pack_plan(plan));
    message.workspace = digest_of("workspace");
    return message;
  }
  static JobChanged changed(std::uint32_t job, JobStatus status) {
    JobChanged change{{}, {job}, status};
    change.attempt = {job + 1};
    change.agent = {3};
    return change;
  }

  static constexpr Roles k_agent{true, false, false};
  static constexpr Roles k_submitter{false, true, false};
  static constexpr Roles k_admin{false, false, true};

  testing::FakeHost host_;
  std::unique_ptr<BlobStore> blobs_ = make_memory_blob_store();
  std::vector<std::string> redeemed_;
  std::optional<ClientDesk> desk_;
};

}  // namespace aitherzero
