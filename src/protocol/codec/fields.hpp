// How the parts that several messages share are written; the journal writes
// them the same way. Each put has its get beside it, in the same order of
// fields.
#pragma once

#include "protocol/codec/limits.hpp"
#include "protocol/message/message.hpp"
#include "shared/pack/pack.hpp"

namespace aitherzero::codec {

void put(PackWriter& out, const JobSpec& spec);
void put(PackWriter& out, const JobResult& result);
void put(PackWriter& out, const std::map<std::string, std::string>& map);
void put(PackWriter& out, const std::vector<std::string>& list);
void put(PackWriter& out, const std::vector<OutputLine>& lines);
void put(PackWriter& out, const Digest& digest);
void put(PackWriter& out, const std::optional<Digest>& digest);
void put(PackWriter& out, const std::vector<Digest>& digests);

// Gets read what put wrote; what is out of range is reported in `problem`,
// wrong types by the reader itself.
class FieldReader {
 public:
  explicit FieldReader(PackReader& in) : in_(in) {}

  JobSpec job_spec();
  JobResult job_result();
  std::map<std::string, std::string> string_map(
      std::size_t most = k_max_list_items);
  Table table();
  std::vector<std::string> string_list();
  std::vector<AttemptId> attempts();
  std::vector<OutputLine> output_lines();
  Digest digest();
  std::optional<Digest> optional_digest();
  std::vector<Digest> digests(std::size_t most = k_max_list_items);

  // A number from 0 to `last`, as an enum or count.
  template <typename T>
  T up_to(T last) {
    const std::uint64_t number = in_.unsigned_number();
    if (number > static_cast<std::uint64_t>(last)) {
      problem("a number is out of range");
      return T{};
    }
    return static_cast<T>(number);
  }
  Duration duration();
  // Enters an array of at most `limit` items; leave() it in any case.
  std::size_t bounded_array(std::size_t limit);

  void problem(std::string what);
  // The first thing wrong with what was read.
  Status finish();

 private:
  std::optional<JobError> job_error();
  std::optional<KillReceipt> kill_receipt();

  PackReader& in_;
  std::string problem_;
};

}  // namespace aitherzero::codec
