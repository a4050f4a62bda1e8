// Bugs assert, operating errors return. Assertions stay on in release.
#pragma once

namespace aitherzero {

[[noreturn]] void assertion_failed(const char* expression, const char* file,
                                   int line);

}  // namespace aitherzero

#define AZ_ASSERT(expression) \
  ((expression)               \
       ? static_cast<void>(0) \
       : ::aitherzero::assertion_failed(#expression, __FILE__, __LINE__))
