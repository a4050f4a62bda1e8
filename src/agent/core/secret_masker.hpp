// Keeps secrets out of what leaves the agent (rule S3): wherever the value of
// one stands in a job's output, as it is or in one of the forms that programs
// give it, there stands *** instead.
//
// What counts as a form is in secret_forms.hpp and text_view.hpp. A value of
// fewer than four bytes is masked only as a word by itself and only as it is;
// one that is nothing but white space is not. A value of several lines is
// masked as a sequence of lines, and each of its longer lines wherever it is
// alone. What no masker finds: a value that a script has changed itself, such
// as reversed, compressed, in hexadecimal, or spread over unrelated lines.
//
// Pure: no I/O, no clock. One masker serves one attempt.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/core/secret_finder.hpp"
#include "protocol/message/job_result.hpp"
#include "shared/value/value.hpp"

namespace aitherzero {

struct Secret {
  std::string name;
  std::string value;
};

// Lines that are held back at most, and their bytes. Beyond that the oldest go
// on, and what in them may be the beginning of a secret is masked as if it
// were: a job must not be able to grow memory, nor to push a secret through.
constexpr std::size_t k_max_held_lines = 4096;
constexpr std::size_t k_max_held_bytes = 1u << 20;

class SecretMasker {
 public:
  explicit SecretMasker(const std::vector<Secret>& secrets);

  // Takes the next lines of output and gives those that are certain, in the
  // order in which they came. A line that may be the beginning of a secret of
  // several lines, or of a line that was cut for its length, is held back
  // until the next line of its stream shows it, and so are all lines behind
  // it. Streams are looked at each for itself: a secret does not begin on one
  // and end on another. There is one line out for each line in.
  std::vector<OutputLine> mask(std::vector<OutputLine> lines);

  // The job has ended: gives what is held back.
  std::vector<OutputLine> flush();

  // A text that is there whole, such as an error's message.
  std::string mask_text(std::string_view text) const;
  // All texts of a result.
  void mask_result(JobResult& result) const;

 private:
  Value masked_value(const Value& value) const;

  struct Line {
    OutputLine output;
    std::vector<TextRange> secrets;
    std::vector<TextRange> unfinished;
    bool settled = false;  // nothing that comes can change it
  };
  using Lines = std::vector<std::shared_ptr<Line>>;

  void look_through(Lines& lines) const;
  bool holds_too_much() const;
  void release_settled(std::vector<OutputLine>& released);
  void release_first(std::vector<OutputLine>& released);

  std::optional<SecretFinder> finder_;  // absent: there is nothing to mask
  std::deque<std::shared_ptr<Line>> held_;
  std::size_t held_bytes_ = 0;
  // Of each stream the last lines, from where a secret may have begun. Some
  // may have been released for being too many.
  std::map<Stream, Lines> open_;
};

}  // namespace aitherzero
