// Errors are values. A function that can fail returns Result<T>; the caller
// must look at it. An Error says what was wrong, where, and what to do.
#pragma once

#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace aitherzero {

// What callers may switch on. Never parse an error's text.
enum class ErrorKind {
  bad_input,      // what the user wrote is wrong: exit code 2
  not_found,      // a named thing does not exist: exit code 2
  not_supported,  // understood, but this version cannot do it: exit code 2
  limit,          // a documented limit was exceeded
  io,             // the operating system refused
  unavailable,    // a peer or program that is needed is not there
  corrupt,        // bytes from a wire or disk are not what they must be
  interrupted,    // the user ended it: exit code 130
  internal,       // a bug of ours
};

// Where in a source text something stands. Lines and columns count from 1;
// 0 means unknown. `source` is a file's path, or an option such as
// `--sequence`; empty where there is none.
struct Place {
  std::string source;
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  friend bool operator==(const Place&, const Place&) = default;
};

// "file:line:column", as much of it as is known.
std::string to_string(const Place& place);

struct Error {
  ErrorKind kind = ErrorKind::internal;
  std::string message;  // one sentence without a final stop
  Place place;
  std::string advice;  // what to do about it; may be empty

  friend bool operator==(const Error&, const Error&) = default;
};

// "place: message\n  advice", the form in which people see an error.
std::string to_string(const Error& error);

template <typename T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

[[nodiscard]] tl::unexpected<Error> fail(ErrorKind kind, std::string message,
                                         Place place = {},
                                         std::string advice = {});

// Something wrong that does not stop the work, such as an unknown key.
struct Warning {
  std::string message;
  Place place;
  std::string advice;
};

}  // namespace aitherzero

// TRY(auto x, expression): x is the value, or the error returns from here.
#define AZ_CONCAT_INNER(a, b) a##b
#define AZ_CONCAT(a, b) AZ_CONCAT_INNER(a, b)
#define TRY_IMPL(name, declaration, expression)                   \
  auto name = (expression);                                       \
  if (!name) return tl::make_unexpected(std::move(name).error()); \
  declaration = std::move(*name)
#define TRY(declaration, ...) \
  TRY_IMPL(AZ_CONCAT(try_result_, __LINE__), declaration, (__VA_ARGS__))
// TRY_VOID(expression): the same for a Status.
#define TRY_VOID(...)                               \
  if (auto try_status = (__VA_ARGS__); !try_status) \
  return tl::make_unexpected(std::move(try_status).error())
