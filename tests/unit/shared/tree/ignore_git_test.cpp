// The ignore rules against git itself: random rules over random files, and both
// must leave out the same.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cstdio>
#include <random>
#include <set>
#include <sstream>

#include "tree_fixture.hpp"

namespace aitherzero {
namespace {

class Generator {
 public:
  explicit Generator(std::uint32_t seed) : engine_(seed) {}

  std::uint32_t below(std::uint32_t end) {
    return static_cast<std::uint32_t>(engine_()) % end;
  }
  std::string one_of(const std::vector<std::string>& choices) {
    return choices[below(static_cast<std::uint32_t>(choices.size()))];
  }

  std::string name() {
    std::string text = one_of({"a", "b", "ab", "-", "A", "7"});
    if (below(3) == 0) text += one_of({"a", ".log", "]", " ", "#", "!"});
    return text;
  }

  std::string path() {
    std::string text = name();
    while (below(2) == 0 && text.size() < 20) text += "/" + name();
    return text;
  }

  // Rules as people write them, around random names and wildcards.
  std::string usual_rule() {
    const std::string shape =
        one_of({"X", "/X", "X/", "X/Y", "X/Y/", "**/X", "**/X/Y", "X/**",
                "X/**/Y", "/*", "!X", "!X/Y", "!/X/", "X*", "*X", "X**/Y"});
    std::string text;
    for (const char c : shape) {
      if (c == 'X' || c == 'Y') {
        text += one_of({name(), "a", "b", "?", "*", "[ab]", "*b"});
      } else {
        text += c;
      }
    }
    return text + "\n";
  }

  std::string odd_rule() {
    static const std::vector<std::string> k_parts = {
        "a",    "b",     "ab",    "*",    "**",          "?",
        "/",    "/**/",  "**/",   "/**",  ".log",        "[ab]",
        "[!a]", "[^b]",  "[a-c]", "[]a]", "[[:digit:]]", "[[:upper:]-]",
        "\\a",  "\\*",   "[a",    "\\",   " ",           "\\ ",
        "-",    "[--7]", "]",     "#"};
    std::string text = below(4) == 0 ? "!" : "";
    const std::uint32_t parts = 1 + below(4);
    for (std::uint32_t i = 0; i < parts; ++i) text += one_of(k_parts);
    if (below(6) == 0) text += "/";
    if (below(8) == 0) text += " ";
    return text + one_of({"\n", "\n", "\n", "\r\n", "\n\n", "\n# note\n"});
  }

  std::string rules() {
    std::string text;
    for (std::uint32_t i = below(6); i > 0; --i) {
      text += below(2) == 0 ? usual_rule() : odd_rule();
    }
    return text;
  }

 private:
  std::mt19937 engine_;
};

class IgnoreAgainstGit : public TreeTest {
 protected:
  static bool git_is_there() {
    return std::system("git --version >/dev/null 2>&1") == 0;
  }

  // Git as it comes, without what this user has set.
  int git(const std::string& arguments) const {
    return std::system(fmt::format("cd '{}' && HOME='{}' GIT_CONFIG_NOSYSTEM=1 "
                                   "XDG_CONFIG_HOME='{}' git {} 2>/dev/null",
                                   project, base, base, arguments)
                           .c_str());
  }

  std::set<std::string> all_files() const {
    std::set<std::string> paths;
    namespace fs = std::filesystem;
    for (const auto& entry : fs::recursive_directory_iterator(project)) {
      const std::string path =
          entry.path().lexically_relative(project).generic_string();
      if (entry.is_regular_file() && !path.starts_with(".git/")) {
        paths.insert(path);
      }
    }
    return paths;
  }

  std::vector<std::string> files_git_keeps() const {
    std::set<std::string> kept = all_files();
    std::ofstream input(base + "/paths", std::ios::binary);
    for (const std::string& path : kept) input << path << '\0';
    input.close();
    git("check-ignore --no-index -z --stdin <../paths >../ignored");
    std::istringstream output(bytes_of(base + "/ignored"));
    for (std::string path; std::getline(output, path, '\0');) kept.erase(path);
    return {kept.begin(), kept.end()};
  }

  // A project of random files, with rules in its root and some folders.
  std::string make_project(std::uint32_t seed) {
    std::filesystem::remove_all(project);
    std::filesystem::create_directory(project);
    EXPECT_EQ(git("init -q ."), 0);
    Generator random(seed);
    for (int i = 0; i < 30; ++i) {
      const std::string path = random.path();
      // A name may be taken by a folder, or a folder's by a file.
      std::error_code taken;
      const std::filesystem::path full = project + "/" + path;
      std::filesystem::create_directories(full.parent_path(), taken);
      std::ofstream(full) << i;
    }
    std::string rules;
    const auto rule_file = [&](const std::string& path) {
      const std::string text = random.rules();
      rules += path + ":\n" + text;
      write(path, text);
    };
    rule_file(".gitignore");
    rule_file(".git/info/exclude");
    for (const char* folder : {"a", "b", "a/b"}) {
      if (std::filesystem::is_directory(project + "/" + folder)) {
        rule_file(std::string(folder) + "/.gitignore");
      }
    }
    return rules;
  }
};

TEST_F(IgnoreAgainstGit, both_leave_out_the_same_files) {
  if (!git_is_there()) GTEST_SKIP() << "there is no git on this machine";
  const char* chosen = std::getenv("AITHERZERO_SEED");
  const auto first =
      static_cast<std::uint32_t>(chosen == nullptr ? 1 : std::atoi(chosen));
  const std::uint32_t last = chosen == nullptr ? 60 : first;
  for (std::uint32_t seed = first; seed <= last; ++seed) {
    const std::string rules = make_project(seed);
    const auto snapshot = take_snapshot(project, *store);
    ASSERT_TRUE(snapshot) << to_string(snapshot.error());
    std::vector<std::string> kept = paths_of(snapshot->tree);
    std::ranges::sort(kept);
    ASSERT_EQ(kept, files_git_keeps()) << "AITHERZERO_SEED=" << seed << "\n"
                                       << rules;
  }
}

}  // namespace
}  // namespace aitherzero
