// The one-way order of the rooms (ARCHITECTURE.md) and the owners of the
// third-party libraries.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "source_tree.hpp"

namespace aitherzero {
namespace {

// The room that a file below src/ belongs to: the longest room's name that
// begins its path.
std::string room_of(const std::string& path,
                    const std::map<std::string, int>& levels) {
  std::string best;
  for (const auto& [room, level] : levels) {
    if (path.starts_with(room + "/") && room.size() > best.size()) best = room;
  }
  return best;
}

std::vector<std::string> breaches(const std::vector<SourceFile>& files,
                                  const std::map<std::string, int>& levels) {
  std::vector<std::string> found;
  for (const SourceFile& file : files) {
    const std::string own_path = file.path.substr(sizeof "src/" - 1);
    const std::string own = room_of(own_path, levels);
    if (own.empty()) found.push_back(file.path + " is in no room");
    for (const std::string& line : file.lines) {
      const std::string include = include_of(line);
      if (include.empty() || include.front() == '<') continue;
      const std::string other = room_of(include, levels);
      if (other == own) continue;
      if (other.empty() || own.empty() || levels.at(other) >= levels.at(own)) {
        found.push_back(fmt::format("{} includes {}", file.path, include));
      }
    }
  }
  return found;
}

TEST(Layers, every_room_of_the_architecture_page_has_files) {
  const auto levels = room_levels();
  ASSERT_FALSE(levels.empty());
  for (const auto& [room, level] : levels) {
    EXPECT_FALSE(source_files("src/" + room, {".hpp"}).empty()) << room;
  }
}

TEST(Layers, a_room_includes_only_rooms_above_it) {
  EXPECT_THAT(breaches(source_files("src", {".hpp", ".cpp"}), room_levels()),
              testing::IsEmpty());
}

TEST(Layers, a_breach_is_found) {
  const std::map<std::string, int> levels = {
      {"low", 0}, {"mid/left", 1}, {"mid/right", 1}, {"high", 2}};
  const auto file = [](const char* path, const char* include) {
    return std::vector<SourceFile>{
        {path, {fmt::format("#include \"{}\"", include)}}};
  };
  EXPECT_THAT(breaches(file("src/low/a.cpp", "high/b.hpp"), levels),
              testing::SizeIs(1));
  EXPECT_THAT(breaches(file("src/mid/left/a.cpp", "mid/right/b.hpp"), levels),
              testing::SizeIs(1));
  EXPECT_THAT(breaches(file("src/high/a.cpp", "nowhere/b.hpp"), levels),
              testing::SizeIs(1));
  EXPECT_THAT(breaches(file("src/nowhere/a.cpp", "low/b.hpp"), levels),
              testing::SizeIs(2));
  EXPECT_THAT(breaches(file("src/high/a.cpp", "mid/left/b.hpp"), levels),
              testing::IsEmpty());
}

TEST(Layers, a_third_party_library_has_one_owner) {
  const std::map<std::string, std::string> owners = {
      {"<nlohmann/", "shared/value"}, {"<msgpack", "shared/pack"},
      {"<boost/", "shared/config"},   {"<spdlog/", "shared/log"},
      {"<zmq", "shared/net"},         {"<rocksdb/", "shared/store"},
      {"<openssl/", "shared/hash"},   {"<zstd", "shared/cache"},
  };
  const auto levels = room_levels();
  for (const SourceFile& file : source_files("src", {".hpp", ".cpp"})) {
    const std::string room = room_of(file.path.substr(4), levels);
    for (const std::string& line : file.lines) {
      const std::string include = include_of(line);
      for (const auto& [library, owner] : owners) {
        if (!include.starts_with(library)) continue;
        EXPECT_EQ(room, owner) << file.path << " includes " << include;
        EXPECT_TRUE(file.path.ends_with(".cpp"))
            << file.path << " shows " << include << " to other rooms";
      }
    }
  }
}

}  // namespace
}  // namespace aitherzero
