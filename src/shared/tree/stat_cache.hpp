// What the files of a project were when they were last read, so that an
// unchanged one need not be read again.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "shared/base/result.hpp"
#include "shared/hash/digest.hpp"

namespace aitherzero {

// Which state of a file was seen, without looking into it.
struct FileStamp {
  std::uint64_t size = 0;
  std::int64_t modified_ns = 0;  // since 1970
  std::int64_t changed_ns = 0;   // of the inode; no program can set it
  std::uint64_t inode = 0;

  friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

struct StatCacheEntry {
  FileStamp stamp;
  Digest digest;

  friend bool operator==(const StatCacheEntry&,
                         const StatCacheEntry&) = default;
};

// By path below the project's folder, with '/'. A snapshot takes the one of
// the snapshot before and gives the one for the next. It holds no file that was
// changed within k_racy_age of the snapshot: such a file may be changed once
// more without its times showing it.
struct StatCache {
  std::map<std::string, StatCacheEntry, std::less<>> files;

  friend bool operator==(const StatCache&, const StatCache&) = default;
};

// For keeping it in a file. What cannot be unpacked is `corrupt`: go on with an
// empty one.
std::string pack_stat_cache(const StatCache& cache);
Result<StatCache> unpack_stat_cache(std::string_view bytes);

}  // namespace aitherzero
