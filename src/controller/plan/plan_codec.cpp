#include "controller/plan/plan_codec.hpp"

#include "shared/pack/pack.hpp"

namespace aitherzero {
namespace {

// Rises when the meaning of a field changes.
constexpr std::uint64_t k_format = 1;
constexpr std::size_t k_job_fields = 20;

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

void put(PackWriter& out, const Job& job) {
  out.array(k_job_fields)
      .string(job.id)
      .string(job.number)
      .string(job.script)
      .string(job.script_path)
      .string(job.name)
      .string(job.description)
      .string(job.stage)
      .unsigned_number(static_cast<std::uint64_t>(job.kind))
      .value(Value(job.parameters));
  put(out, job.arguments);
  out.array(2 * job.environment.size());
  for (const auto& [name, value] : job.environment) {
    out.string(name).string(value);
  }
  put(out, job.timeout_seconds);
  out.boolean(job.tolerated).boolean(job.allow_parallel);
  put(out, job.runs_on);
  out.array(job.needs.size());
  for (const JobIndex need : job.needs) out.unsigned_number(need.value);
  put(out, job.needs_why);
  out.array(2).string(job.why);
  put(out, job.place);
  put(out, job.outputs);
  put(out, job.secrets);
}

// Reads straight through; what is wrong is seen in the end.
class Reader {
 public:
  explicit Reader(PackReader& in) : in_(in) {}

  Job job(std::size_t position) {
    Job job;
    in_.enter(k_job_fields);
    job.id = in_.string();
    job.number = in_.string();
    job.script = in_.string();
    job.script_path = in_.string();
    job.name = in_.string();
    job.description = in_.string();
    job.stage = in_.string();
    const std::uint64_t kind = in_.unsigned_number();
    ok_ = ok_ && kind <= static_cast<std::uint64_t>(ScriptKind::executable);
    job.kind = static_cast<ScriptKind>(kind);
    Value parameters = in_.value();
    if (auto* table = parameters.as<Table>()) {
      job.parameters = std::move(*table);
    }
    job.arguments = strings();
    const std::vector<std::string> environment = strings();
    for (std::size_t i = 0; i + 1 < environment.size(); i += 2) {
      job.environment[environment[i]] = environment[i + 1];
    }
    job.timeout_seconds = seconds();
    job.tolerated = in_.boolean();
    job.allow_parallel = in_.boolean();
    job.runs_on = strings();
    const std::size_t needs = in_.array();
    for (std::size_t i = 0; i < needs && in_.ok(); ++i) {
      const std::uint64_t need = in_.unsigned_number();
      ok_ = ok_ && need < position;
      job.needs.push_back({static_cast<std::uint32_t>(need)});
    }
    in_.leave();
    job.needs_why = strings();
    in_.enter(2);
    job.why = in_.string();
    job.place = place();
    in_.leave();
    job.outputs = strings();
    job.secrets = strings();
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
  out.array(8)
      .unsigned_number(k_format)
      .string(plan.name)
      .boolean(plan.parallel)
      .number(plan.max_concurrency)
      .boolean(plan.stop_on_error)
      .boolean(plan.fail_fast);
  put(out, plan.timeout_seconds);
  out.array(plan.jobs.size());
  for (const Job& job : plan.jobs) put(out, job);
  return out.take();
}

Result<Plan> unpack_plan(std::string_view bytes) {
  PackReader in(bytes);
  Reader read(in);
  in.enter(8);
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
  const std::size_t count = in.array();
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    plan.jobs.push_back(read.job(i));
  }
  TRY_VOID(in.finish());
  if (!read.ok()) return fail(ErrorKind::corrupt, "a plan out of range");
  return plan;
}

}  // namespace aitherzero
