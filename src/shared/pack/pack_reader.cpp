#include <fmt/format.h>

#include <limits>
#include <msgpack.hpp>

#include "shared/base/assert.hpp"
#include "shared/pack/limits.hpp"
#include "shared/pack/pack.hpp"

namespace aitherzero {
namespace {

// Strings stay where they are in the message while it is read.
bool refer_to_message(msgpack::type::object_type, std::size_t, void*) {
  return true;
}

const msgpack::unpack_limit& limits() {
  static const msgpack::unpack_limit k_limits(
      k_max_packed_items, k_max_packed_items, k_max_packed_string,
      k_max_packed_string, k_max_packed_string, k_max_packed_depth);
  return k_limits;
}

Result<msgpack::object_handle> unpack(std::string_view bytes) {
  try {
    msgpack::object_handle handle;
    std::size_t offset = 0;
    bool referenced = false;
    msgpack::unpack(handle, bytes.data(), bytes.size(), offset, referenced,
                    refer_to_message, nullptr, limits());
    if (offset != bytes.size()) {
      return fail(ErrorKind::corrupt, "bytes are left after the message");
    }
    return handle;
  } catch (const std::exception& error) {
    return fail(ErrorKind::corrupt,
                fmt::format("not a packed message: {}", error.what()));
  }
}

std::string_view text_of(const msgpack::object& item) {
  return {item.via.str.ptr, item.via.str.size};
}

Result<Value> to_value(const msgpack::object& item, std::size_t depth);

Result<Value> to_array(const msgpack::object_array& items, std::size_t depth) {
  Array array;
  array.reserve(items.size);
  for (std::uint32_t i = 0; i < items.size; ++i) {
    TRY(Value value, to_value(items.ptr[i], depth));
    array.push_back(std::move(value));
  }
  return Value(std::move(array));
}

Result<Value> to_table(const msgpack::object_map& map, std::size_t depth) {
  if (map.size > k_max_table_keys) {
    return fail(ErrorKind::corrupt, "a table has too many entries");
  }
  Table table;
  for (std::uint32_t i = 0; i < map.size; ++i) {
    const msgpack::object& key = map.ptr[i].key;
    if (key.type != msgpack::type::STR) {
      return fail(ErrorKind::corrupt, "a table's key is not a string");
    }
    TRY(Value value, to_value(map.ptr[i].val, depth));
    table.set(std::string(text_of(key)), std::move(value));
  }
  return Value(std::move(table));
}

Result<Value> to_ordered_table(const msgpack::object_ext& body,
                               std::size_t depth) {
  if (body.type() != k_ordered_table_type) {
    return fail(ErrorKind::corrupt,
                fmt::format("unknown extension type {}", body.type()));
  }
  TRY(auto handle, unpack({body.data(), body.size}));
  const msgpack::object& list = handle.get();
  if (list.type != msgpack::type::ARRAY || list.via.array.size % 2 != 0 ||
      list.via.array.size > 2 * k_max_table_keys) {
    return fail(ErrorKind::corrupt, "an ordered table is not a list of pairs");
  }
  Table table;
  table.ordered = true;
  for (std::uint32_t i = 0; i < list.via.array.size; i += 2) {
    const msgpack::object& key = list.via.array.ptr[i];
    if (key.type != msgpack::type::STR) {
      return fail(ErrorKind::corrupt, "a table's key is not a string");
    }
    TRY(Value value, to_value(list.via.array.ptr[i + 1], depth));
    table.set(std::string(text_of(key)), std::move(value));
  }
  return Value(std::move(table));
}

Result<Value> to_value(const msgpack::object& item, std::size_t depth) {
  // Extensions are unpacked on their own, so depth is counted here as well.
  if (depth == 0) return fail(ErrorKind::corrupt, "nested too deeply");
  switch (item.type) {
    case msgpack::type::NIL:
      return Value();
    case msgpack::type::BOOLEAN:
      return Value(item.via.boolean);
    case msgpack::type::POSITIVE_INTEGER:
      if (item.via.u64 > std::numeric_limits<std::int64_t>::max()) {
        return Value(static_cast<double>(item.via.u64));
      }
      return Value(static_cast<std::int64_t>(item.via.u64));
    case msgpack::type::NEGATIVE_INTEGER:
      return Value(item.via.i64);
    case msgpack::type::FLOAT32:
    case msgpack::type::FLOAT64:
      return Value(item.via.f64);
    case msgpack::type::STR:
      return Value(std::string(text_of(item)));
    case msgpack::type::ARRAY:
      return to_array(item.via.array, depth - 1);
    case msgpack::type::MAP:
      return to_table(item.via.map, depth - 1);
    case msgpack::type::EXT:
      if (item.via.ext.type() == k_deferred_type) {
        return Value(
            Deferred{std::string(item.via.ext.data(), item.via.ext.size)});
      }
      return to_ordered_table(item.via.ext, depth - 1);
    case msgpack::type::BIN:
      return Value(std::string(item.via.bin.ptr, item.via.bin.size));
  }
  return fail(ErrorKind::corrupt, "an item of unknown type");
}

}  // namespace

struct PackReader::Impl {
  struct Level {
    const msgpack::object* next;
    const msgpack::object* end;
  };

