#include "client/run_folders.hpp"

#include <algorithm>
#include <filesystem>

#include "controller/journal/run_name.hpp"
#include "shared/platform/files.hpp"
#include "shared/platform/system.hpp"
#include "shared/store/folder_lock.hpp"

namespace aitherzero {

namespace fs = std::filesystem;

std::string RunFolders::new_name(std::uint64_t now_ms) const {
  while (true) {
    std::string name = make_run_name(now_ms, random_number());
    std::error_code error;
    if (!fs::exists(path(name), error)) return name;
  }
}

Result<std::unique_ptr<Store>> RunFolders::create(
    const std::string& run) const {
  TRY_VOID(make_folders(path(run)));
  StoreOptions options;
  options.cache_bytes = 1u << 20;
  return open_store(path(run), options);
}

std::vector<std::string> RunFolders::names() const {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(folder_, error), end;
       !error && entry != end; entry.increment(error)) {
    if (entry->is_directory(error)) {
      names.push_back(entry->path().filename().string());
    }
  }
  // A name begins with the time.
  std::sort(names.begin(), names.end(), std::greater<>());
  return names;
}

Result<std::string> RunFolders::latest() const {
  const std::vector<std::string> known = names();
  if (!known.empty()) return known.front();
  return fail(ErrorKind::not_found, "this machine has no runs to tell of", {},
              "runs of a controller are told of with --controller "
              "tcp://HOST:PORT");
}

Result<std::string> RunFolders::find(const std::string& name) const {
  const std::vector<std::string> known = names();
  TRY(const std::size_t found, find_run_name(known, name));
  return known[found];
}

std::optional<int> RunFolders::owner(const std::string& run) const {
  return FolderLock::owner(path(run));
}

void RunFolders::prune(std::size_t keep) const {
  const std::vector<std::string> known = names();
  for (std::size_t i = keep; i < known.size(); ++i) {
    if (owner(known[i])) continue;
    std::error_code ignored;
    fs::remove_all(path(known[i]), ignored);
  }
}

}  // namespace aitherzero
