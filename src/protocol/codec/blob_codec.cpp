#include "protocol/codec/client_codec.hpp"
#include "protocol/codec/frame.hpp"

namespace aitherzero {
namespace {

using codec::begin;
using codec::FieldReader;
using codec::put;

enum class Type : std::uint64_t {  // never renumber
  blob_hello = 401,
  ask_missing = 402,
  put_piece = 403,
  get_piece = 404,

  blob_welcome = 501,
  blobs_missing = 502,
  blob_stored = 503,
  blob_piece = 504,
  blob_refused = 505,
};

struct Encoder {
  PackWriter& out;

  void operator()(const BlobHello& m) const {
    begin(out, Type::blob_hello, 1).string(m.software);
  }
  void operator()(const AskMissing& m) const {
    begin(out, Type::ask_missing, 2).unsigned_number(m.request.value);
    put(out, m.root);
  }
  void operator()(const PutPiece& m) const {
    begin(out, Type::put_piece, 5).unsigned_number(m.request.value);
    put(out, m.digest);
    out.unsigned_number(m.size).unsigned_number(m.offset).string(m.bytes);
  }
  void operator()(const GetPiece& m) const {
    begin(out, Type::get_piece, 3).unsigned_number(m.request.value);
    put(out, m.digest);
    out.unsigned_number(m.offset);
  }
  void operator()(const BlobWelcome&) const {
    begin(out, Type::blob_welcome, 0);
  }
  void operator()(const BlobsMissing& m) const {
    begin(out, Type::blobs_missing, 2).unsigned_number(m.request.value);
    put(out, m.digests);
  }
  void operator()(const BlobStored& m) const {
    begin(out, Type::blob_stored, 1).unsigned_number(m.request.value);
  }
  void operator()(const BlobPiece& m) const {
    begin(out, Type::blob_piece, 3)
        .unsigned_number(m.request.value)
        .unsigned_number(m.size)
        .string(m.bytes);
  }
  void operator()(const BlobRefused& m) const {
    begin(out, Type::blob_refused, 3)
        .unsigned_number(m.request.value)
        .unsigned_number(static_cast<std::uint64_t>(m.kind))
        .string(m.message);
  }
};

template <typename Variant>
std::string encode_variant(const Variant& message) {
  PackWriter out;
  std::visit(Encoder{out}, message);
  return out.take();
}

RequestId read_request(PackReader& in) { return {in.unsigned_number()}; }

bool read_to_server(Type type, PackReader& in, FieldReader& fields,
                    ToBlobServer& message) {
  switch (type) {
    case Type::blob_hello:
      message = BlobHello{in.string()};
      return true;
    case Type::ask_missing: {
      const RequestId request = read_request(in);
      message = AskMissing{request, fields.digest()};
      return true;
    }
    case Type::put_piece: {
      PutPiece m;
      m.request = read_request(in);
      m.digest = fields.digest();
      m.size = in.unsigned_number();
      m.offset = in.unsigned_number();
      m.bytes = in.string();
      if (m.bytes.size() > k_blob_piece_bytes) {
        fields.problem("a piece of a blob is too large");
      }
      message = std::move(m);
      return true;
    }
    case Type::get_piece: {
      const RequestId request = read_request(in);
      const Digest digest = fields.digest();
      message = GetPiece{request, digest, in.unsigned_number()};
      return true;
    }
    default:
      return false;
  }
}

bool read_from_server(Type type, PackReader& in, FieldReader& fields,
                      FromBlobServer& message) {
  if (type == Type::blob_welcome) {
    message = BlobWelcome{};
    return true;
  }
  const RequestId request = read_request(in);
  switch (type) {
    case Type::blobs_missing:
      message = BlobsMissing{request, fields.digests()};
      return true;
    case Type::blob_stored:
      message = BlobStored{request};
      return true;
    case Type::blob_piece: {
      const std::uint64_t size = in.unsigned_number();
      message = BlobPiece{request, size, in.string()};
      return true;
    }
    case Type::blob_refused: {
      const ErrorKind kind = fields.up_to(ErrorKind::internal);
      message = BlobRefused{request, kind, in.string()};
      return true;
    }
    default:
      return false;
  }
}

}  // namespace

std::string encode(const ToBlobServer& message) {
  return encode_variant(message);
}

std::string encode(const FromBlobServer& message) {
  return encode_variant(message);
}

Result<ToBlobServer> decode_to_blob_server(std::string_view frame) {
  return codec::decode_frame<ToBlobServer, Type>(frame, read_to_server);
}

Result<FromBlobServer> decode_from_blob_server(std::string_view frame) {
  return codec::decode_frame<FromBlobServer, Type>(frame, read_from_server);
}

}  // namespace aitherzero
