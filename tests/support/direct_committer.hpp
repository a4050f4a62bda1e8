// Writes at once; the store says whether with success.
#pragma once

#include "shared/store/committer.hpp"
#include "shared/store/store.hpp"

namespace aitherzero {

class DirectCommitter final : public Committer {
 public:
  explicit DirectCommitter(Store& store) : store_(store) {}
  void commit(StoreBatch batch, Done done) override {
    done(store_.write(batch, Durability::machine));
  }
  std::size_t pending_bytes() const override { return 0; }

 private:
  Store& store_;
};

}  // namespace aitherzero
