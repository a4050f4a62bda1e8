// config.psd1 and its like: what they change, and where values come from.
#include "system/system_test.hpp"

namespace aitherzero {
namespace {

class ConfigurationFiles : public SystemTest {
 protected:
  void SetUp() override {
    shell_script("0100_A", "true");
    write("config.psd1",
          "@{ Automation = @{ DefaultTimeout = 10; MaxConcurrency = 2\n"
          "   Profiles = @{ quick = @{ Level = 'low' } } } }");
  }
};

TEST_F(ConfigurationFiles, stronger_files_win_and_say_where_they_are) {
  write("config.local.psd1", "@{ Automation = @{ DefaultTimeout = 20 } }");
  write("mine.psd1", "@{ Automation = @{ MaxConcurrency = 3 } }");
  const std::vector<std::string> arguments = {"--sequence", "0100", "--config",
                                              "mine.psd1"};
  const Json planned = plan(arguments);
  EXPECT_EQ(planned.at("plan.jobs.0.timeoutSeconds"), "20.0");
  EXPECT_EQ(planned.at("plan.maxConcurrency"), "3");
  const Finished shown = run({"config", "show", "--config", "mine.psd1"});
  EXPECT_THAT(shown.out, HasSubstr("config.local.psd1:1:37"));
  EXPECT_THAT(shown.out, HasSubstr("mine.psd1:1:37"));
  const Json json(
      run({"config", "show", "Automation.Profiles", "--output-format", "json"})
          .out);
  EXPECT_EQ(json.at("settings.0.setting"), "Automation.Profiles.quick.Level");
  EXPECT_EQ(json.at("settings.0.value"), "low");
  EXPECT_EQ(json.at("settings.0.from"), "config.psd1:2:37");
}

TEST_F(ConfigurationFiles, profiles_serve_every_run) {
  powershell_script("0101_Level", "param([string]$Level)\n\"at $Level\"");
  const Finished ran =
      orchestrate({"--sequence", "0101", "--profile", "quick"});
  EXPECT_THAT(ran.out, HasSubstr("[0101] at low"));
}

TEST_F(ConfigurationFiles, bad_ones_exit_2_with_their_place) {
  write("config.local.psd1", "@{ Automation = @{ DefaultMode = 'Both' } }");
  const Finished bad = orchestrate({"--sequence", "0100"});
  EXPECT_EQ(bad.exit_code, 2);
  EXPECT_THAT(bad.err, HasSubstr("config.local.psd1:1:34: DefaultMode"));
  EXPECT_EQ(run({"config", "show", "Automaton"}).exit_code, 2);
  EXPECT_EQ(orchestrate({"--sequence", "0100", "--config", "none"}).exit_code,
            2);
}

}  // namespace
}  // namespace aitherzero
