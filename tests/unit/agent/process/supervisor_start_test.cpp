// Starting processes: what a child gets, and what an error says.
#include <signal.h>
#include <sys/stat.h>

#include <filesystem>

#include "shared/platform/files.hpp"
#include "supervisor_fixture.hpp"

namespace aitherzero {
namespace {

class SupervisorStart : public SupervisorTest {
 protected:
  SupervisorStart() {
    std::string pattern = testing::TempDir() + "az-start-XXXXXX";
    folder = ::mkdtemp(pattern.data());
  }
  ~SupervisorStart() override { std::filesystem::remove_all(folder); }

  std::string script(const std::string& text, mode_t mode) {
    const std::string path = folder + "/script";
    EXPECT_TRUE(write_file_atomically(path, text));
    EXPECT_EQ(::chmod(path.c_str(), mode), 0);
    return path;
  }

  std::string folder;
};

TEST_F(SupervisorStart, reports_exit_codes_and_signals) {
  EXPECT_EQ(run(shell("exit 0"))->exit_code, 0);
  EXPECT_EQ(run(shell("exit 42"))->exit_code, 42);
  const auto killed = run(shell("kill -TERM $$"));
  ASSERT_TRUE(killed);
  EXPECT_EQ(killed->signal, SIGTERM);
  EXPECT_EQ(killed->exit_code, 128 + SIGTERM);
}

TEST_F(SupervisorStart, gives_arguments_environment_and_folder) {
  ProcessSpec spec = program(
      "/bin/sh", {"-c", "echo \"$1|$2|$NAME|$HOME\"; pwd", "sh", "a b", ""});
  spec.environment = {{"NAME", "va=lue\nwith line"}};
  spec.working_directory = folder;
  ASSERT_TRUE(run(spec));
  const std::vector<std::string> expected = {
      "a b||va=lue", "with line|", std::filesystem::canonical(folder)};
  EXPECT_EQ(output->lines, expected);
}

TEST_F(SupervisorStart, gives_exactly_the_descriptors_of_the_specification) {
  const Pipe first = *make_pipe();
  const Pipe second = *make_pipe();
  ProcessSpec spec = host({"descriptors"});
  ASSERT_TRUE(run(spec));
  EXPECT_EQ(output->lines, std::vector<std::string>{"0 1 2 "});
  spec.extra = {first.write_end.get(), second.write_end.get()};
  ASSERT_TRUE(run(spec));
  EXPECT_EQ(output->lines, std::vector<std::string>{"0 1 2 3 4 "});
}

TEST_F(SupervisorStart, keeps_the_order_of_extra_descriptors) {
  const Pipe first = *make_pipe();
  const Pipe second = *make_pipe();
  ProcessSpec spec = shell("printf three >&3; printf four >&4");
  spec.extra = {first.write_end.get(), second.write_end.get()};
  ASSERT_TRUE(run(spec));
  std::string text;
  read_some(first.read_end.get(), 100, text);
  read_some(second.read_end.get(), 100, text);
  EXPECT_EQ(text, "threefour");
}

TEST_F(SupervisorStart, gives_default_signals_and_an_empty_input) {
  ASSERT_TRUE(run(shell("cat; grep -E '^Sig(Blk|Ign)' /proc/self/status")));
  ASSERT_EQ(output->lines.size(), 2u);
  // The C library keeps signals 32 and 33 for itself.
  constexpr unsigned long k_ordinary = 0x7FFFFFFF;
  for (const std::string& line : output->lines) {
    const std::string mask = line.substr(line.find('\t') + 1);
    EXPECT_EQ(std::stoul(mask, nullptr, 16) & k_ordinary, 0u) << line;
  }
}

TEST_F(SupervisorStart, a_process_that_kills_its_group_leaves_us_alone) {
  EXPECT_EQ(run(shell("kill -KILL 0"))->signal, SIGKILL);
  EXPECT_EQ(run(shell("exit 3"))->exit_code, 3);
}

TEST_F(SupervisorStart, carries_almost_two_megabytes) {
  const std::string large(100'000, 'x');
  ProcessSpec spec = program("/bin/sh", {"-c", "echo $# ${#1} ${#LARGE_3}"});
  spec.arguments.push_back("sh");
  for (int i = 0; i < 12; ++i) spec.arguments.push_back(large);
  for (int i = 0; i < 6; ++i) {
    spec.environment["LARGE_" + std::to_string(i)] = large;
  }
  ASSERT_TRUE(run(spec));
  EXPECT_EQ(output->lines, std::vector<std::string>{"12 100000 100000"});
}

TEST_F(SupervisorStart, says_that_arguments_are_too_large) {
  ProcessSpec spec = program("/bin/true", {});
  for (int i = 0; i < 70; ++i) spec.arguments.emplace_back(100'000, 'x');
  EXPECT_EQ(run(spec).error().kind, ErrorKind::limit);
  for (int i = 0; i < 70; ++i) spec.arguments.emplace_back(100'000, 'x');
  EXPECT_EQ(run(spec).error().kind, ErrorKind::limit);
}

TEST_F(SupervisorStart, refuses_what_cannot_be_handed_on) {
  EXPECT_EQ(run(program("true", {})).error().kind, ErrorKind::bad_input);
  EXPECT_EQ(run(program("/bin/true", {std::string("a\0b", 3)})).error().kind,
            ErrorKind::bad_input);
  ProcessSpec spec = program("/bin/true", {});
  spec.extra.assign(17, 1);
  EXPECT_EQ(run(spec).error().kind, ErrorKind::limit);
}

TEST_F(SupervisorStart, explains_what_cannot_be_started) {
  struct Case {
    std::string text;
    mode_t mode;
    ErrorKind kind;
    std::string message;
    std::string advice;
  };
  const std::vector<Case> cases = {
      {"#!/bin/sh\n", 0644, ErrorKind::io, "may not be executed", "chmod +x"},
      {"echo hello\n", 0755, ErrorKind::io, "not a program", "#!/bin/sh"},
      {"#!/no/such/shell -x\n", 0755, ErrorKind::not_found,
       "#!/no/such/shell -x", "install the interpreter"},
      {"#!/bin/sh\r\n", 0755, ErrorKind::not_found, "#!/bin/sh", "CR LF"},
  };
  for (const Case& it : cases) {
    const std::string path = script(it.text, it.mode);
    const auto result = run(program(path, {}));
    ASSERT_FALSE(result) << it.text;
    EXPECT_EQ(result.error().kind, it.kind) << it.text;
    EXPECT_EQ(result.error().place.source, path);
    EXPECT_NE(result.error().message.find(it.message), std::string::npos)
        << result.error().message;
    EXPECT_NE(result.error().advice.find(it.advice), std::string::npos)
        << result.error().advice;
  }
}

TEST_F(SupervisorStart, explains_missing_programs_and_folders) {
  const auto missing = run(program("/no/such/program", {}));
  EXPECT_EQ(missing.error().kind, ErrorKind::not_found);
  EXPECT_EQ(missing.error().place.source, "/no/such/program");
  EXPECT_NE(run(program(folder, {})).error().message.find("folder"),
            std::string::npos);
  ProcessSpec spec = shell("exit 0");
  spec.working_directory = "/no/such/folder";
  const auto no_folder = run(spec);
  EXPECT_EQ(no_folder.error().kind, ErrorKind::not_found);
  EXPECT_NE(no_folder.error().message.find("/no/such/folder"),
            std::string::npos);
  EXPECT_EQ(run(shell("exit 5"))->exit_code, 5);  // and it goes on
}

TEST(SupervisorProgram, that_is_missing_is_an_error) {
  EventLoop loop;
  const auto started = Supervisor::start(loop, "/no/such/program");
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().kind, ErrorKind::not_found);
}

}  // namespace
}  // namespace aitherzero
