#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <mutex>
#include <utility>

#include "shared/platform/files.hpp"
#include "shared/store/folder_lock.hpp"
#include "shared/store/rocks_options.hpp"
#include "shared/store/store.hpp"

namespace aitherzero {
namespace {

using Database = std::shared_ptr<rocksdb::DB>;

rocksdb::Slice slice(std::string_view bytes) {
  return {bytes.data(), bytes.size()};
}

std::string_view view(const rocksdb::Slice& bytes) {
  return {bytes.data(), bytes.size()};
}

ErrorKind kind_of(const rocksdb::Status& status) {
  if (status.IsIOError()) return ErrorKind::io;
  if (status.IsCorruption()) return ErrorKind::corrupt;
  if (status.IsShutdownInProgress() || status.IsBusy()) {
    return ErrorKind::unavailable;
  }
  return ErrorKind::internal;
}

rocksdb::WriteBatch to_rocks(const StoreBatch& batch) {
  rocksdb::WriteBatch result(batch.bytes());
  for (const StoreBatch::Change& change : batch.changes()) {
    switch (change.kind) {
      case StoreBatch::Kind::put:
        result.Put(change.key, change.value);
        break;
      case StoreBatch::Kind::erase:
        result.Delete(change.key);
        break;
      case StoreBatch::Kind::erase_range:
        result.DeleteRange(change.key, change.value);
        break;
    }
  }
  return result;
}

Error error_of(const rocksdb::Status& status, const char* what,
               const std::string& folder) {
  const ErrorKind kind = kind_of(status);
  return {
      kind, std::string(what) + ": " + status.ToString(), Place{folder},
      kind == ErrorKind::io ? "check the disk's free space and health" : ""};
}

Error read_error(const rocksdb::Status& status, const std::string& folder) {
  return error_of(status, "cannot read the store", folder);
}

Result<std::optional<std::string>> get_from(rocksdb::DB& database,
                                            std::string_view key,
                                            const std::string& folder) {
  std::string value;
  const auto status = database.Get({}, slice(key), &value);
  if (status.IsNotFound()) return std::nullopt;
  if (!status.ok()) return tl::make_unexpected(read_error(status, folder));
  return value;
}

Status scan_of(rocksdb::DB& database, std::string_view first,
               std::string_view last, const Store::Visit& visit,
               const std::string& folder) {
  const rocksdb::Slice end = slice(last);
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  if (!last.empty()) options.iterate_upper_bound = &end;
  const std::unique_ptr<rocksdb::Iterator> entry(database.NewIterator(options));
  for (entry->Seek(slice(first)); entry->Valid(); entry->Next()) {
    if (!visit(view(entry->key()), view(entry->value()))) return {};
  }
  if (entry->status().ok()) return {};
  return tl::make_unexpected(read_error(entry->status(), folder));
}

class RocksStore final : public Store {
 public:
  RocksStore(std::string folder, const StoreOptions& options, FolderLock lock)
      : folder_(std::move(folder)),
        options_(rocks_options(options)),
        lock_(std::move(lock)) {}

  Status open();

  Result<std::optional<std::string>> get(std::string_view key) const override;
  Status write(const StoreBatch& batch, Durability durability) override;
  Status scan(std::string_view first, std::string_view last,
              const Visit& visit) const override;

 private:
  Result<Database> readable() const;
  Result<Database> writable();
  Status reopen();
  void break_down(const Database& failed, Error error);

  const std::string folder_;
  const rocksdb::Options options_;
  const FolderLock lock_;

