#include "controller/plan/plan_codec.hpp"

#include <algorithm>
#include <limits>

#include "shared/pack/pack.hpp"

namespace aitherzero {
namespace {

// Rises when the meaning of a field changes.
constexpr std::uint64_t k_format = 5;
constexpr std::size_t k_step_fields = 33;
constexpr std::size_t k_job_fields = 5;

void put(PackWriter& out, const std::vector<std::string>& list) {
  out.array(list.size());
  for (const std::string& text : list) out.string(text);
}

void put(PackWriter& out, const std::optional<double>& number) {
  number ? out.real(*number) : out.nil();
}

void put(PackWriter& out, const std::optional<int>& number) {
  number ? out.number(*number) : out.nil();
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
  out.string(step.skip)
      .number(step.retries)
      .real(step.retry_delay_seconds)
      .unsigned_number(step.lane)
      .unsigned_number(step.nested)
      .boolean(step.critical)
      .boolean(step.may_fail)
      .string(step.condition)
      .boolean(step.waits_for_ends)
      .value(Value(step.variables));
  put(out, step.skip_if_exists);
  out.boolean(step.require_admin);
  put(out, step.required_files);
  put(out, step.optional_files);
  out.boolean(step.keep_processes);
}

void put(PackWriter& out, const Cell& cell) {
  out.array(3 * cell.size());
  for (const Variable& axis : cell) {
    out.string(axis.name)
        .value(axis.value)
        .boolean(axis.form == Variable::Form::text);
  }
}

void put(PackWriter& out, const Lane& lane) {
  out.array(4);
  put(out, lane.max_parallel);
  out.boolean(lane.fail_fast)
      .unsigned_number(lane.within)
      .boolean(lane.is_cell);
}

void put(PackWriter& out, const NestedPlaybook& nested) {
  out.array(4)
      .string(nested.name)
      .unsigned_number(nested.within)
      .boolean(nested.stop_on_error);
  put(out, nested.timeout_seconds);
}

void put(PackWriter& out, const Job& job) {
  out.array(k_job_fields).string(job.id).value(Value(job.parameters));
  out.array(2 * job.needs.size());
  for (const Need& need : job.needs) {
    out.unsigned_number(need.job.value)
        .unsigned_number(static_cast<std::uint64_t>(need.origin));
  }
  out.unsigned_number(job.step).unsigned_number(job.cell);
}

// Job by job: its position, its values, names with the jobs that they mean.
void put_late(PackWriter& out, const Plan& plan) {
  out.array(4 * plan.late.size());
  for (const auto& [job, late] : plan.late) {
    out.unsigned_number(job.value)
        .value(Value(late.arguments))
        .value(Value(late.environment))
        .array(2 * late.jobs.size());
    for (const auto& [name, meant] : late.jobs) {
      out.string(name).unsigned_number(meant.value);
    }
  }
}

void put(PackWriter& out, const SuccessCriteria& criteria) {
  out.array(6).boolean(criteria.require_all);
  put(out, criteria.minimum_count);
  put(out, criteria.minimum_rate);
  put(out, criteria.allowed_failures);
  out.boolean(criteria.lists_allowed).boolean(criteria.critical);
}

// All of them, one after the other.
template <typename Item>
void put_all(PackWriter& out, const std::vector<Item>& items) {
  out.array(items.size());
  for (const Item& item : items) put(out, item);
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
    step.kind = one_of(ScriptKind::check);
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
    step.skip = in_.string();
    step.retries = static_cast<int>(in_.number());
    step.retry_delay_seconds = in_.real();
    ok_ = ok_ && step.retries >= 0 && step.retry_delay_seconds >= 0;
    step.lane = static_cast<std::uint32_t>(in_.unsigned_number());
    step.nested = static_cast<std::uint32_t>(in_.unsigned_number());
    step.critical = in_.boolean();
    step.may_fail = in_.boolean();
    step.condition = in_.string();
    step.waits_for_ends = in_.boolean();
    step.variables = table();
    step.skip_if_exists = strings();
    step.require_admin = in_.boolean();
    step.required_files = strings();
    step.optional_files = strings();
    step.keep_processes = in_.boolean();
    in_.leave();
    return step;
  }

