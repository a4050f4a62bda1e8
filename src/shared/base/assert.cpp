#include "shared/base/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace aitherzero {

void assertion_failed(const char* expression, const char* file, int line) {
  std::fprintf(stderr, "aitherzero: internal error: %s does not hold (%s:%d)\n",
               expression, file, line);
  std::abort();
}

}  // namespace aitherzero
