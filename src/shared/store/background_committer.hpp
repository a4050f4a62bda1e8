// For what is worth recording, and nothing is to wait for: batches are written
// together, a moment later, and count as done at once. The first that cannot be
// written is told of, and nothing is written after it.
#pragma once

#include <functional>
#include <utility>

#include "shared/base/lifetime.hpp"
#include "shared/store/committer.hpp"
#include "shared/store/null_store.hpp"

namespace aitherzero {

class BackgroundCommitter final : public Committer {
 public:
  // All must outlive it. `failed` is called once at most.
  BackgroundCommitter(Executor& executor, Committer& committer,
                      std::function<void(const Error&)> failed)
      : executor_(executor),
        committer_(committer),
        nowhere_(executor),
        failed_(std::move(failed)) {}

  void commit(StoreBatch batch, Done done) override {
    if (!has_failed_) {
      const bool first = gathered_.empty();
      gathered_.append(std::move(batch));
      if (first && !gathered_.empty()) {
        timer_ = executor_.at(executor_.now() + k_gathering,
                              [this] { write([] {}); });
      }
    }
    nowhere_.commit({}, std::move(done));
  }
  std::size_t pending_bytes() const override {
    return has_failed_ ? 0 : gathered_.bytes() + committer_.pending_bytes();
  }

  // Calls back once all that was handed in is written, or has failed.
  void write(std::function<void()> done) {
    timer_.reset();
    committer_.commit(
        std::exchange(gathered_, {}),
        lifetime_.guard([this, done = std::move(done)](const Status& written) {
          if (!written && !std::exchange(has_failed_, true)) {
            failed_(written.error());
          }
          done();
        }));
  }

 private:
  // What a process that is killed has not recorded; short for people, long for
  // jobs that take a millisecond.
  static constexpr Milliseconds k_gathering{20};

  Executor& executor_;
  Committer& committer_;
  NullCommitter nowhere_;
  std::function<void(const Error&)> failed_;
  bool has_failed_ = false;
  StoreBatch gathered_;
  Executor::Handle timer_;
  Lifetime lifetime_;
};

}  // namespace aitherzero