  Cell cell() {
    Cell cell;
    const std::size_t count = in_.array();
    for (std::size_t i = 0; i + 2 < count && in_.ok(); i += 3) {
      Variable axis;
      axis.name = in_.string();
      axis.value = in_.value();
      if (in_.boolean()) axis.form = Variable::Form::text;
      cell.push_back(std::move(axis));
    }
    in_.leave();
    return cell;
  }

  SuccessCriteria criteria() {
    SuccessCriteria criteria;
    in_.enter(6);
    criteria.require_all = in_.boolean();
    criteria.minimum_count = count();
    criteria.minimum_rate = seconds();
    criteria.allowed_failures = count();
    criteria.lists_allowed = in_.boolean();
    criteria.critical = in_.boolean();
    in_.leave();
    return criteria;
  }

  // The lane at a position of a plan.
  Lane lane(std::size_t position) {
    Lane lane;
    in_.enter(4);
    lane.max_parallel = count();
    ok_ = ok_ && lane.max_parallel != 0;
    lane.fail_fast = in_.boolean();
    lane.within = static_cast<std::uint32_t>(in_.unsigned_number());
    ok_ = ok_ && (lane.within == k_no_lane || lane.within < position);
    lane.is_cell = in_.boolean();
    in_.leave();
    return lane;
  }

  // The nested playbook at a position of a plan.
  NestedPlaybook nested(std::size_t position) {
    NestedPlaybook nested;
    in_.enter(4);
    nested.name = in_.string();
    nested.within = static_cast<std::uint32_t>(in_.unsigned_number());
    ok_ = ok_ && (nested.within == k_not_nested || nested.within < position);
    nested.stop_on_error = in_.boolean();
    nested.timeout_seconds = seconds();
    in_.leave();
    return nested;
  }

  // The job at a position of a plan.
  Job job(std::size_t position) {
    Job job;
    in_.enter(k_job_fields);
    job.id = in_.string();
    job.parameters = table();
    const std::size_t needs = in_.array();
    for (std::size_t i = 0; i + 1 < needs && in_.ok(); i += 2) {
      const std::uint64_t need = in_.unsigned_number();
      ok_ = ok_ && need < position;
      job.needs.push_back(
          {{static_cast<std::uint32_t>(need)}, one_of(NeedOrigin::check)});
    }
    in_.leave();
    const std::uint64_t step = in_.unsigned_number();
    job.step = static_cast<std::uint32_t>(step);
    job.cell = static_cast<std::uint32_t>(in_.unsigned_number());
    in_.leave();
    return job;
  }

  void late(Plan& plan) {
    const std::size_t count = in_.array();
    for (std::size_t i = 0; i + 3 < count && in_.ok(); i += 4) {
      const std::uint64_t job = in_.unsigned_number();
      ok_ = ok_ && job < plan.jobs.size();
      LateValues& values = plan.late[{static_cast<std::uint32_t>(job)}];
      values.arguments = list();
      values.environment = table();
      const std::size_t names = in_.array();
      for (std::size_t n = 0; n + 1 < names && in_.ok(); n += 2) {
        std::string name = in_.string();
        const std::uint64_t meant = in_.unsigned_number();
        ok_ = ok_ && meant < job;
        values.jobs[std::move(name)] = {static_cast<std::uint32_t>(meant)};
      }
      in_.leave();
    }
    in_.leave();
  }

  std::optional<double> seconds() {
    if (in_.next_is_nil()) return std::nullopt;
    const double number = in_.real();
    ok_ = ok_ && number >= 0;
    return number;
  }

  bool ok() const { return ok_; }

 private:
  Table table() {
    Value value = in_.value();
    if (auto* table = value.as<Table>()) return std::move(*table);
    ok_ = false;
    return {};
  }

