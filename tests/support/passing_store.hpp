// A blob store that passes everything on to another one, for tests that change
// one thing of it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "shared/cache/blob_store.hpp"

namespace aitherzero {

class PassingStore : public BlobStore {
 public:
  // The other one must outlive it.
  explicit PassingStore(BlobStore& store) : store_(store) {}

  bool contains(const Digest& digest) const override {
    return store_.contains(digest);
  }
  Result<std::string> read(const Digest& digest) const override {
    return store_.read(digest);
  }
  Result<Digest> put(std::string_view bytes) override {
    return store_.put(bytes);
  }
  Result<Digest> put_file(const std::string& path) override {
    return store_.put_file(path);
  }
  Status restore(const Digest& digest, const std::string& path,
                 Share share) const override {
    return store_.restore(digest, path, share);
  }
  Result<std::unique_ptr<BlobWriter>> writer(const Digest& expected,
                                             std::uint64_t size) override {
    return store_.writer(expected, size);
  }
  Result<std::unique_ptr<BlobReader>> reader(
      const Digest& digest) const override {
    return store_.reader(digest);
  }
  Status sync() override { return store_.sync(); }
  Status remove(const Digest& digest) override { return store_.remove(digest); }
  BlobStats stats() const override { return store_.stats(); }

 private:
  BlobStore& store_;
};

}  // namespace aitherzero
