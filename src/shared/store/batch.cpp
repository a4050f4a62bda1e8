#include <iterator>

#include "shared/base/assert.hpp"
#include "shared/store/store.hpp"

namespace aitherzero {
namespace {

// What RocksDB's log and memtable add to a change's bytes, roughly.
constexpr std::size_t k_change_overhead_bytes = 32;

}  // namespace

void StoreBatch::add(Kind kind, std::string key, std::string value) {
  bytes_ += key.size() + value.size() + k_change_overhead_bytes;
  changes_.push_back({kind, std::move(key), std::move(value)});
}

void StoreBatch::put(std::string key, std::string value) {
  add(Kind::put, std::move(key), std::move(value));
}

void StoreBatch::erase(std::string key) {
  add(Kind::erase, std::move(key), {});
}

void StoreBatch::erase_range(std::string first, std::string last) {
  AZ_ASSERT(first <= last);
  add(Kind::erase_range, std::move(first), std::move(last));
}

void StoreBatch::append(StoreBatch&& other) {
  bytes_ += std::exchange(other.bytes_, 0);
  changes_.insert(changes_.end(),
                  std::make_move_iterator(other.changes_.begin()),
                  std::make_move_iterator(other.changes_.end()));
  other.changes_.clear();
}

std::string end_of_prefix(std::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && end.back() == '\xff') end.pop_back();
  if (!end.empty()) end.back() = static_cast<char>(end.back() + 1);
  return end;
}

}  // namespace aitherzero
