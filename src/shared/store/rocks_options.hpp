// How RocksDB is set up: small, few threads, careful with its log.
#pragma once

#include "shared/store/store.hpp"

namespace rocksdb {
struct Options;
}

namespace aitherzero {

rocksdb::Options rocks_options(const StoreOptions& options);

}  // namespace aitherzero
