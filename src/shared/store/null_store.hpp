// A store that keeps nothing, and its committer: for what need not survive its
// process, written by code that would record it elsewhere.
#pragma once

#include <utility>

#include "shared/base/lifetime.hpp"
#include "shared/store/committer.hpp"
#include "shared/store/store.hpp"

namespace aitherzero {

class NullStore final : public Store {
 public:
  Result<std::optional<std::string>> get(std::string_view) const override {
    return std::nullopt;
  }
  Status write(const StoreBatch&, Durability) override { return {}; }
  Status scan(std::string_view, std::string_view, const Visit&) const override {
    return {};
  }
};

class NullCommitter final : public Committer {
 public:
  explicit NullCommitter(Executor& executor) : executor_(executor) {}

  void commit(StoreBatch, Done done) override {
    executor_.post(
        lifetime_.guard([done = std::move(done)] { done(Status{}); }));
  }
  std::size_t pending_bytes() const override { return 0; }

 private:
  Executor& executor_;
  Lifetime lifetime_;
};

}  // namespace aitherzero
