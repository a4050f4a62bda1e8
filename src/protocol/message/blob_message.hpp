// How blobs travel, on a second socket, so that a large one delays nothing
// else. Whoever needs a blob, or has one to give, is the client; the
// controller serves. Requests may be repeated.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "protocol/message/client_message.hpp"
#include "shared/hash/digest.hpp"

namespace aitherzero {

// What one message carries of a blob at most.
constexpr std::size_t k_blob_piece_bytes = 256u << 10;
// Requests of one client that may wait for their answers (rule D6).
constexpr std::size_t k_max_blob_requests = 32;
// Digests of one answer.
constexpr std::size_t k_max_missing_blobs = 1024;

// --- client to server ---

struct BlobHello {
  std::string software;
  friend bool operator==(const BlobHello&, const BlobHello&) = default;
};
// Which blobs of a tree the server lacks. Trees come before what only they
// show, so that a client asks, puts and asks again until all is there.
struct AskMissing {
  RequestId request;
  Digest root;
  friend bool operator==(const AskMissing&, const AskMissing&) = default;
};
// Pieces of a blob come in order; the last one is answered.
struct PutPiece {
  RequestId request;
  Digest digest;
  std::uint64_t size = 0;  // of the whole blob
  std::uint64_t offset = 0;
  std::string bytes;
  friend bool operator==(const PutPiece&, const PutPiece&) = default;
};
struct GetPiece {
  RequestId request;
  Digest digest;
  std::uint64_t offset = 0;
  friend bool operator==(const GetPiece&, const GetPiece&) = default;
};

using ToBlobServer = std::variant<BlobHello, AskMissing, PutPiece, GetPiece>;

// --- server to client ---

struct BlobWelcome {
  friend bool operator==(const BlobWelcome&, const BlobWelcome&) = default;
};
struct BlobsMissing {
  RequestId request;
  std::vector<Digest> digests;  // none: everything is there
  friend bool operator==(const BlobsMissing&, const BlobsMissing&) = default;
};
struct BlobStored {
  RequestId request;
  friend bool operator==(const BlobStored&, const BlobStored&) = default;
};
struct BlobPiece {
  RequestId request;
  std::uint64_t size = 0;  // of the whole blob
  std::string bytes;
  friend bool operator==(const BlobPiece&, const BlobPiece&) = default;
};
// not_found: the server has no such blob.
struct BlobRefused {
  RequestId request;
  ErrorKind kind = ErrorKind::internal;
  std::string message;
  friend bool operator==(const BlobRefused&, const BlobRefused&) = default;
};

using FromBlobServer =
    std::variant<BlobWelcome, BlobsMissing, BlobStored, BlobPiece, BlobRefused>;

}  // namespace aitherzero
