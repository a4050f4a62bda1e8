// Server and client of blobs over a link in memory, with one loop.
#include "protocol/transfer/blob_transfer.hpp"

#include <gmock/gmock.h>

#include "protocol/codec/client_codec.hpp"
#include "protocol/transfer/blob_server.hpp"
#include "shared/net/memory_link.hpp"
#include "shared/platform/event_loop.hpp"
#include "shared/tree/tree.hpp"
#include "support/passing_store.hpp"

namespace aitherzero {
namespace {

using std::chrono_literals::operator""s;

class BlobTransferTest : public ::testing::Test {
 protected:
  BlobTransferTest() { connection_.open(encode(ToBlobServer{BlobHello{}})); }

  // Runs the loop until the task has ended.
  template <typename Begin>
  Status run(Begin begin) {
    std::optional<Status> result;
    begin([&](const Status& status) {
      result = status;
      loop_.stop();
    });
    const auto guard = loop_.at(loop_.now() + 60s, [this] { loop_.stop(); });
    if (!result) loop_.run();
    EXPECT_TRUE(result) << "it did not end";
    return result.value_or(Status{});
  }
  Status push(const Digest& root) {
    return run([&](auto done) { transfer_.push_tree(root, done); });
  }
  Status fetch(const Digest& root) {
    return run([&](auto done) { transfer_.fetch_tree(root, done); });
  }

  static Digest put(BlobStore& store, const Tree& tree) {
    return *put_tree(store, tree);
  }
  // Folders within folders, and files: one empty, one of many pieces.
  static Digest put_project(BlobStore& store) {
    Tree root;
    const std::string large(3 * k_blob_piece_bytes + 17, 'x');
    for (int folder = 0; folder < 30; ++folder) {
      Tree inner;
      for (int file = 0; file < 100; ++file) {
        const std::string bytes = fmt::format("{}/{}", folder, file);
        inner.entries.push_back(
            {fmt::format("{:03}", file),
             TreeFile{*store.put(bytes), bytes.size(), false}});
      }
      root.entries.push_back(
          {fmt::format("{:02}", folder), TreeFolder{put(store, inner)}});
    }
    root.entries.push_back({"empty", TreeFile{*store.put(""), 0, false}});
    root.entries.push_back(
        {"large", TreeFile{*store.put(large), large.size(), false}});
    return put(store, root);
  }

  EventLoop loop_;
  MemoryLink link_ = MemoryLink::make([this](std::function<void()> callback) {
    loop_.post(std::move(callback));
  });
  // A store that notes how many blobs it had when it was synced.
  class SyncedStore final : public PassingStore {
   public:
    SyncedStore(BlobStore& store, std::size_t& synced)
        : PassingStore(store), synced_(synced) {}
    Status sync() override {
      synced_ = stats().count;
      return {};
    }

   private:
    std::size_t& synced_;
  };

