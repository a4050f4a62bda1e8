#include "shared/store/rocks_options.hpp"

#include <rocksdb/cache.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/options.h>
#include <rocksdb/table.h>

namespace aitherzero {
namespace {

// Of changes in memory, and so about the longest log that an opening replays.
constexpr std::size_t k_memtable_bytes = 8u << 20;
constexpr int k_open_files = 128;
constexpr double k_filter_bits_per_key = 10;

// RocksDB's own notes are not kept. Writing them to its LOG file would also end
// this process when the disk is full: Debian's library asserts that a file
// that has failed once is not written to again, and its logger does just that.
class NoNotes final : public rocksdb::Logger {
 public:
  NoNotes() : rocksdb::Logger(rocksdb::FATAL_LEVEL) {}
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

}  // namespace

rocksdb::Options rocks_options(const StoreOptions& store_options) {
  rocksdb::Options options;
  options.create_if_missing = true;
  options.paranoid_checks = true;
  // A torn, zeroed or garbled tail ends the replay; what stands before it is
  // there. The stricter modes refuse to open after a loss of power.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  options.write_buffer_size = k_memtable_bytes;
  options.max_background_jobs = 2;
  options.max_file_opening_threads = 1;
  options.max_open_files = k_open_files;
  options.compression = rocksdb::kLZ4Compression;
  // After an error it is this program that decides when to try again.
  options.max_bgerror_resume_count = 0;
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(store_options.cache_bytes);
  table.filter_policy.reset(
      rocksdb::NewBloomFilterPolicy(k_filter_bits_per_key));
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.info_log = std::make_shared<NoNotes>();
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  return options;
}

}  // namespace aitherzero
