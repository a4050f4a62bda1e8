// For what is worth recording but must go on without: the first batch that
// cannot be written is told of, and nothing is written after it.
#pragma once

#include <functional>
#include <utility>

#include "shared/base/lifetime.hpp"
#include "shared/store/committer.hpp"
#include "shared/store/null_store.hpp"

namespace aitherzero {

class ForgivingCommitter final : public Committer {
 public:
  // All must outlive it. `failed` is called once at most.
  ForgivingCommitter(Executor& executor, Committer& committer,
                     std::function<void(const Error&)> failed)
      : committer_(committer), nowhere_(executor), failed_(std::move(failed)) {}

  void commit(StoreBatch batch, Done done) override {
    if (has_failed_) return nowhere_.commit({}, std::move(done));
    committer_.commit(
        std::move(batch),
        lifetime_.guard([this, done = std::move(done)](const Status& written) {
          if (!written && !std::exchange(has_failed_, true)) {
            failed_(written.error());
          }
          done({});
        }));
  }
  std::size_t pending_bytes() const override {
    return has_failed_ ? 0 : committer_.pending_bytes();
  }

 private:
  Committer& committer_;
  NullCommitter nowhere_;
  std::function<void(const Error&)> failed_;
  bool has_failed_ = false;
  Lifetime lifetime_;
};

}  // namespace aitherzero
