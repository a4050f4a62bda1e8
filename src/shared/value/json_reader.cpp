#include <fmt/format.h>

#include <iterator>
#include <nlohmann/json.hpp>

#include "shared/base/text.hpp"
#include "shared/value/json.hpp"
#include "shared/value/limits.hpp"

namespace aitherzero {
namespace {

struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

// Follows the characters that the library reads, since its events carry no
// places: remembers where the tokens begin.
class Tracker {
 public:
  void see(char c) {
    last_ = position_;
    if (in_string_) {
      if (escaped_) {
        escaped_ = false;
      } else if (c == '\\') {
        escaped_ = true;
      } else if (c == '"') {
        in_string_ = false;
        in_token_ = false;
      }
    } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      in_token_ = false;
    } else if (c == ',' || c == ':' || c == '{' || c == '}' || c == '[' ||
               c == ']') {
      begin_token();
      in_token_ = false;
      mark_is_last_ = true;
      step(c);
      return;
    } else if (!in_token_) {
      begin_token();
      in_token_ = true;
      in_string_ = c == '"';
    }
    mark_is_last_ = false;
    step(c);
  }

  // Where the token of the event that is handled now begins.
  Position token() const { return token_; }
  // A number ends only when the character behind it has been read.
  Position number() const { return mark_is_last_ ? before_ : token_; }
  Position last() const { return last_; }

 private:
  void begin_token() {
    before_ = token_;
    token_ = position_;
  }
  void step(char c) {
    if (c == '\n') {
      ++position_.line;
      position_.column = 1;
    } else if ((c & 0xc0) != 0x80) {
      ++position_.column;
    }
  }

  Position position_;
  Position last_;
  Position token_;
  Position before_;
  bool in_string_ = false;
  bool escaped_ = false;
  bool in_token_ = false;
  bool mark_is_last_ = false;
};

// What the library reads from: the text, watched by a tracker.
class TrackedIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  TrackedIterator(const char* at, Tracker* tracker)
      : at_(at), tracker_(tracker) {}
  reference operator*() const { return *at_; }
  TrackedIterator& operator++() {
    tracker_->see(*at_);
    ++at_;
    return *this;
  }
  TrackedIterator operator++(int) {
    TrackedIterator before = *this;
    ++*this;
    return before;
  }
  friend bool operator==(const TrackedIterator& a, const TrackedIterator& b) {
    return a.at_ == b.at_;
  }

 private:
  const char* at_;
  Tracker* tracker_;
};

using Json = nlohmann::json;

// Builds a Value from the library's events. Returning false ends the reading;
// the error says why.
class Builder final : public Json::json_sax_t {
 public:
  Builder(const Tracker& tracker, const std::string& source)
      : tracker_(tracker), source_(source) {}

  bool null() override { return add(Value(), tracker_.token()); }
  bool boolean(bool value) override { return add(value, tracker_.token()); }
  bool number_integer(number_integer_t value) override {
    return add(Value(static_cast<std::int64_t>(value)), tracker_.number());
  }
  bool number_unsigned(number_unsigned_t value) override {
    if (value <= static_cast<number_unsigned_t>(INT64_MAX)) {
      return add(Value(static_cast<std::int64_t>(value)), tracker_.number());
    }
    return add(Value(static_cast<double>(value)), tracker_.number());
  }
  bool number_float(number_float_t value, const string_t&) override {
    return add(Value(value), tracker_.number());
  }
  bool string(string_t& value) override {
    return add(Value(std::move(value)), tracker_.token());
  }
  bool binary(binary_t&) override { return false; }

  bool start_object(std::size_t) override { return open(Value(Table{})); }
  bool start_array(std::size_t) override { return open(Value(Array{})); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& key) override {
    Level& level = levels_.back();
    level.key = std::move(key);
    level.key_place = at(tracker_.token());
    for (const Table::Entry& entry : level.value.as<Table>()->entries()) {
      if (!equals_ignoring_case(entry.key, level.key)) continue;
      return stop(ErrorKind::bad_input,
                  fmt::format("the key \"{}\" stands here twice; the first is "
                              "at {}",
                              level.key, to_string(entry.key_place)),
                  level.key_place);
    }
    if (level.value.as<Table>()->size() < k_max_table_keys) return true;
    return stop(
        ErrorKind::limit,
        fmt::format("an object has more than {} keys", k_max_table_keys),
        level.key_place);
  }

  bool parse_error(std::size_t, const std::string& last_token,
                   const Json::exception&) override {
    constexpr std::size_t k_shown_bytes = 40;
    if (error) return false;
    return stop(ErrorKind::bad_input,
                fmt::format("this is not JSON, from '{}' on",
                            last_token.substr(0, k_shown_bytes)),
                at(tracker_.last()));
  }

  std::optional<Error> error;
  Value result;

 private:
  struct Level {
    Value value;
    Place place;
    std::string key;  // of the entry that is being read
    Place key_place;
  };

  Place at(Position position) const {
    return {source_, position.line, position.column};
  }

  bool stop(ErrorKind kind, std::string message, Place place) {
    error = Error{kind, std::move(message), std::move(place), {}};
    return false;
  }

  bool open(Value value) {
    if (levels_.size() == k_max_value_depth) {
      return stop(
          ErrorKind::limit,
          fmt::format("nested deeper than {} levels", k_max_value_depth),
          at(tracker_.token()));
    }
    levels_.push_back({std::move(value), at(tracker_.token()), {}, {}});
    return true;
  }

  bool close() {
    Level level = std::move(levels_.back());
    levels_.pop_back();
    return add_placed(std::move(level.value).at(std::move(level.place)));
  }

  bool add(Value value, Position position) {
    return add_placed(std::move(value).at(at(position)));
  }

  bool add_placed(Value value) {
    if (levels_.empty()) {
      result = std::move(value);
      return true;
    }
    Level& level = levels_.back();
    if (auto* list = level.value.as<Array>()) {
      list->push_back(std::move(value));
    } else {
      level.value.as<Table>()->set(std::move(level.key), std::move(value),
                                   std::move(level.key_place));
    }
    return true;
  }

  const Tracker& tracker_;
  const std::string& source_;
  std::vector<Level> levels_;
};

}  // namespace

Result<Value> parse_json(std::string_view text, const std::string& source) {
  if (text.size() > k_max_value_text) {
    return fail(
        ErrorKind::limit,
        fmt::format("the text is larger than {} MiB", k_max_value_text >> 20),
        {source, 0, 0});
  }
  Tracker tracker;
  Builder builder(tracker, source);
  try {
    const bool ok = Json::sax_parse(
        TrackedIterator(text.data(), &tracker),
        TrackedIterator(text.data() + text.size(), &tracker), &builder);
    if (ok && !builder.error) return std::move(builder.result);
  } catch (const Json::exception& error) {
    return fail(ErrorKind::bad_input, error.what(), {source, 0, 0});
  }
  if (builder.error) return tl::make_unexpected(std::move(*builder.error));
  return fail(ErrorKind::bad_input, "this is not JSON", {source, 0, 0});
}

}  // namespace aitherzero
