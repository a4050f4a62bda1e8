#include "shared/cache/blob_index.hpp"

namespace aitherzero {
namespace {

constexpr std::string_view k_totals = "totals";
// There while a process has the index open.
constexpr std::string_view k_open = "open";
constexpr std::string_view k_entry_prefix = "e";
constexpr std::string_view k_bytes_prefix = "b";
constexpr std::size_t k_number_bytes = 8;

std::string key_of(std::string_view prefix, const Digest& digest) {
  return std::string(prefix) + std::string(digest.view());
}

// Little-endian, on every machine.
void put_number(std::string* text, std::uint64_t number) {
  for (std::size_t i = 0; i < k_number_bytes; ++i) {
    text->push_back(static_cast<char>(number >> (8 * i)));
  }
}

std::uint64_t take_number(std::string_view* text) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < k_number_bytes; ++i) {
    number |= std::uint64_t{static_cast<unsigned char>((*text)[i])} << (8 * i);
  }
  text->remove_prefix(k_number_bytes);
  return number;
}

std::string encode(const BlobStats& stats) {
  std::string text;
  put_number(&text, stats.count);
  put_number(&text, stats.bytes);
  put_number(&text, stats.stored_bytes);
  return text;
}

std::optional<BlobStats> decode_stats(std::string_view text) {
  if (text.size() != 3 * k_number_bytes) return std::nullopt;
  BlobStats stats;
  stats.count = take_number(&text);
  stats.bytes = take_number(&text);
  stats.stored_bytes = take_number(&text);
  return stats;
}

void add(BlobStats* stats, const BlobEntry& entry) {
  ++stats->count;
  stats->bytes += entry.size;
  stats->stored_bytes += entry.stored_bytes;
}

void take_off(BlobStats* stats, const BlobEntry& entry) {
  --stats->count;
  stats->bytes -= entry.size;
  stats->stored_bytes -= entry.stored_bytes;
}

}  // namespace

std::string encode(const BlobEntry& entry) {
  std::string text(1, static_cast<char>(entry.kind));
  put_number(&text, entry.size);
  put_number(&text, entry.stored_bytes);
  return text + entry.checked_in;
}

std::optional<BlobEntry> decode_blob_entry(std::string_view bytes) {
  if (bytes.size() < 1 + 2 * k_number_bytes) return std::nullopt;
  BlobEntry entry;
  entry.kind = static_cast<BlobEntry::Kind>(bytes.front());
  if (entry.kind < BlobEntry::Kind::plain ||
      entry.kind > BlobEntry::Kind::file) {
    return std::nullopt;
  }
  bytes.remove_prefix(1);
  entry.size = take_number(&bytes);
  entry.stored_bytes = take_number(&bytes);
  entry.checked_in = bytes;
  return entry;
}

BlobIndex::BlobIndex(std::unique_ptr<Store> store) : store_(std::move(store)) {}

Result<std::unique_ptr<BlobIndex>> BlobIndex::open(const std::string& folder) {
  TRY(auto store, open_store(folder));
  std::unique_ptr<BlobIndex> index(new BlobIndex(std::move(store)));
  TRY_VOID(index->start());
  return index;
}

BlobIndex::~BlobIndex() {
  StoreBatch batch;
  batch.erase(std::string(k_open));
  // When it fails the next owner only looks more closely.
  [[maybe_unused]] const Status written =
      store_->write(batch, Durability::process);
}

Status BlobIndex::start() {
  TRY(const auto open, store_->get(k_open));
  was_left_open_ = open.has_value();
  TRY(const auto totals, store_->get(k_totals));
  const auto stats = decode_stats(totals.value_or(""));
  if (was_left_open_ || !stats) {
    TRY_VOID(count_again());
  } else {
    stats_ = *stats;
  }
  if (was_left_open_) return {};
  // Synced: it must be there when files that came after it are.
  StoreBatch batch;
  batch.put(std::string(k_open), "");
  return store_->write(batch, Durability::machine);
}

Status BlobIndex::count_again() {
  stats_ = {};
  return store_->scan(k_entry_prefix, end_of_prefix(k_entry_prefix),
                      [this](std::string_view, std::string_view value) {
                        const auto entry = decode_blob_entry(value);
                        if (entry) add(&stats_, *entry);
                        return true;
                      });
}

Result<std::optional<BlobEntry>> BlobIndex::find(const Digest& digest) const {
  TRY(const auto value, store_->get(key_of(k_entry_prefix, digest)));
  if (!value) return std::nullopt;
  return decode_blob_entry(*value);
}

Result<std::optional<std::string>> BlobIndex::bytes_of(
    const Digest& digest) const {
  return store_->get(key_of(k_bytes_prefix, digest));
}

Status BlobIndex::put(const Digest& digest, const BlobEntry& entry,
                      std::string bytes) {
  const std::lock_guard lock(mutex_);
  TRY(const auto old, find(digest));
  BlobStats stats = stats_;
  if (old) take_off(&stats, *old);
  add(&stats, entry);
  StoreBatch batch;
  batch.put(key_of(k_entry_prefix, digest), encode(entry));
  if (entry.kind == BlobEntry::Kind::file) {
    if (old && old->kind != entry.kind) {
      batch.erase(key_of(k_bytes_prefix, digest));
    }
  } else {
    batch.put(key_of(k_bytes_prefix, digest), std::move(bytes));
  }
  return write(std::move(batch), stats);
}

Status BlobIndex::erase(const Digest& digest) {
  const std::lock_guard lock(mutex_);
  TRY(const auto old, find(digest));
  if (!old) return {};
  BlobStats stats = stats_;
  take_off(&stats, *old);
  StoreBatch batch;
  batch.erase(key_of(k_entry_prefix, digest));
  if (old->kind != BlobEntry::Kind::file) {
    batch.erase(key_of(k_bytes_prefix, digest));
  }
  return write(std::move(batch), stats);
}

Status BlobIndex::write(StoreBatch batch, const BlobStats& stats) {
  batch.put(std::string(k_totals), encode(stats));
  is_synced_ = false;
  TRY_VOID(store_->write(batch, Durability::process));
  stats_ = stats;
  return {};
}

// A synced write takes all those before it along.
Status BlobIndex::sync() {
  const std::lock_guard lock(mutex_);
  if (is_synced_) return {};
  StoreBatch batch;
  batch.put(std::string(k_totals), encode(stats_));
  TRY_VOID(store_->write(batch, Durability::machine));
  is_synced_ = true;
  return {};
}

BlobStats BlobIndex::stats() const {
  const std::lock_guard lock(mutex_);
  return stats_;
}

}  // namespace aitherzero
