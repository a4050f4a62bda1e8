#include "controller/plan/plan_codec.hpp"

#include "shared/pack/pack.hpp"

namespace aitherzero {
namespace {

// Rises when the meaning of a field changes.
constexpr std::uint64_t k_format = 2;
constexpr std::size_t k_step_fields = 18;
constexpr std::size_t k_job_fields = 4;

void put(PackWriter& out, const std::vector<std::string>& list) {
  out.array(list.size());
  for (const std::string& text : list) out.string(text);
}

void put(PackWriter& out, const std::optional<double>& number) {
  number ? out.real(*number) : out.nil();
}

void put(PackWriter& out, const Place& place) {
  out.array(3)
      .string(place.source)
      .unsigned_number(place.line)
      .unsigned_number(place.column);
}

void put(PackWriter& out, const PlannedStep& step) {
  out.array(k_step_fields)
      .string(step.number)
      .string(step.script)
      .string(step.script_path)
      .string(step.name)
      .string(step.description)
      .string(step.stage)
      .unsigned_number(static_cast<std::uint64_t>(step.kind));
  put(out, step.arguments);
  out.array(2 * step.environment.size());
  for (const auto& [name, value] : step.environment) {
    out.string(name).string(value);
  }
  put(out, step.timeout_seconds);
  out.boolean(step.tolerated).boolean(step.allow_parallel);
  put(out, step.runs_on);
  put(out, step.outputs);
  put(out, step.secrets);
  put(out, step.secret_parameters);
  out.string(step.why);
  put(out, step.place);
}

void put(PackWriter& out, const Job& job) {
  out.array(k_job_fields).string(job.id).value(Value(job.parameters));
  out.array(2 * job.needs.size());
  for (const Need& need : job.needs) {
    out.unsigned_number(need.job.value)
        .unsigned_number(static_cast<std::uint64_t>(need.origin));
  }
  out.unsigned_number(job.step);
}

// Reads straight through; what is wrong is seen in the end.
class Reader {
 public:
  explicit Reader(PackReader& in) : in_(in) {}

  PlannedStep step() {
    PlannedStep step;
    in_.enter(k_step_fields);
    step.number = in_.string();
    step.script = in_.string();
    step.script_path = in_.string();
    step.name = in_.string();
    step.description = in_.string();
    step.stage = in_.string();
    step.kind = one_of(ScriptKind::executable);
    step.arguments = strings();
    const std::vector<std::string> environment = strings();
    for (std::size_t i = 0; i + 1 < environment.size(); i += 2) {
      step.environment[environment[i]] = environment[i + 1];
    }
    step.timeout_seconds = seconds();
    step.tolerated = in_.boolean();
    step.allow_parallel = in_.boolean();
    step.runs_on = strings();
    step.outputs = strings();
    step.secrets = strings();
    step.secret_parameters = strings();
    step.why = in_.string();
    step.place = place();
    in_.leave();
    return step;
  }

  // The job at a position of a plan with so many steps.
  Job job(std::size_t position, std::size_t steps) {
    Job job;
    in_.enter(k_job_fields);
    job.id = in_.string();
    Value parameters = in_.value();
    if (auto* table = parameters.as<Table>()) {
      job.parameters = std::move(*table);
    }
    const std::size_t needs = in_.array();
    for (std::size_t i = 0; i + 1 < needs && in_.ok(); i += 2) {
      const std::uint64_t need = in_.unsigned_number();
      ok_ = ok_ && need < position;
      job.needs.push_back(
          {{static_cast<std::uint32_t>(need)}, one_of(NeedOrigin::step)});
    }
    in_.leave();
    const std::uint64_t step = in_.unsigned_number();
    ok_ = ok_ && step < steps;
    job.step = static_cast<std::uint32_t>(step);
    in_.leave();
    return job;
  }

  std::optional<double> seconds() {
    if (in_.next_is_nil()) return std::nullopt;
    const double number = in_.real();
    ok_ = ok_ && number >= 0;
    return number;
  }

  bool ok() const { return ok_; }

 private:
  template <typename Enum>
  Enum one_of(Enum last) {
    const std::uint64_t number = in_.unsigned_number();
    ok_ = ok_ && number <= static_cast<std::uint64_t>(last);
    return static_cast<Enum>(number);
  }

  std::vector<std::string> strings() {
    std::vector<std::string> list;
    const std::size_t count = in_.array();
    for (std::size_t i = 0; i < count && in_.ok(); ++i) {
      list.push_back(in_.string());
    }
    in_.leave();
    return list;
  }

  Place place() {
    Place place;
    in_.enter(3);
    place.source = in_.string();
    place.line = static_cast<std::uint32_t>(in_.unsigned_number());
    place.column = static_cast<std::uint32_t>(in_.unsigned_number());
    in_.leave();
    return place;
  }

  PackReader& in_;
  bool ok_ = true;
};

}  // namespace

std::string pack_plan(const Plan& plan) {
  PackWriter out;
  out.array(10)
      .unsigned_number(k_format)
      .string(plan.name)
      .boolean(plan.parallel)
      .number(plan.max_concurrency)
      .boolean(plan.stop_on_error)
      .boolean(plan.fail_fast);
  put(out, plan.timeout_seconds);
  put(out, plan.wait_agents_seconds);
  out.array(plan.steps.size());
  for (const PlannedStep& step : plan.steps) put(out, step);
  out.array(plan.jobs.size());
  for (const Job& job : plan.jobs) put(out, job);
  return out.take();
}

Result<Plan> unpack_plan(std::string_view bytes) {
  PackReader in(bytes);
  Reader read(in);
  in.enter(10);
  if (in.unsigned_number() != k_format) {
    return fail(ErrorKind::corrupt, "a plan of another version");
  }
  Plan plan;
  plan.name = in.string();
  plan.parallel = in.boolean();
  plan.max_concurrency = static_cast<int>(in.number());
  plan.stop_on_error = in.boolean();
  plan.fail_fast = in.boolean();
  plan.timeout_seconds = read.seconds();
  plan.wait_agents_seconds = read.seconds();
  const std::size_t steps = in.array();
  for (std::size_t i = 0; i < steps && in.ok(); ++i) {
    plan.steps.push_back(read.step());
  }
  in.leave();
  const std::size_t jobs = in.array();
  for (std::size_t i = 0; i < jobs && in.ok(); ++i) {
    plan.jobs.push_back(read.job(i, plan.steps.size()));
  }
  TRY_VOID(in.finish());
  if (!read.ok()) return fail(ErrorKind::corrupt, "a plan out of range");
  return plan;
}

}  // namespace aitherzero
