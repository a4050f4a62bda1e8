#include <algorithm>
#include <utility>

#include "controller/plan/planning.hpp"
#include "shared/base/text.hpp"

namespace aitherzero::planning {
namespace {

enum class Mark : char { unseen, open, placed };

class Order {
 public:
  explicit Order(const Plan& plan)
      : plan_(plan), marks_(plan.jobs.size(), Mark::unseen) {}

  // Positions of jobs, those that others need first.
  Result<std::vector<std::uint32_t>> find() {
    order_.reserve(plan_.jobs.size());
    for (std::uint32_t i = 0; i < plan_.jobs.size(); ++i) TRY_VOID(place(i));
    return std::move(order_);
  }

 private:
  // Depth first from each job in the order written: its needs come just
  // before it. Without recursion, since chains may be as long as plans.
  Status place(std::uint32_t start) {
    if (marks_[start] != Mark::unseen) return {};
    struct Frame {
      std::uint32_t job;
      std::size_t next_need = 0;
    };
    std::vector<Frame> path{{start}};
    marks_[start] = Mark::open;
    while (!path.empty()) {
      Frame& frame = path.back();
      const std::vector<Need>& needs = plan_.jobs[frame.job].needs;
      if (frame.next_need == needs.size()) {
        marks_[frame.job] = Mark::placed;
        order_.push_back(frame.job);
        path.pop_back();
        continue;
      }
      const std::uint32_t need = needs[frame.next_need++].job.value;
      if (marks_[need] == Mark::placed) continue;
      if (marks_[need] == Mark::open) {
        std::vector<std::uint32_t> cycle;
        for (const Frame& open : path) {
          if (open.job == need || !cycle.empty()) cycle.push_back(open.job);
        }
        return cycle_error(cycle);
      }
      marks_[need] = Mark::open;
      path.push_back({need});
    }
    return {};
  }

  tl::unexpected<Error> cycle_error(const std::vector<std::uint32_t>& cycle) {
    std::vector<std::string> names;
    for (const std::uint32_t i : cycle) {
      names.push_back(plan_.step(plan_.jobs[i]).script);
    }
    names.push_back(names.front());
    return fail(ErrorKind::bad_input,
                "these wait for each other: " + join(names, " → "),
                plan_.step(plan_.jobs[cycle.front()]).place,
                "take one of the dependencies away (script headers, Needs and "
                "Groups count alike)");
  }

  const Plan& plan_;
  std::vector<Mark> marks_;
  std::vector<std::uint32_t> order_;
};

// Ascending, each once; who asked first is remembered.
void tidy(std::vector<Need>& needs) {
  std::ranges::stable_sort(needs, {}, &Need::job);
  const auto rest = std::ranges::unique(needs, {}, &Need::job);
  needs.erase(rest.begin(), rest.end());
  needs.shrink_to_fit();
}

}  // namespace

Status put_in_order(Plan& plan) {
  for (Job& job : plan.jobs) tidy(job.needs);
  TRY(const std::vector<std::uint32_t> order, Order(plan).find());
  std::vector<std::uint32_t> position(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    position[order[i]] = static_cast<std::uint32_t>(i);
  }
  std::vector<Job> jobs;
  jobs.reserve(order.size());
  for (const std::uint32_t i : order) {
    Job& job = plan.jobs[i];
    for (Need& need : job.needs) need.job = {position[need.job.value]};
    std::ranges::sort(job.needs, {}, &Need::job);
    jobs.push_back(std::move(job));
  }
  plan.jobs = std::move(jobs);
  const auto moved = [&](JobIndex job) {
    return JobIndex{position[job.value]};
  };
  auto written = std::exchange(plan.late, {});
  for (auto& [job, late] : written) {
    for (auto& [name, meant] : late.jobs) meant = moved(meant);
    plan.late[moved(job)] = std::move(late);
  }
  return {};
}

}  // namespace aitherzero::planning
