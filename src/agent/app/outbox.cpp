#include "agent/app/outbox.hpp"

#include <map>

#include "protocol/codec/fields.hpp"
#include "shared/log/log.hpp"
#include "shared/pack/pack.hpp"

namespace aitherzero {
namespace {

// o/<attempt>a: accepted; o/<attempt>l<first>: lines from that number on;
// o/<attempt>r: the result. Numbers are big-endian, so that they sort.
constexpr std::string_view k_prefix = "o/";
constexpr std::string_view k_identity = "m/identity";
constexpr std::string_view k_boot = "m/boot";

std::string number(std::uint64_t value) {
  std::string bytes(8, '\0');
  for (std::size_t i = 0; i < 8; ++i) {
    bytes[7 - i] = static_cast<char>(value >> (8 * i) & 0xff);
  }
  return bytes;
}

std::uint64_t number_of(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes.substr(0, 8)) {
    value = value << 8 | static_cast<unsigned char>(byte);
  }
  return value;
}

std::string key(AttemptId attempt) {
  return std::string(k_prefix) + number(attempt.value);
}

std::string lines_key(AttemptId attempt, std::uint64_t first) {
  return key(attempt) + 'l' + number(first);
}

Result<std::vector<OutputLine>> unpack_lines(std::string_view bytes) {
  PackReader in(bytes);
  codec::FieldReader fields(in);
  std::vector<OutputLine> lines = fields.output_lines();
  TRY_VOID(fields.finish());
  return lines;
}

Result<JobResult> unpack_result(std::string_view bytes) {
  PackReader in(bytes);
  codec::FieldReader fields(in);
  JobResult result = fields.job_result();
  TRY_VOID(fields.finish());
  return result;
}

// Adds lines behind those that are there; what an acknowledgement had covered
// in part comes whole, which the controller sees by the numbers.
void add_lines(KeptAttempt& kept, std::uint64_t first,
               std::vector<OutputLine> lines) {
  if (kept.lines.empty()) kept.first = first;
  if (first != kept.first + kept.lines.size()) return;
  kept.lines.insert(kept.lines.end(), std::move_iterator(lines.begin()),
                    std::move_iterator(lines.end()));
}

}  // namespace

Result<std::vector<KeptAttempt>> Outbox::load() {
  std::map<AttemptId, KeptAttempt> found;
  TRY_VOID(store_.scan(k_prefix, end_of_prefix(k_prefix),
                       [&](std::string_view full_key, std::string_view value) {
                         const std::string_view rest =
                             full_key.substr(k_prefix.size());
                         if (rest.size() < 9) return true;
                         const AttemptId attempt{number_of(rest)};
                         KeptAttempt& kept = found[attempt];
                         kept.attempt = attempt;
                         if (rest[8] == 'l') {
                           const std::uint64_t first =
                               number_of(rest.substr(9));
                           auto lines = unpack_lines(value);
                           pieces_[attempt].push_back(
                               {first, first + (lines ? lines->size() : 0)});
                           if (lines) add_lines(kept, first, std::move(*lines));
                         } else if (rest[8] == 'r') {
                           auto result = unpack_result(value);
                           if (result) kept.result = std::move(*result);
                         }
                         return true;
                       }));
  std::vector<KeptAttempt> list;
  for (auto& [attempt, kept] : found) list.push_back(std::move(kept));
  return list;
}

Result<Outbox::Identity> Outbox::next_boot(std::uint64_t random) {
  TRY(const auto identity, store_.get(k_identity));
  TRY(const auto boot, store_.get(k_boot));
  Identity next;
  next.identity = identity ? number_of(*identity) : random;
  next.boot = (boot ? number_of(*boot) : 0) + 1;
  StoreBatch batch;
  batch.put(std::string(k_identity), number(next.identity));
  batch.put(std::string(k_boot), number(next.boot));
  TRY_VOID(store_.write(batch, Durability::machine));
  return next;
}

Status Outbox::keep(const KeepAttempt& action) {
  StoreBatch batch;
  batch.put(key(action.attempt) + 'a', "");
  return store_.write(batch, Durability::process);
}

Status Outbox::keep(const KeepOutput& action) {
  PackWriter out;
  codec::put(out, action.lines);
  StoreBatch batch;
  batch.put(lines_key(action.attempt, action.first), out.take());
  pieces_[action.attempt].push_back(
      {action.first, action.first + action.lines.size()});
  return store_.write(batch, Durability::process);
}

Status Outbox::keep(const KeepResult& action) {
  PackWriter out;
  codec::put(out, action.result);
  StoreBatch batch;
  batch.put(key(action.attempt) + 'r', out.take());
  return store_.write(batch, Durability::process);
}

// A piece goes when all of it has arrived.
Status Outbox::drop(const DropOutput& action) {
  StoreBatch batch;
  std::erase_if(pieces_[action.attempt], [&](const Piece& piece) {
    if (piece.end > action.next) return false;
    batch.erase(lines_key(action.attempt, piece.first));
    return true;
  });
  if (batch.empty()) return {};
  return store_.write(batch, Durability::process);
}

Status Outbox::drop(const DropAttempt& action) {
  StoreBatch batch;
  batch.erase(key(action.attempt) + 'a');
  batch.erase(key(action.attempt) + 'r');
  for (const Piece& piece : pieces_[action.attempt]) {
    batch.erase(lines_key(action.attempt, piece.first));
  }
  pieces_.erase(action.attempt);
  return store_.write(batch, Durability::process);
}

}  // namespace aitherzero
