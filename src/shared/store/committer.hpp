// Group commit: batches are made durable in the order they are handed in, as
// many with one sync as have gathered while the last one was going on. So one
// sync serves many events under load, and a single event waits for one sync.
#pragma once

#include <functional>
#include <memory>

#include "shared/base/executor.hpp"
#include "shared/store/store.hpp"

namespace aitherzero {

class Committer {
 public:
  using Done = std::function<void(const Status& written)>;

  // `done` is called on the loop's thread, later than commit() returns and in
  // the order of commits. After a failure all that follow fail as well, until
  // reset by making a new committer: what is durable stays a prefix.
  virtual void commit(StoreBatch batch, Done done) = 0;

  // Bytes handed in and not yet durable; callers hold back their own sources
  // when this grows.
  virtual std::size_t pending_bytes() const = 0;

  // Destroying it waits for the write that is going on and drops the rest;
  // no `done` is called after.
  virtual ~Committer() = default;
};

// Writes on a thread of its own. The executor and the store must outlive it.
std::unique_ptr<Committer> make_committer(Executor& executor, Store& store,
                                          Durability durability);

}  // namespace aitherzero
