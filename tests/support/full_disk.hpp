// Disks that refuse, as tests make them.
#pragma once

#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include <string>

#include "shared/base/assert.hpp"

namespace aitherzero {

// While it lives no file of this process may grow beyond `bytes`: writing
// fails with EFBIG.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(std::size_t bytes) {
    ::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &old_);
    rlimit limit = old_;
    limit.rlim_cur = bytes;
    AZ_ASSERT(::setrlimit(RLIMIT_FSIZE, &limit) == 0);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &old_); }

 private:
  rlimit old_{};
};

// A file system of its own in memory, mounted on a folder that exists.
class SmallDisk {
 public:
  SmallDisk(const std::string& folder, const std::string& size)
      : folder_(folder),
        mounted_(::mount("tmpfs", folder.c_str(), "tmpfs", 0,
                         ("size=" + size).c_str()) == 0) {}
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  ~SmallDisk() {
    if (mounted_) ::umount2(folder_.c_str(), MNT_DETACH);
  }

  // False where this process may not mount; the test is to be skipped.
  bool is_there() const { return mounted_; }
  void grow(const std::string& size) {
    AZ_ASSERT(::mount("tmpfs", folder_.c_str(), "tmpfs", MS_REMOUNT,
                      ("size=" + size).c_str()) == 0);
  }
  void make_read_only() {
    AZ_ASSERT(::mount("tmpfs", folder_.c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY,
                      nullptr) == 0);
  }

 private:
  const std::string folder_;
  const bool mounted_;
};

}  // namespace aitherzero
