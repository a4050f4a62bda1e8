// The runs of this machine. Each has a folder of its own with its journal,
// since a journal has one owner process: the one that executes the run.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "shared/base/result.hpp"
#include "shared/store/store.hpp"

namespace aitherzero {

class RunFolders {
 public:
  // The folder need not be there.
  explicit RunFolders(std::string folder) : folder_(std::move(folder)) {}

  // A name that no run has.
  std::string new_name(std::uint64_t now_ms) const;
  // A new run's store, held until it is destroyed.
  Result<std::unique_ptr<Store>> create(const std::string& run) const;

  // The names of runs, the latest first.
  std::vector<std::string> names() const;
  // `not_found` when there is none.
  Result<std::string> latest() const;
  // The run that a name or its beginning means.
  Result<std::string> find(const std::string& name) const;

  std::string path(const std::string& run) const { return folder_ + "/" + run; }
  // The process that executes it now, if any.
  std::optional<int> owner(const std::string& run) const;

  // Forgets the oldest runs beyond so many; those that go on stay.
  void prune(std::size_t keep) const;

 private:
  std::string folder_;
};

}  // namespace aitherzero
