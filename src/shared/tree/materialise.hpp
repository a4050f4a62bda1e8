// From a tree in a store to a folder.
//
// No tree, however made, writes outside of the folder (rule S4): names are
// checked when a tree is read, folders and files are made where nothing
// stands, links last, and a link that may lead out is refused. What is made is
// built beside the target and moved there, so that it is whole or not there
// at all (rule C4).
//
// All errors leave the target as it was, unless said otherwise: `not_found`
// when the store lacks a blob, `corrupt` when a tree or a file is not what its
// name says, `limit`, `bad_input` for a link that may lead out, `io`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "shared/base/result.hpp"
#include "shared/cache/blob_store.hpp"
#include "shared/hash/digest.hpp"

namespace aitherzero {

// How files are made. Writing to a hard link would change the store's blob, so
// that linked files are read-only, and those that are executable, whose mode
// would be the blob's, are copies all the same. A program that makes its files
// writable first still reaches the blob; the store notices when it next reads
// it, but jobs that are not trusted get copies.
enum class FileMaking {
  copied,  // with mode 0644 or 0755: the job may write to them
  linked,  // with mode 0444 or 0555, sharing space with the store if it can
};

struct MaterialiseOptions {
  FileMaking files = FileMaking::copied;
};

struct Materialised {
  std::size_t files = 0;
  std::size_t folders = 0;  // without the root
  std::size_t links = 0;
  std::uint64_t bytes = 0;  // of all files

  friend bool operator==(const Materialised&, const Materialised&) = default;
};

// Makes the folder `target`, which must not exist; its parent must. The folder
// is its user's alone (0700). Bytes are copied as they are: no line end is
// touched.
Result<Materialised> materialise(const Digest& root, const std::string& target,
                                 const BlobStore& store,
                                 const MaterialiseOptions& options = {});

// Lays a second tree over a workspace that is there already, such as the
// outputs of a job that this one needs. Files and links replace files and
// links, folders are joined; a folder that meets anything else is `bad_input`,
// naming both, and nothing is changed. Links in the workspace are not
// followed. An `io` error may leave the workspace half changed: throw it away.
Result<Materialised> overlay(const Digest& root, const std::string& workspace,
                             const BlobStore& store,
                             const MaterialiseOptions& options = {});

}  // namespace aitherzero
