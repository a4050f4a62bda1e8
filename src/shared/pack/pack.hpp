// MessagePack with limits: a writer, and a reader that is safe on any bytes.
// Wire messages are positional arrays; Values (parameters, worker messages)
// are what they are in MessagePack, see docs/design/worker-protocol.md.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "shared/base/result.hpp"
#include "shared/value/value.hpp"

namespace aitherzero {

class PackWriter {
 public:
  PackWriter();
  ~PackWriter();
  PackWriter(const PackWriter&) = delete;
  PackWriter& operator=(const PackWriter&) = delete;

  // Exactly `count` values must follow.
  PackWriter& array(std::size_t count);
  PackWriter& nil();
  PackWriter& boolean(bool value);
  PackWriter& unsigned_number(std::uint64_t value);
  PackWriter& number(std::int64_t value);
  PackWriter& real(double value);
  PackWriter& string(std::string_view value);
  // Script blocks travel as their text, ordered tables as extension 1, deferred
  // texts as extension 2.
  PackWriter& value(const Value& value);

  std::string take();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Reads one whole packed value. Each read takes the next item; a wrong type
// or a missing item makes every later read give empty values, and finish()
// say what was wrong. So decoders read straight through and check once.
class PackReader {
 public:
  explicit PackReader(std::string_view bytes);
  ~PackReader();
  PackReader(const PackReader&) = delete;
  PackReader& operator=(const PackReader&) = delete;

  // Enters an array and returns its length; its items are read next.
  std::size_t array();
  // Enters an array that must have at least `count` items. Items that a newer
  // peer added behind them are passed over at leave().
  void enter(std::size_t count);
  void leave();
  bool next_is_nil();  // takes the nil if so
  bool boolean();
  std::uint64_t unsigned_number();
  std::int64_t number();
  double real();
  std::string string();
  Value value();

  bool ok() const;
  // The first thing that was wrong (ErrorKind::corrupt).
  Status finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

std::string pack_value(const Value& value);
Result<Value> unpack_value(std::string_view bytes);

}  // namespace aitherzero
