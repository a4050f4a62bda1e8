// Any text: a value or an error with its place; and a value that was read can
// be made a playbook and planned, or refused.
#include "shared/value/psd1.hpp"

#include "controller/plan/plan.hpp"
#include "controller/plan/plan_codec.hpp"
#include "fuzz.hpp"
#include "shared/base/assert.hpp"
#include "support/catalog_builder.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aitherzero;
  Psd1Context context;
  context.script_root = "/root";
  context.environment = [](std::string_view name) {
    return name == "SET" ? std::optional<std::string>("value") : std::nullopt;
  };
  const auto value = parse_psd1(fuzz::text_of(data, size), "fuzz", context);
  if (!value) {
    AZ_ASSERT(value.error().place.source == "fuzz");
    AZ_ASSERT(!value.error().message.empty());
    return 0;
  }
  auto playbook = read_playbook(*value, "fuzz");
  if (!playbook) return 0;
  static const Catalog k_catalog =
      testing::catalog({{"0100_A", ""}, {"0200_B", "Dependencies: 0100"}});
  PlanRequest request;
  request.playbook = std::move(*playbook);
  PlanFiles files;
  files.read_script = [](const std::string&) {
    return Result<Script>(fail(ErrorKind::not_found, "no such file"));
  };
  files.load_playbook = [](const std::string&) {
    return read_playbook(Table{{"Sequence", "0100"}}, "inner");
  };
  const auto planned = make_plan(k_catalog, request, files);
  AZ_ASSERT(!planned || unpack_plan(pack_plan(planned->plan)));
  return 0;
}