  std::size_t synced_count_ = 0;
  std::unique_ptr<BlobStore> memory_ = make_memory_blob_store();
  std::unique_ptr<BlobStore> theirs_ =
      std::make_unique<SyncedStore>(*memory_, synced_count_);
  std::unique_ptr<BlobStore> ours_ = make_memory_blob_store();
  std::uint64_t random_ = 0;
  bool admitted_ = true;
  BlobServer server_{loop_,
                     *link_.server,
                     *theirs_,
                     {{},
                      [this] { return ++random_; },
                      [this](const std::string&) { return admitted_; }}};
  LoopConnection connection_{
      loop_, *link_.client, k_protocol_version, {"blobs:1", 1, 1}};
  BlobTransfer transfer_{connection_, *ours_};
};

TEST_F(BlobTransferTest, a_tree_is_pushed_and_then_is_there) {
  const Digest root = put_project(*ours_);
  ASSERT_TRUE(push(root));
  EXPECT_TRUE(missing_blobs(root, *theirs_)->empty());
  EXPECT_EQ(transfer_.totals().blobs, 3'000u + 30 + 3);
  EXPECT_EQ(theirs_->stats().count, 3'000u + 30 + 3);
}

// Who is told that nothing is missing records something that names the tree.
TEST_F(BlobTransferTest, a_tree_is_durable_before_its_push_ends) {
  const Digest root = put_project(*ours_);
  ASSERT_TRUE(push(root));
  EXPECT_EQ(synced_count_, 3'000u + 30 + 3);
}

TEST_F(BlobTransferTest, a_session_ends_with_the_trust_in_its_key) {
  const Digest root = put_project(*ours_);
  ASSERT_TRUE(push(root));
  admitted_ = false;
  server_.trust_changed();
  const Status refused = push(root);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::unavailable);
  EXPECT_TRUE(transfer_.was_refused());
}

TEST_F(BlobTransferTest, only_what_is_missing_travels) {
  const Digest root = put_project(*ours_);
  ASSERT_TRUE(push(root));
  ASSERT_TRUE(push(root));
  EXPECT_EQ(transfer_.totals().blobs, 0u);
  Tree more = *read_tree(*ours_, root);
  more.entries.push_back({"new", TreeFile{*ours_->put("new"), 3, false}});
  ASSERT_TRUE(push(put(*ours_, more)));
  EXPECT_EQ(transfer_.totals().blobs, 2u);
}

// A tree that is there and lacks a file, such as after damage was found.
TEST_F(BlobTransferTest, a_hole_below_a_tree_that_is_there_is_filled) {
  const Digest root = put_project(*ours_);
  ASSERT_TRUE(push(root));
  ASSERT_TRUE(theirs_->remove(digest_of("7/42")));
  ASSERT_TRUE(push(root));
  EXPECT_TRUE(theirs_->contains(digest_of("7/42")));
}

TEST_F(BlobTransferTest, a_tree_is_fetched_whole) {
  const Digest root = put_project(*theirs_);
  ASSERT_TRUE(fetch(root));
  EXPECT_TRUE(missing_blobs(root, *ours_)->empty());
  ASSERT_TRUE(fetch(root));
  EXPECT_EQ(transfer_.totals().blobs, 0u);
}

TEST_F(BlobTransferTest, what_the_server_has_not_got_is_an_error) {
  const Digest root = put_project(*theirs_);
  ASSERT_TRUE(theirs_->remove(digest_of("7/42")));
  const Status fetched = fetch(root);
  ASSERT_FALSE(fetched);
  EXPECT_EQ(fetched.error().kind, ErrorKind::not_found);
  // And the connection serves on.
  ASSERT_TRUE(theirs_->put("7/42"));
  EXPECT_TRUE(fetch(root));
}

TEST_F(BlobTransferTest, one_blob_goes_either_way) {
  const Digest plan = *ours_->put("a plan");
  ASSERT_TRUE(run([&](auto done) { transfer_.push_blob(plan, done); }));
  EXPECT_EQ(*theirs_->read(plan), "a plan");
  const Digest other = *theirs_->put("other");
  ASSERT_TRUE(run([&](auto done) { transfer_.fetch_blob(other, done); }));
  EXPECT_EQ(*ours_->read(other), "other");
}

TEST_F(BlobTransferTest, one_who_may_not_is_refused) {
  admitted_ = false;
  const Status pushed = push(put_project(*ours_));
  ASSERT_FALSE(pushed);
  EXPECT_EQ(pushed.error().kind, ErrorKind::unavailable);
}

// What a client of another kind might send.
class BlobServerTest : public BlobTransferTest {
 protected:
  // The answers to some requests; the session is closed after too few.
  std::vector<FromBlobServer> ask(const std::vector<std::string>& requests) {
    other_.set_callbacks({[this, requests](const std::string&) {
                            for (const auto& bytes : requests) {
                              if (!done_) other_.queue(bytes);
                            }
                          },
                          [this, requests](const auto& messages) {
                            for (const std::string& bytes : messages) {
                              answers_.push_back(
                                  *decode_from_blob_server(bytes));
                            }
                            if (answers_.size() >= requests.size()) end();
                          },
                          [this] { end(); }, [](bool, const std::string&) {}});
    other_.open(encode(ToBlobServer{BlobHello{}}));
    const auto guard = loop_.at(loop_.now() + 60s, [this] { end(); });
    loop_.run();
    return answers_;
  }
  std::vector<FromBlobServer> ask(const std::vector<ToBlobServer>& requests) {
    std::vector<std::string> bytes;
    for (const ToBlobServer& request : requests) {
      bytes.push_back(encode(request));
    }
    return ask(bytes);
  }
  void end() {
    if (!std::exchange(done_, true)) loop_.stop();
  }

  bool done_ = false;
  std::vector<FromBlobServer> answers_;
  MemoryLink other_link_ =
      MemoryLink::make([this](std::function<void()> callback) {
        loop_.post(std::move(callback));
      });
  BlobServer other_server_{loop_,
                           *other_link_.server,
                           *theirs_,
                           {{},
                            [this] { return ++random_; },
                            [](const std::string&) { return true; }}};
  LoopConnection other_{
      loop_, *other_link_.client, k_protocol_version, {"blobs:2", 2, 1}};
};

TEST_F(BlobServerTest, pieces_out_of_place_and_wrong_bytes_are_refused) {
  const Digest digest = digest_of("right");
  const auto answers = ask(
      {PutPiece{{1}, digest, 5, 2, "ght"}, PutPiece{{2}, digest, 5, 0, "wrong"},
       PutPiece{{3}, digest, 3, 0, "too long"}, PutPiece{{4}, digest, 9, 0, ""},
       PutPiece{{5}, digest, 5, 0, "ri"}, PutPiece{{6}, digest, 5, 2, "ght"}});
  ASSERT_EQ(answers.size(), 6u);
  for (std::size_t i = 0; i < 4; ++i) {
    const auto* refused = std::get_if<BlobRefused>(&answers[i]);
    ASSERT_NE(refused, nullptr) << i;
    EXPECT_EQ(refused->request.value, i + 1);
  }
  EXPECT_TRUE(std::holds_alternative<BlobStored>(answers[4]));
  EXPECT_TRUE(std::holds_alternative<BlobStored>(answers[5]));
  EXPECT_EQ(*theirs_->read(digest), "right");
}

TEST_F(BlobServerTest, reading_behind_the_end_gives_nothing) {
  const Digest digest = *theirs_->put("short");
  const auto answers = ask({GetPiece{{1}, digest, 1u << 30}});
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(std::get<BlobPiece>(answers[0]).bytes, "");
  EXPECT_EQ(std::get<BlobPiece>(answers[0]).size, 5u);
}

TEST_F(BlobServerTest, nonsense_ends_its_session_only) {
  EXPECT_TRUE(ask(std::vector<std::string>{"nonsense"}).empty());
  EXPECT_TRUE(push(put_project(*ours_)));
}

}  // namespace
}  // namespace aitherzero
