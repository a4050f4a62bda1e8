#include "shared/store/memory_store.hpp"

#include <ranges>

#include "shared/base/assert.hpp"

namespace aitherzero {

Result<std::optional<std::string>> MemoryStore::get(
    std::string_view key) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(key);
  if (found == entries_.end()) return std::nullopt;
  return found->second;
}

Status MemoryStore::write(const StoreBatch& batch, Durability durability) {
  const std::lock_guard lock(mutex_);
  if (check_) TRY_VOID(check_(batch));
  Undo undo;
  for (const StoreBatch::Change& change : batch.changes()) {
    apply(change, &undo);
  }
  if (durability == Durability::machine) {
    unsynced_.clear();
  } else {
    unsynced_.push_back(std::move(undo));
  }
  return {};
}

void MemoryStore::apply(const StoreBatch::Change& change, Undo* undo) {
  if (change.kind == StoreBatch::Kind::erase_range) {
    return erase_range(change.key, change.value, undo);
  }
  const auto found = entries_.find(change.key);
  const bool there = found != entries_.end();
  undo->push_back(
      {change.key, there ? std::optional(found->second) : std::nullopt});
  if (change.kind == StoreBatch::Kind::put) {
    entries_[change.key] = change.value;
  } else if (there) {
    entries_.erase(found);
  }
}

void MemoryStore::erase_range(const std::string& first, const std::string& last,
                              Undo* undo) {
  const auto end = entries_.lower_bound(last);
  for (auto entry = entries_.lower_bound(first); entry != end;) {
    undo->push_back({entry->first, std::move(entry->second)});
    entry = entries_.erase(entry);
  }
}

Status MemoryStore::scan(std::string_view first, std::string_view last,
                         const Visit& visit) const {
  // A copy, since `visit` may write and must not see that.
  std::vector<std::pair<std::string, std::string>> seen;
  {
    const std::lock_guard lock(mutex_);
    for (auto entry = entries_.lower_bound(first);
         entry != entries_.end() && (last.empty() || entry->first < last);
         ++entry) {
      seen.emplace_back(*entry);
    }
  }
  for (const auto& [key, value] : seen) {
    if (!visit(key, value)) break;
  }
  return {};
}

std::size_t MemoryStore::unsynced_batches() const {
  const std::lock_guard lock(mutex_);
  return unsynced_.size();
}

void MemoryStore::crash(std::size_t kept) {
  const std::lock_guard lock(mutex_);
  AZ_ASSERT(kept <= unsynced_.size());
  for (; unsynced_.size() > kept; unsynced_.pop_back()) {
    for (Old& old : std::views::reverse(unsynced_.back())) {
      if (old.value) {
        entries_[old.key] = std::move(*old.value);
      } else {
        entries_.erase(old.key);
      }
    }
  }
  unsynced_.clear();  // what came through is on the disk now
}

void MemoryStore::set_write_check(WriteCheck check) {
  const std::lock_guard lock(mutex_);
  check_ = std::move(check);
}

}  // namespace aitherzero
