#include "protocol/codec/client_codec.hpp"

#include <gmock/gmock.h>

#include <random>

#include "protocol/codec/codec.hpp"

namespace aitherzero {
namespace {

const Digest k_digest = digest_of("x");

RunInfo full_run() {
  return {"20261124-161622-3f2a",
          "build",
          "ci",
          17,
          Milliseconds{250},
          4,
          2,
          3,
          19,
          {"TOKEN"}};
}

std::vector<FromClient> from_client_messages() {
  return {ClientHello{"me@here", "aitherzero 1"},
          SubmitRun{{1},
                    "key",
                    k_digest,
                    k_digest,
                    Isolation::cold,
                    Milliseconds{250},
                    {{"TOKEN", "s3cret"}}},
          SubmitRun{{2}, "", k_digest},
          FollowRun{{3}, "2026", 17, false, false},
          AcknowledgeEntries{{3}, 18},
          StopFollowing{{3}},
          CancelRun{{4}, "2026", CancelMode::kill},
          RerunRun{{5}, "2026", "key", RerunWhat::not_succeeded, {{"A", "b"}}},
          SupplySecrets{{6}, "2026", {{"A", "b"}}},
          ListRuns{{7}, 20},
          ExplainRun{{8}, "2026"},
          ListAgents{{9}},
          DrainNamedAgent{{10}, "build-1"},
          JoinRequest{{11}, "key", "build-1"}};
}

std::vector<ToClient> to_client_messages() {
  return {Welcome{"aitherzero 1", 7412},
          RequestFailed{{1}, ErrorKind::limit, "too much", "wait"},
          RequestDone{{2}},
          RunAccepted{{3}, "2026"},
          RunFollowed{{4}, full_run()},
          RunFollowed{{4}, RunInfo{}},
          PlanPart{{5}, "bytes", true},
          RunEntries{{6}, 9, "packed"},
          AgentNames{{6}, {{AgentId{1}, "a"}}},
          CaughtUp{{7}},
          RunList{{8}, {full_run(), RunInfo{}}},
          AgentList{{9},
                    {AgentInfo{"a",
                               {{"os", "linux"}},
                               4,
                               2,
                               true,
                               true,
                               Milliseconds{1500},
                               "aitherzero 1"}}},
          Explanation{{10}, {{"0407", "all slots are busy"}}}};
}

std::vector<ToBlobServer> to_blob_server_messages() {
  return {BlobHello{"aitherzero 1"}, AskMissing{{1}, k_digest},
          PutPiece{{2}, k_digest, 5, 2, "abc"}, GetPiece{{3}, k_digest, 7}};
}

std::vector<FromBlobServer> from_blob_server_messages() {
  return {BlobWelcome{}, BlobsMissing{{1}, {k_digest}}, BlobStored{{2}},
          BlobPiece{{3}, 5, "abc"},
          BlobRefused{{4}, ErrorKind::not_found, "not here"}};
}

template <typename Variant, typename Decode>
void expect_brought_back(const std::vector<Variant>& messages, Decode decode) {
  for (const Variant& message : messages) {
    const auto decoded = decode(encode(message));
    ASSERT_TRUE(decoded) << to_string(decoded.error());
    EXPECT_EQ(*decoded, message);
  }
}

TEST(ClientCodec, brings_every_message_back) {
  expect_brought_back(from_client_messages(), decode_from_client);
  expect_brought_back(to_client_messages(), decode_to_client);
  expect_brought_back(to_blob_server_messages(), decode_to_blob_server);
  expect_brought_back(from_blob_server_messages(), decode_from_blob_server);
}

// An agent cannot be taken for a client, nor a client for one of blobs.
TEST(ClientCodec, directions_and_kinds_of_peers_do_not_meet) {
  for (const FromClient& message : from_client_messages()) {
    const std::string bytes = encode(message);
    EXPECT_FALSE(decode_to_controller(bytes));
    EXPECT_FALSE(decode_to_client(bytes));
    EXPECT_FALSE(decode_to_blob_server(bytes));
  }
  const std::string hello = encode(ToController{Hello{"a"}});
  EXPECT_FALSE(decode_from_client(hello));
  EXPECT_FALSE(decode_to_blob_server(hello));
}

// Every cut and thousands of changed bytes: an error or a message, no crash.
TEST(ClientCodec, survives_broken_frames) {
  std::mt19937 random(20261125);
  std::vector<std::string> frames;
  for (const auto& m : from_client_messages()) frames.push_back(encode(m));
  for (const auto& m : to_client_messages()) frames.push_back(encode(m));
  for (const auto& m : to_blob_server_messages()) frames.push_back(encode(m));
  for (const auto& m : from_blob_server_messages()) frames.push_back(encode(m));
  for (const std::string& frame : frames) {
    for (std::size_t length = 0; length < frame.size(); ++length) {
      EXPECT_FALSE(decode_from_client(frame.substr(0, length)));
      EXPECT_FALSE(decode_to_client(frame.substr(0, length)));
    }
    for (int i = 0; i < 2000; ++i) {
      std::string broken = frame;
      broken[random() % broken.size()] = static_cast<char>(random());
      static_cast<void>(decode_from_client(broken));
      static_cast<void>(decode_to_client(broken));
      static_cast<void>(decode_to_blob_server(broken));
      static_cast<void>(decode_from_blob_server(broken));
    }
  }
}

TEST(ClientCodec, a_piece_beyond_the_limit_is_refused) {
  const std::string large(k_blob_piece_bytes + 1, 'x');
  EXPECT_FALSE(decode_to_blob_server(
      encode(ToBlobServer{PutPiece{{1}, k_digest, large.size(), 0, large}})));
}

TEST(ClientCodec, the_bytes_of_a_list_request_do_not_change) {
  EXPECT_EQ(encode(FromClient{ListRuns{{7}, 20}}),
            std::string("\x93\xcc\xd1\x07\x14"));
}

}  // namespace
}  // namespace aitherzero
