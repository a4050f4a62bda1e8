// Inside the plan room: how templates stand in a text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.hpp"
#include "shared/value/value.hpp"

namespace aitherzero {

constexpr std::string_view k_template_open = "{{";

// One piece of a text: literal text, or a template.
struct Piece {
  bool is_template = false;
  std::string_view text;  // the literal, or what stands between the braces
};
// The pieces refer to the text. A template that is not closed is `bad_input`.
Result<std::vector<Piece>> pieces_of(std::string_view text, const Place& place);
// A text whose only piece is this one.
std::string escaped_text(std::string_view literal);

struct Template {
  std::string_view name;
  std::optional<std::string_view> otherwise;
};
Result<Template> read_template(std::string_view text, const Place& place);
// The first of the names in a template's dotted path.
std::string_view first_name(std::string_view path);
// A default without templates: JSON where it can be read as that.
Value plain_default(std::string_view text);

}  // namespace aitherzero