  mutable std::mutex mutex_;  // guards what follows
  Database database_;         // null, or read only, when it is broken
  // Why RocksDB takes no more writes. It stops for good after most errors of
  // the disk, so it is opened anew for the next write.
  std::optional<Error> broken_;
};

Status RocksStore::open() {
  rocksdb::DB* database = nullptr;
  const auto status = rocksdb::DB::Open(options_, folder_, &database);
  if (!status.ok()) {
    return tl::make_unexpected(
        error_of(status, "cannot open the store", folder_));
  }
  database_.reset(database);
  broken_.reset();
  return {};
}

Status RocksStore::reopen() {
  // Somebody still reads, perhaps the very caller: the next write tries again.
  if (database_.use_count() > 1) return tl::make_unexpected(*broken_);
  database_.reset();
  Status opened = open();
  if (opened) return {};
  broken_ = opened.error();
  // What is recorded can still be read, also on a full disk.
  rocksdb::DB* database = nullptr;
  if (rocksdb::DB::OpenForReadOnly(options_, folder_, &database).ok()) {
    database_.reset(database);
  }
  return opened;
}

Result<Database> RocksStore::readable() const {
  const std::lock_guard lock(mutex_);
  if (!database_) return tl::make_unexpected(*broken_);
  return database_;
}

Result<Database> RocksStore::writable() {
  const std::lock_guard lock(mutex_);
  if (broken_) TRY_VOID(reopen());
  return database_;
}

void RocksStore::break_down(const Database& failed, Error error) {
  const std::lock_guard lock(mutex_);
  // Another thread may have opened it anew already.
  if (failed == database_) broken_ = std::move(error);
}

Result<std::optional<std::string>> RocksStore::get(std::string_view key) const {
  TRY(const Database database, readable());
  return get_from(*database, key, folder_);
}

Status RocksStore::write(const StoreBatch& batch, Durability durability) {
  rocksdb::WriteBatch changes = to_rocks(batch);
  rocksdb::WriteOptions options;
  options.sync = durability == Durability::machine;
  const auto try_once = [&]() -> Status {
    TRY(const Database database, writable());
    const auto status = database->Write(options, &changes);
    if (status.ok()) return {};
    Error failure = error_of(status, "cannot write to the store", folder_);
    break_down(database, failure);
    return tl::make_unexpected(std::move(failure));
  };
  // Twice: what it complains of may be an older error that is over. Making
  // the same changes again does no harm where the first time came through.
  if (try_once()) return {};
  return try_once();
}

Status RocksStore::scan(std::string_view first, std::string_view last,
                        const Visit& visit) const {
  TRY(const Database database, readable());
  return scan_of(*database, first, last, visit, folder_);
}

// What was there when it was opened.
class RocksReader final : public Store {
 public:
  RocksReader(std::string folder, std::unique_ptr<rocksdb::DB> database)
      : folder_(std::move(folder)), database_(std::move(database)) {}

  Result<std::optional<std::string>> get(std::string_view key) const override {
    return get_from(*database_, key, folder_);
  }
  Status write(const StoreBatch&, Durability) override {
    return fail(ErrorKind::not_supported, "this store is only read",
                Place{folder_});
  }
  Status scan(std::string_view first, std::string_view last,
              const Visit& visit) const override {
    return scan_of(*database_, first, last, visit, folder_);
  }

 private:
  const std::string folder_;
  const std::unique_ptr<rocksdb::DB> database_;
};

}  // namespace

Result<std::unique_ptr<Store>> open_store(const std::string& folder,
                                          const StoreOptions& options) {
  TRY_VOID(make_folders(folder));
  TRY(FolderLock lock, FolderLock::take(folder));
  auto store = std::make_unique<RocksStore>(folder, options, std::move(lock));
  TRY_VOID(store->open());
  return store;
}

Result<std::unique_ptr<Store>> open_store_for_reading(
    const std::string& folder) {
  rocksdb::Options options = rocks_options({});
  options.create_if_missing = false;
  rocksdb::DB* database = nullptr;
  const auto status = rocksdb::DB::OpenForReadOnly(options, folder, &database);
  if (!status.ok()) return tl::make_unexpected(read_error(status, folder));
  return std::make_unique<RocksReader>(folder,
                                       std::unique_ptr<rocksdb::DB>(database));
}

}  // namespace aitherzero
