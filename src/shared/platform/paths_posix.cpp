#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdlib>

#include "shared/base/text.hpp"
#include "shared/platform/paths.hpp"
#include "shared/platform/system_error.hpp"

namespace aitherzero {
namespace {

bool is_absolute(std::string_view path) {
  return !path.empty() && path.front() == '/';
}

Result<std::string> user_folder(const Environment& environment,
                                const std::string& variable,
                                const std::string& below_home) {
  const std::string chosen = get(environment, variable);
  if (is_absolute(chosen)) return chosen + "/aitherzero";
  const std::string home = get(environment, "HOME");
  if (!is_absolute(home)) {
    return fail(ErrorKind::not_found, "no home folder is known", {},
                "set HOME or " + variable + " to an absolute path");
  }
  return home + below_home + "/aitherzero";
}

bool is_executable_file(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
         ::access(path.c_str(), X_OK) == 0;
}

std::optional<std::string> absolute(const std::string& path) {
  if (is_absolute(path)) return path;
  char folder[PATH_MAX];
  if (::getcwd(folder, sizeof folder) == nullptr) return std::nullopt;
  return std::string(folder) + "/" + path;
}

}  // namespace

Result<std::string> state_folder(const Environment& environment) {
  return user_folder(environment, "XDG_STATE_HOME", "/.local/state");
}

Result<std::string> cache_folder(const Environment& environment) {
  return user_folder(environment, "XDG_CACHE_HOME", "/.cache");
}

Result<std::string> executable_path() {
  char path[PATH_MAX];
  const ssize_t length = ::readlink("/proc/self/exe", path, sizeof path);
  if (length < 0) {
    return system_failure(errno, "cannot find this program's own file");
  }
  return std::string(path, static_cast<std::size_t>(length));
}

std::optional<std::string> find_program(std::string_view name,
                                        std::string_view search_path) {
  if (name.empty()) return std::nullopt;
  if (name.find('/') != std::string_view::npos) {
    const std::string path(name);
    return is_executable_file(path) ? absolute(path) : std::nullopt;
  }
  for (const std::string_view folder : split(search_path, ':')) {
    if (!is_absolute(folder)) continue;
    std::string path(folder);
    if (path.back() != '/') path += '/';
    path += name;
    if (is_executable_file(path)) return path;
  }
  return std::nullopt;
}

}  // namespace aitherzero
