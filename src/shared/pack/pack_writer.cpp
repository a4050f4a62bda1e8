#include <msgpack.hpp>

#include "shared/pack/limits.hpp"
#include "shared/pack/pack.hpp"

namespace aitherzero {

struct PackWriter::Impl {
  msgpack::sbuffer buffer;
  msgpack::packer<msgpack::sbuffer> packer{buffer};
};

PackWriter::PackWriter() : impl_(std::make_unique<Impl>()) {}
PackWriter::~PackWriter() = default;

PackWriter& PackWriter::array(std::size_t count) {
  impl_->packer.pack_array(static_cast<std::uint32_t>(count));
  return *this;
}

PackWriter& PackWriter::nil() {
  impl_->packer.pack_nil();
  return *this;
}

PackWriter& PackWriter::boolean(bool value) {
  value ? impl_->packer.pack_true() : impl_->packer.pack_false();
  return *this;
}

PackWriter& PackWriter::unsigned_number(std::uint64_t value) {
  impl_->packer.pack(value);
  return *this;
}

PackWriter& PackWriter::number(std::int64_t value) {
  impl_->packer.pack(value);
  return *this;
}

PackWriter& PackWriter::real(double value) {
  impl_->packer.pack_double(value);
  return *this;
}

PackWriter& PackWriter::string(std::string_view value) {
  impl_->packer.pack_str(static_cast<std::uint32_t>(value.size()));
  impl_->packer.pack_str_body(value.data(),
                              static_cast<std::uint32_t>(value.size()));
  return *this;
}

namespace {

struct ValuePacker {
  PackWriter& writer;
  msgpack::packer<msgpack::sbuffer>& packer;

  void operator()(Null) const { writer.nil(); }
  void operator()(bool value) const { writer.boolean(value); }
  void operator()(std::int64_t value) const { writer.number(value); }
  void operator()(double value) const { writer.real(value); }
  void operator()(const std::string& value) const { writer.string(value); }
  void operator()(const ScriptBlock& block) const { writer.string(block.text); }
  void operator()(const Deferred& deferred) const {
    pack_extension(k_deferred_type, deferred.text);
  }
  void operator()(const Array& items) const {
    writer.array(items.size());
    for (const Value& item : items) writer.value(item);
  }
  void operator()(const Table& table) const {
    if (table.ordered) return pack_ordered(table);
    packer.pack_map(static_cast<std::uint32_t>(table.size()));
    for (const Table::Entry& entry : table.entries()) {
      writer.string(entry.key);
      writer.value(entry.value);
    }
  }
  void pack_ordered(const Table& table) const {
    PackWriter body;
    body.array(table.size() * 2);
    for (const Table::Entry& entry : table.entries()) {
      body.string(entry.key).value(entry.value);
    }
    pack_extension(k_ordered_table_type, body.take());
  }
  void pack_extension(std::int8_t type, std::string_view bytes) const {
    packer.pack_ext(bytes.size(), type);
    packer.pack_ext_body(bytes.data(),
                         static_cast<std::uint32_t>(bytes.size()));
  }
};

}  // namespace

PackWriter& PackWriter::value(const Value& value) {
  std::visit(ValuePacker{*this, impl_->packer}, value.data());
  return *this;
}

std::string PackWriter::take() {
  std::string bytes(impl_->buffer.data(), impl_->buffer.size());
  impl_->buffer.clear();
  return bytes;
}

std::string pack_value(const Value& value) {
  PackWriter writer;
  writer.value(value);
  return writer.take();
}

}  // namespace aitherzero
