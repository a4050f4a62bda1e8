#include "shared/platform/system_error.hpp"

#include <cerrno>
#include <system_error>

namespace aitherzero {

std::string system_error_text(int error_number) {
  return std::generic_category().message(error_number);
}

tl::unexpected<Error> system_failure(int error_number, const std::string& what,
                                     std::string advice) {
  const bool missing = error_number == ENOENT || error_number == ENOTDIR;
  return fail(missing ? ErrorKind::not_found : ErrorKind::io,
              what + ": " + system_error_text(error_number), {},
              std::move(advice));
}

}  // namespace aitherzero
