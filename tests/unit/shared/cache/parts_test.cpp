// The parts that the store on disk is made of: packing, the index's format.
#include <gmock/gmock.h>

#include <random>

#include "shared/cache/blob_index.hpp"
#include "shared/cache/packing.hpp"
#include "support/temporary_folder.hpp"

namespace aitherzero {
namespace {

std::string noise(std::size_t bytes) {
  std::mt19937 random(1);
  std::string text(bytes, '\0');
  for (char& byte : text) byte = static_cast<char>(random());
  return text;
}

TEST(Packing, gives_back_what_was_packed) {
  const std::string text(5000, 'x');
  const auto packed = pack_blob(text);
  ASSERT_TRUE(packed);
  EXPECT_LT(packed->size(), 100u);
  EXPECT_EQ(unpack_blob(*packed, text.size()), text);
}

TEST(Packing, leaves_alone_what_saves_less_than_a_tenth) {
  EXPECT_FALSE(pack_blob(""));
  EXPECT_FALSE(pack_blob("abc"));
  EXPECT_FALSE(pack_blob(noise(5000)));
  EXPECT_FALSE(pack_blob(noise(5000) + std::string(400, 'x')));
  EXPECT_TRUE(pack_blob(noise(5000) + std::string(800, 'x')));
}

TEST(Packing, refuses_what_is_damaged_or_of_another_size) {
  const std::string text(5000, 'x');
  const std::string packed = pack_blob(text).value();
  EXPECT_FALSE(unpack_blob(packed, 4999));
  EXPECT_FALSE(unpack_blob(packed, 5001));
  EXPECT_FALSE(unpack_blob(packed.substr(0, packed.size() - 1), 5000));
  EXPECT_FALSE(unpack_blob("", 5000));
  EXPECT_FALSE(unpack_blob(noise(100), 5000));
}

TEST(BlobEntry, stands_on_the_disk_as_the_page_says) {
  const BlobEntry entry{BlobEntry::Kind::file, 0x0102030405060708, 3, "boot"};
  const std::string bytes(
      "\x03\x08\x07\x06\x05\x04\x03\x02\x01\x03\0\0\0\0\0\0\0boot", 21);
  EXPECT_EQ(encode(entry), bytes);
  EXPECT_EQ(decode_blob_entry(bytes), entry);
}

TEST(BlobEntry, is_none_when_it_is_cut_short_or_of_an_unknown_kind) {
  const std::string bytes = encode(BlobEntry{});
  EXPECT_TRUE(decode_blob_entry(bytes));
  EXPECT_FALSE(decode_blob_entry(bytes.substr(1)));
  EXPECT_FALSE(decode_blob_entry(""));
  EXPECT_FALSE(decode_blob_entry("\x04" + bytes.substr(1)));
  EXPECT_FALSE(decode_blob_entry(std::string(1, '\0') + bytes.substr(1)));
}

TEST(BlobIndex, counts_what_is_replaced_and_erased) {
  const TemporaryFolder folder;
  const Digest digest = digest_of("a");
  {
    const auto index = BlobIndex::open(folder.path()).value();
    EXPECT_FALSE(index->was_left_open());
    ASSERT_TRUE(index->put(digest, {BlobEntry::Kind::packed, 10, 5}, "bytes"));
    EXPECT_EQ(index->stats(), (BlobStats{1, 10, 5}));
    ASSERT_TRUE(index->put(digest, {BlobEntry::Kind::file, 20, 20, "boot"}));
    EXPECT_EQ(index->stats(), (BlobStats{1, 20, 20}));
    EXPECT_EQ(index->bytes_of(digest).value(), std::nullopt);
  }
  const auto index = BlobIndex::open(folder.path()).value();
  EXPECT_FALSE(index->was_left_open());
  EXPECT_EQ(index->stats(), (BlobStats{1, 20, 20}));
  ASSERT_TRUE(index->erase(digest));
  ASSERT_TRUE(index->erase(digest));
  EXPECT_EQ(index->stats(), BlobStats{});
}

}  // namespace
}  // namespace aitherzero
