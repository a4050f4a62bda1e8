// What the store on disk holds after its log was torn, zeroed or garbled, as a
// loss of power leaves it.
#include <gmock/gmock.h>

#include <fstream>

#include "shared/store/store.hpp"
#include "support/temporary_folder.hpp"

namespace aitherzero {
namespace {

namespace fs = std::filesystem;

enum class Damage { torn, zeroed, garbled };

class CrashTest : public testing::Test {
 protected:
  // Batch number i puts i:a and i:b and takes away i-1:b.
  void write_batches(int count, std::size_t value_bytes) {
    const auto store = open_store(live).value();
    for (int i = 0; i < count; ++i) {
      ASSERT_TRUE(store->write(batch(i, value_bytes), Durability::machine));
    }
    // The files of a store that is open are what a crash would leave.
    fs::copy(live, image, fs::copy_options::recursive);
    for (const auto& entry : fs::directory_iterator(image)) {
      if (entry.path().extension() == ".log") log = entry.path().filename();
    }
    log_bytes = fs::file_size(fs::path(image) / log);
  }
  static StoreBatch batch(int number, std::size_t value_bytes) {
    StoreBatch batch;
    const auto name = static_cast<char>('a' + number);
    batch.put(std::string(1, name) + "a", std::string(value_bytes, name));
    batch.put(std::string(1, name) + "b", "");
    if (number > 0) {
      batch.erase(std::string(1, static_cast<char>(name - 1)) + "b");
    }
    return batch;
  }

  // A copy of the image with its log damaged from `at` on.
  std::string damaged(std::size_t at, Damage damage) {
    const std::string copy = folder.path() + "/damaged";
    fs::remove_all(copy);
    fs::copy(image, copy, fs::copy_options::recursive);
    const fs::path path = fs::path(copy) / log;
    if (damage == Damage::garbled) {
      std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
      file.seekg(static_cast<std::streamoff>(at));
      const int byte = file.get();
      file.seekp(static_cast<std::streamoff>(at));
      file.put(static_cast<char>(byte ^ 0x55));
      return copy;
    }
    fs::resize_file(path, at);
    if (damage == Damage::zeroed) fs::resize_file(path, log_bytes + 5000);
    return copy;
  }

  // How many batches a store holds; -1 when it does not hold a prefix of them
  // with each one whole, or does not open.
  static int batches_in(const std::string& path, std::size_t value_bytes) {
    const auto store = open_store(path);
    EXPECT_TRUE(store) << to_string(store.error());
    if (!store) return -1;
    std::map<std::string, std::string> found;
    EXPECT_TRUE((*store)->scan("", "", [&](auto key, auto value) {
      found.emplace(key, value);
      return true;
    }));
    const int count = found.empty() ? 0 : static_cast<int>(found.size()) - 1;
    std::map<std::string, std::string> wanted;
    for (int i = 0; i < count; ++i) {
      const auto name = static_cast<char>('a' + i);
      wanted[std::string(1, name) + "a"] = std::string(value_bytes, name);
      if (i == count - 1) wanted[std::string(1, name) + "b"] = "";
    }
    return found == wanted ? count : -1;
  }

  TemporaryFolder folder;
  const std::string live = folder.path() + "/live";
  const std::string image = folder.path() + "/image";
  fs::path log;
  std::size_t log_bytes = 0;
};

constexpr int k_batches = 3;

TEST_F(CrashTest, a_log_cut_at_any_byte_leaves_a_prefix_of_whole_batches) {
  constexpr std::size_t k_value = 3;
  write_batches(k_batches, k_value);
  for (const Damage damage : {Damage::torn, Damage::zeroed}) {
    int before = 0;
    for (std::size_t at = 0; at <= log_bytes; ++at) {
      const int count = batches_in(damaged(at, damage), k_value);
      ASSERT_GE(count, before) << "cut at " << at;
      ASSERT_LE(count, before + 1) << "cut at " << at;
      before = count;
    }
    EXPECT_EQ(before, k_batches) << "nothing was cut";
  }
}

TEST_F(CrashTest, a_flipped_bit_ends_what_is_replayed) {
  constexpr std::size_t k_value = 3;
  write_batches(k_batches, k_value);
  for (std::size_t at = 0; at < log_bytes; ++at) {
    const int count = batches_in(damaged(at, Damage::garbled), k_value);
    ASSERT_GE(count, 0) << "flipped at " << at;
    ASSERT_LT(count, k_batches) << "flipped at " << at;
  }
}

// Records longer than a block of the log are written in fragments.
TEST_F(CrashTest, a_batch_in_fragments_is_there_whole_or_not_at_all) {
  constexpr std::size_t k_value = 50'000;
  write_batches(k_batches, k_value);
  for (const Damage damage : {Damage::torn, Damage::zeroed, Damage::garbled}) {
    for (std::size_t at = 0; at < log_bytes; at += 4801) {
      ASSERT_GE(batches_in(damaged(at, damage), k_value), 0) << at;
    }
  }
}

TEST_F(CrashTest, what_is_written_after_a_crash_survives_the_next_one) {
  constexpr std::size_t k_value = 3;
  write_batches(k_batches, k_value);
  for (const Damage damage : {Damage::torn, Damage::zeroed, Damage::garbled}) {
    for (std::size_t at = 0; at < log_bytes; at += 29) {
      const std::string first = damaged(at, damage);
      const std::string second = folder.path() + "/second";
      const int count = batches_in(first, k_value);
      {
        const auto store = open_store(first).value();
        ASSERT_TRUE(store->write(batch(count, k_value), Durability::machine));
        fs::copy(first, second, fs::copy_options::recursive);
      }
      ASSERT_EQ(batches_in(second, k_value), count + 1) << "damaged at " << at;
      fs::remove_all(second);
    }
  }
}

}  // namespace
}  // namespace aitherzero