  msgpack::object_handle message;
  std::vector<Level> levels;  // entered arrays; the message itself is the first
  std::optional<Error> error;

  void wrong(std::string what) {
    if (!error) error = Error{ErrorKind::corrupt, std::move(what), {}, {}};
  }

  const msgpack::object* take(std::string_view expected) {
    if (error) return nullptr;
    Level& level = levels.back();
    if (level.next == level.end) {
      wrong(fmt::format("{} is missing", expected));
      return nullptr;
    }
    return level.next++;
  }

  const msgpack::object* take(msgpack::type::object_type type,
                              std::string_view expected) {
    const msgpack::object* item = take(expected);
    if (item == nullptr || item->type == type) return item;
    wrong(fmt::format("{} is expected", expected));
    return nullptr;
  }
};

PackReader::PackReader(std::string_view bytes)
    : impl_(std::make_unique<Impl>()) {
  auto message = unpack(bytes);
  if (!message) {
    impl_->error = message.error();
    return;
  }
  impl_->message = std::move(*message);
  const msgpack::object* root = &impl_->message.get();
  impl_->levels.push_back({root, root + 1});
}

PackReader::~PackReader() = default;

std::size_t PackReader::array() {
  const auto* item = impl_->take(msgpack::type::ARRAY, "a list");
  if (item == nullptr) return 0;
  const msgpack::object_array& items = item->via.array;
  impl_->levels.push_back({items.ptr, items.ptr + items.size});
  return items.size;
}

void PackReader::enter(std::size_t count) {
  if (array() < count) impl_->wrong("a list is too short");
}

void PackReader::leave() {
  if (impl_->error) return;
  AZ_ASSERT(impl_->levels.size() > 1);
  impl_->levels.pop_back();
}

bool PackReader::next_is_nil() {
  if (impl_->error) return true;
  auto& level = impl_->levels.back();
  if (level.next == level.end || level.next->type != msgpack::type::NIL) {
    return false;
  }
  ++level.next;
  return true;
}

bool PackReader::boolean() {
  const auto* item = impl_->take(msgpack::type::BOOLEAN, "a boolean");
  return item != nullptr && item->via.boolean;
}

std::uint64_t PackReader::unsigned_number() {
  const auto* item =
      impl_->take(msgpack::type::POSITIVE_INTEGER, "a whole number from 0");
  return item == nullptr ? 0 : item->via.u64;
}

std::int64_t PackReader::number() {
  const auto* item = impl_->take("a whole number");
  if (item == nullptr) return 0;
  if (item->type == msgpack::type::NEGATIVE_INTEGER) return item->via.i64;
  if (item->type == msgpack::type::POSITIVE_INTEGER &&
      item->via.u64 <= std::numeric_limits<std::int64_t>::max()) {
    return static_cast<std::int64_t>(item->via.u64);
  }
  impl_->wrong("a whole number is expected");
  return 0;
}

// A writer may pack 5.0 as the integer, which is shorter; msgpack does.
double PackReader::real() {
  const auto* item = impl_->take("a number");
  if (item == nullptr) return 0;
  switch (item->type) {
    case msgpack::type::FLOAT32:
    case msgpack::type::FLOAT64:
      return item->via.f64;
    case msgpack::type::POSITIVE_INTEGER:
      return static_cast<double>(item->via.u64);
    case msgpack::type::NEGATIVE_INTEGER:
      return static_cast<double>(item->via.i64);
    default:
      impl_->wrong("a number is expected");
      return 0;
  }
}

std::string PackReader::string() {
  const auto* item = impl_->take(msgpack::type::STR, "a string");
  return item == nullptr ? std::string() : std::string(text_of(*item));
}

Value PackReader::value() {
  const auto* item = impl_->take("a value");
  if (item == nullptr) return {};
  auto value = to_value(*item, k_max_packed_depth);
  if (value) return std::move(*value);
  impl_->wrong(value.error().message);
  return {};
}

bool PackReader::ok() const { return !impl_->error; }

Status PackReader::finish() {
  if (impl_->error) return tl::make_unexpected(*impl_->error);
  return {};
}

Result<Value> unpack_value(std::string_view bytes) {
  PackReader reader(bytes);
  Value value = reader.value();
  TRY_VOID(reader.finish());
  return value;
}

}  // namespace aitherzero
