// Brings blobs from a server, and gives it those that it lacks: the client's
// side, over a connection that may be lost and made again. One task at a time.
//
// On the executor's thread; reads and writes the local store there.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "protocol/message/blob_message.hpp"
#include "protocol/session/connection.hpp"
#include "shared/cache/blob_store.hpp"
#include "shared/tree/missing_blobs.hpp"

namespace aitherzero {

struct TransferTotals {
  std::uint64_t blobs = 0;
  std::uint64_t bytes = 0;
};

class BlobTransfer {
 public:
  using Done = std::function<void(const Status&)>;

  // Sets the connection's callbacks; both must outlive it.
  BlobTransfer(Connection& connection, BlobStore& store);

  // A new task may be begun once `done` was called; from inside it, too.
  //
  // Puts what the server lacks of a tree that is in the store.
  void push_tree(const Digest& root, Done done);
  void push_blob(const Digest& digest, Done done);
  // Brings what the store lacks of a tree. `not_found`: the server has not got
  // all of it.
  void fetch_tree(const Digest& root, Done done);
  void fetch_blob(const Digest& digest, Done done);
  // Gives the task up; its `done` is not called.
  void abandon();

  // The server does not want this client: nothing comes of this connection.
  bool was_refused() const { return was_refused_; }
  // Asked for, and not answered yet: it waits for the server.
  bool is_waiting() const { return !requests_.empty(); }
  const TransferTotals& totals() const { return totals_; }

 private:
  enum class Task { none, push_tree, push_blobs, fetch_tree, fetch_blobs };
  // A blob on its way. Its pieces are asked for, and come, in order.
  struct Moving {
    Digest digest;
    std::optional<std::uint64_t> size;
    std::uint64_t asked = 0;  // bytes that were asked for or sent
    std::uint64_t done = 0;   // bytes that have arrived
    std::unique_ptr<BlobReader> reader;
    std::unique_ptr<BlobWriter> writer;
  };
  using MovingList = std::list<Moving>;
  // What an answer is about; none for AskMissing.
  using Request = std::optional<MovingList::iterator>;

  void begin(Task task, const Digest& root, Done done);
  void on_opened();
  void on_messages(const std::vector<std::string>& messages);
  Status on_answer(const BlobWelcome& message);
  Status on_answer(const BlobsMissing& message);
  Status on_answer(const BlobStored& message);
  Status on_answer(const BlobPiece& message);
  Status on_answer(const BlobRefused& message);
  Status take_piece(Moving& blob, const BlobPiece& piece);

  // Asks for as much as may be on its way; ends the task when all is done.
  void go_on();
  Status ask_more();
  Status find_wanted();
  Result<bool> ask_piece(MovingList::iterator blob);
  RequestId send_request(Request about);
  bool is_fetching() const {
    return task_ == Task::fetch_tree || task_ == Task::fetch_blobs;
  }
  void finish(const Status& status);

  Connection& connection_;
  BlobStore& store_;
  bool open_ = false;
  bool was_refused_ = false;

  Task task_ = Task::none;
  Digest root_;
  Done done_;
  std::optional<MissingBlobs> walk_;  // of fetch_tree
  bool walk_is_complete_ = false;     // or the server lacks nothing more
  std::deque<Digest> wanted_;
  MovingList moving_;
  std::map<RequestId, Request> requests_;
  std::uint64_t last_request_ = 0;
  TransferTotals totals_;
};

}  // namespace aitherzero
