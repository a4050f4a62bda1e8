#include "shared/base/result.hpp"

#include <fmt/format.h>

namespace aitherzero {

std::string to_string(const Place& place) {
  if (place.line == 0) return place.source;
  std::string text = place.source.empty() ? "line" : place.source;
  text += place.source.empty() ? " " : ":";
  text += fmt::to_string(place.line);
  if (place.column != 0) text += fmt::format(":{}", place.column);
  return text;
}

std::string to_string(const Error& error) {
  std::string text = to_string(error.place);
  if (!text.empty()) text += ": ";
  text += error.message;
  if (!error.advice.empty()) text += "\n  " + error.advice;
  return text;
}

tl::unexpected<Error> fail(ErrorKind kind, std::string message, Place place,
                           std::string advice) {
  return tl::make_unexpected(
      Error{kind, std::move(message), std::move(place), std::move(advice)});
}

}  // namespace aitherzero
