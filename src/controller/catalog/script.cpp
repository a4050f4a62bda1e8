#include "controller/catalog/script.hpp"

#include <filesystem>

#include "controller/catalog/header.hpp"
#include "controller/catalog/param_block.hpp"
#include "shared/base/text.hpp"
#include "shared/base/unicode.hpp"

namespace aitherzero {
namespace {

constexpr std::size_t k_number_length = 4;

bool has_number(std::string_view base_name) {
  if (base_name.size() <= k_number_length ||
      base_name[k_number_length] != '_') {
    return false;
  }
  return base_name.substr(0, k_number_length).find_first_not_of("0123456789") ==
         std::string_view::npos;
}

}  // namespace

Script read_script(const std::string& path, std::string_view bytes) {
  const std::filesystem::path file(path);
  Script script;
  script.path = path;
  script.file_name = file.filename().string();
  script.base_name = file.stem().string();
  script.name = script.base_name;
  if (has_number(script.base_name)) {
    script.number = script.base_name.substr(0, k_number_length);
    script.name = script.base_name.substr(k_number_length + 1);
  }
  script.kind = equals_ignoring_case(file.extension().string(), ".ps1")
                    ? ScriptKind::powershell
                    : ScriptKind::executable;
  const std::string text = to_valid_utf8(decode_text(bytes));
  catalog::read_header(text, script);
  if (script.kind == ScriptKind::powershell) {
    script.parameters = catalog::read_param_block(text);
  }
  return script;
}

}  // namespace aitherzero
