#include "protocol/codec/codec.hpp"

#include "protocol/codec/frame.hpp"

namespace aitherzero {
namespace {

using codec::begin;
using codec::FieldReader;
using codec::put;

// First item of a frame, one range for each direction. Never renumber.
enum class Type : std::uint64_t {
  hello = 1,
  attempt_started = 2,
  attempt_output = 3,
  attempt_ended = 4,
  attempts_held = 5,
  agent_draining = 6,

  welcome = 101,
  start_attempt = 102,
  cancel_attempt = 103,
  acknowledge_output = 104,
  acknowledge_result = 105,
  forget_attempt = 106,
  drain_agent = 107,
};

struct Encoder {
  PackWriter& out;

  void operator()(const Hello& m) const {
    begin(out, Type::hello, 4).string(m.agent);
    put(out, m.labels);
    out.unsigned_number(m.slots).string(m.software);
  }
  void operator()(const AttemptsHeld& m) const {
    begin(out, Type::attempts_held, 2).array(m.attempts.size());
    for (const AttemptId attempt : m.attempts) {
      out.unsigned_number(attempt.value);
    }
    out.boolean(m.draining);
  }
  void operator()(const AgentDraining& m) const {
    begin(out, Type::agent_draining, 1).boolean(m.draining);
  }
  void operator()(const AttemptStarted& m) const {
    begin(out, Type::attempt_started, 2)
        .unsigned_number(m.attempt.value)
        .unsigned_number(m.slot);
  }
  void operator()(const AttemptOutput& m) const {
    begin(out, Type::attempt_output, 3)
        .unsigned_number(m.attempt.value)
        .unsigned_number(m.first);
    put(out, m.lines);
  }
  void operator()(const AttemptEnded& m) const {
    begin(out, Type::attempt_ended, 2).unsigned_number(m.attempt.value);
    put(out, m.result);
  }
  void operator()(const Welcome& m) const {
    begin(out, Type::welcome, 2)
        .string(m.software)
        .unsigned_number(m.bulk_port);
  }
  void operator()(const StartAttempt& m) const {
    begin(out, Type::start_attempt, 2).unsigned_number(m.attempt.value);
    put(out, m.spec);
  }
  void operator()(const CancelAttempt& m) const {
    begin(out, Type::cancel_attempt, 3)
        .unsigned_number(m.attempt.value)
        .unsigned_number(static_cast<std::uint64_t>(m.reason))
        .unsigned_number(static_cast<std::uint64_t>(m.mode));
  }
  void operator()(const AcknowledgeOutput& m) const {
    begin(out, Type::acknowledge_output, 2)
        .unsigned_number(m.attempt.value)
        .unsigned_number(m.next);
  }
  void operator()(const AcknowledgeResult& m) const {
    begin(out, Type::acknowledge_result, 1).unsigned_number(m.attempt.value);
  }
  void operator()(const ForgetAttempt& m) const {
    begin(out, Type::forget_attempt, 1).unsigned_number(m.attempt.value);
  }
  void operator()(const DrainAgent&) const { begin(out, Type::drain_agent, 0); }
};

template <typename Variant>
std::string encode_variant(const Variant& message) {
  PackWriter out;
  std::visit(Encoder{out}, message);
  return out.take();
}

AttemptId read_attempt(PackReader& in) { return {in.unsigned_number()}; }

bool read_to_controller(Type type, PackReader& in, FieldReader& fields,
                        ToController& message) {
  switch (type) {
    case Type::hello: {
      Hello m;
      m.agent = in.string();
      m.labels = fields.string_map();
      m.slots = fields.up_to(k_max_slots);
      m.software = in.string();
      message = std::move(m);
      break;
    }
    case Type::attempts_held: {
      AttemptsHeld m;
      m.attempts = fields.attempts();
      m.draining = in.boolean();
      message = std::move(m);
      break;
    }
    case Type::agent_draining:
      message = AgentDraining{in.boolean()};
      break;
    case Type::attempt_started: {
      const AttemptId attempt = read_attempt(in);
      message = AttemptStarted{attempt, fields.up_to(k_max_slots)};
      break;
    }
    case Type::attempt_output: {
      AttemptOutput m;
      m.attempt = read_attempt(in);
      m.first = in.unsigned_number();
      m.lines = fields.output_lines();
      message = std::move(m);
      break;
    }
    case Type::attempt_ended: {
      const AttemptId attempt = read_attempt(in);
      message = AttemptEnded{attempt, fields.job_result()};
      break;
    }
    default:
      return false;
  }
  return true;
}

bool read_to_agent(Type type, PackReader& in, FieldReader& fields,
                   ToAgent& message) {
  switch (type) {
    case Type::welcome: {
      Welcome m;
      m.software = in.string();
      m.bulk_port = fields.up_to(k_max_port);
      message = std::move(m);
      break;
    }
    case Type::start_attempt: {
      const AttemptId attempt = read_attempt(in);
      message = StartAttempt{attempt, fields.job_spec()};
      break;
    }
    case Type::cancel_attempt: {
      CancelAttempt m;
      m.attempt = read_attempt(in);
      m.reason = fields.up_to(CancelReason::playbook_timeout);
      m.mode = fields.up_to(CancelMode::kill);
      message = m;
      break;
    }
    case Type::acknowledge_output: {
      const AttemptId attempt = read_attempt(in);
      message = AcknowledgeOutput{attempt, in.unsigned_number()};
      break;
    }
    case Type::acknowledge_result:
      message = AcknowledgeResult{read_attempt(in)};
      break;
    case Type::forget_attempt:
      message = ForgetAttempt{read_attempt(in)};
      break;
    case Type::drain_agent:
      message = DrainAgent{};
      break;
    default:
      return false;
  }
  return true;
}

}  // namespace

std::string encode(const ToController& message) {
  return encode_variant(message);
}

std::string encode(const ToAgent& message) { return encode_variant(message); }

Result<ToController> decode_to_controller(std::string_view frame) {
  return codec::decode_frame<ToController, Type>(frame, read_to_controller);
}

Result<ToAgent> decode_to_agent(std::string_view frame) {
  return codec::decode_frame<ToAgent, Type>(frame, read_to_agent);
}

std::optional<AttemptId> attempt_to_start(std::string_view frame) {
  PackReader in(frame);
  in.enter(1);
  const bool starts = Type{in.unsigned_number()} == Type::start_attempt;
  const AttemptId attempt = read_attempt(in);
  if (!starts || !in.ok()) return std::nullopt;
  return attempt;
}

}  // namespace aitherzero