  Array list() {
    Value value = in_.value();
    if (auto* items = value.as<Array>()) return std::move(*items);
    ok_ = false;
    return {};
  }

  std::optional<int> count() {
    if (in_.next_is_nil()) return std::nullopt;
    const std::int64_t number = in_.number();
    ok_ = ok_ && number >= 0 && number <= std::numeric_limits<int>::max();
    return static_cast<int>(number);
  }

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

template <typename Item, typename ReadOne>
void read_all(PackReader& in, std::vector<Item>& items,
              const ReadOne& read_one) {
  const std::size_t count = in.array();
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    items.push_back(read_one(i));
  }
}

// Each job once, or none.
bool is_order(std::vector<JobIndex> order, std::size_t jobs) {
  if (order.empty()) return true;
  if (order.size() != jobs) return false;
  std::ranges::sort(order);
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    if (order[i].value != i) return false;
  }
  return true;
}

// Whether steps, cells, lanes and playbooks that are named are there.
bool refers_well(const Plan& plan) {
  const auto fits = [](std::uint32_t index, std::uint32_t none,
                       std::size_t size) {
    return index == none || index < size;
  };
  return std::ranges::all_of(plan.jobs,
                             [&](const Job& job) {
                               return job.step < plan.steps.size() &&
                                      fits(job.cell, k_no_cell,
                                           plan.cells.size());
                             }) &&
         is_order(plan.start_order, plan.jobs.size()) &&
         std::ranges::all_of(plan.steps, [&](const PlannedStep& step) {
           return fits(step.lane, k_no_lane, plan.lanes.size()) &&
                  fits(step.nested, k_not_nested, plan.nested.size());
         });
}

}  // namespace

std::string pack_plan(const Plan& plan) {
  PackWriter out;
  out.array(16)
      .unsigned_number(k_format)
      .string(plan.name)
      .boolean(plan.parallel)
      .number(plan.max_concurrency)
      .boolean(plan.stop_on_error)
      .boolean(plan.fail_fast);
  put(out, plan.timeout_seconds);
  put(out, plan.wait_agents_seconds);
  put(out, plan.criteria);
  put_all(out, plan.steps);
  put_all(out, plan.cells);
  put_all(out, plan.lanes);
  put_all(out, plan.nested);
  put_all(out, plan.jobs);
  put_late(out, plan);
  out.array(plan.start_order.size());
  for (const JobIndex job : plan.start_order) out.unsigned_number(job.value);
  return out.take();
}

Result<Plan> unpack_plan(std::string_view bytes) {
  PackReader in(bytes);
  Reader read(in);
  in.enter(16);
  if (in.unsigned_number() != k_format) {
    return fail(ErrorKind::corrupt,
                "this plan was written by another version of aitherzero");
  }
  Plan plan;
  plan.name = in.string();
  plan.parallel = in.boolean();
  plan.max_concurrency = static_cast<int>(in.number());
  plan.stop_on_error = in.boolean();
  plan.fail_fast = in.boolean();
  plan.timeout_seconds = read.seconds();
  plan.wait_agents_seconds = read.seconds();
  plan.criteria = read.criteria();
  read_all(in, plan.steps, [&](std::size_t) { return read.step(); });
  in.leave();
  read_all(in, plan.cells, [&](std::size_t) { return read.cell(); });
  in.leave();
  read_all(in, plan.lanes, [&](std::size_t i) { return read.lane(i); });
  in.leave();
  read_all(in, plan.nested, [&](std::size_t i) { return read.nested(i); });
  in.leave();
  read_all(in, plan.jobs, [&](std::size_t i) { return read.job(i); });
  in.leave();
  read.late(plan);
  read_all(in, plan.start_order, [&](std::size_t) {
    return JobIndex{static_cast<std::uint32_t>(in.unsigned_number())};
  });
  in.leave();
  TRY_VOID(in.finish());
  if (!read.ok() || !refers_well(plan))
    return fail(ErrorKind::corrupt, "a plan out of range");
  return plan;
}

}  // namespace aitherzero
