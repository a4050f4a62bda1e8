// Random folders: what was materialised from a snapshot has the same snapshot.
#include <gmock/gmock.h>

#include <random>

#include "shared/tree/materialise.hpp"
#include "tree_fixture.hpp"

namespace aitherzero {
namespace {

class RoundTrip : public TreeTest {
 protected:
  std::uint32_t below(std::uint32_t end) {
    return static_cast<std::uint32_t>(engine()) % end;
  }

  std::string random_bytes() {
    std::string bytes(below(3) == 0 ? 0 : below(5000), '\0');
    for (char& byte : bytes) byte = static_cast<char>(engine());
    return bytes;
  }

  void fill(const std::string& folder, std::size_t depth) {
    static const std::vector<std::string> k_names = {
        "a", "B", "b", "a.txt", "a b", "\xC3\xA4", "-", "...", "a\nb", "~"};
    for (const std::string& name : k_names) {
      const std::string path = folder + "/" + name;
      switch (below(5)) {
        case 0:
          std::filesystem::create_directory(path);
          if (depth < 4) fill(path, depth + 1);
          break;
        case 1:
          std::ofstream(path, std::ios::binary) << random_bytes();
          if (below(2) == 0) ::chmod(path.c_str(), 0755);
          break;
        case 2: {
          std::string target = k_names[below(10)];
          for (std::size_t i = below(2) == 0 ? 0 : depth; i > 0; --i) {
            target.insert(0, "../");
          }
          std::filesystem::create_symlink(target, path);
          break;
        }
        default:
          break;
      }
    }
  }

  std::mt19937 engine;
};

TEST_F(RoundTrip, gives_the_same_digest_again) {
  SnapshotOptions everything;
  everything.ignore_files = IgnoreFiles::not_read;
  for (std::uint32_t seed = 1; seed <= 30; ++seed) {
    engine.seed(seed);
    std::filesystem::remove_all(project);
    std::filesystem::create_directory(project);
    fill(project, 0);
    const auto first = take_snapshot(project, *store, {}, everything);
    ASSERT_TRUE(first) << seed << to_string(first.error());
    const std::string copy = base + "/copy";
    const auto made = materialise(first->tree.root, copy, *store);
    ASSERT_TRUE(made) << seed << to_string(made.error());
    const auto second = take_snapshot(copy, *store, {}, everything);
    EXPECT_EQ(second->tree.root, first->tree.root) << seed;
    EXPECT_EQ(second->tree.files, first->tree.files) << seed;
    std::filesystem::remove_all(copy);
  }
}

}  // namespace
}  // namespace aitherzero
