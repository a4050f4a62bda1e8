#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <unordered_map>

#include "controller/plan/plan_jobs.hpp"
#include "shared/base/text.hpp"

namespace aitherzero::planning {
namespace {

struct Edge {
  std::size_t draft;  // the one that is needed
  NeedOrigin origin;
};

// Drafts with the edges between them, by position in the order written.
class Graph {
 public:
  Graph(const Catalog& catalog, const PlanRequest& request,
        std::vector<Draft> drafts, std::vector<Warning>& warnings)
      : catalog_(catalog),
        request_(request),
        drafts_(std::move(drafts)),
        warnings_(warnings) {
    for (std::size_t i = 0; i < drafts_.size(); ++i) index(i);
  }

  Status connect() {
    // With --with-dependencies the list grows while it is walked.
    for (std::size_t i = 0; i < drafts_.size(); ++i) {
      needs_.emplace_back();
      TRY_VOID(connect_header(i));
      TRY_VOID(connect_step(i));
    }
    return {};
  }

  Status put_in_order(Plan& plan) {
    for (std::size_t i = 0; i < drafts_.size(); ++i) TRY_VOID(place(i));
    assign_ids();
    finish_jobs(plan);
    return {};
  }

 private:
  enum class Mark : char { unseen, open, placed };

  void index(std::size_t i) {
    const Draft& draft = drafts_[i];
    if (draft.script) by_script_[*draft.script].push_back(i);
    if (!draft.step_name.empty()) by_name_[to_lower(draft.step_name)] = i;
    by_path_[to_lower(draft.step.script)].push_back(i);
  }

  Result<std::size_t> add_script(std::size_t script, std::size_t needed_by) {
    TRY(Draft draft, draft_script(catalog_, request_, script,
                                  fmt::format("dependency of {}",
                                              drafts_[needed_by].step.script),
                                  drafts_[needed_by].step.place, warnings_));
    drafts_.push_back(std::move(draft));
    index(drafts_.size() - 1);
    return drafts_.size() - 1;
  }

  // Needs every job of a script; adds the script where that is asked for.
  Result<bool> need_script(std::size_t i, std::size_t script,
                           NeedOrigin origin) {
    if (request_.options.with_dependencies && !by_script_.contains(script)) {
      TRY(std::size_t added, add_script(script, i));
      static_cast<void>(added);
    }
    const auto found = by_script_.find(script);
    if (found == by_script_.end()) return false;
    for (const std::size_t other : found->second) need(i, other, origin);
    return true;
  }

  void need(std::size_t i, std::size_t other, NeedOrigin origin) {
    // A script that runs twice does not wait for itself because its header
    // says so twice; only a true self-dependency is a cycle.
    const bool known = std::any_of(
        needs_[i].begin(), needs_[i].end(),
        [&](const Edge& present) { return present.draft == other; });
    if (!known) needs_[i].push_back({other, origin});
  }

  Status connect_header(std::size_t i) {
    const std::vector<std::string> names = drafts_[i].header_dependencies;
    for (const std::string& name : names) {
      for (const std::size_t script : resolve_script_name(catalog_, name)) {
        TRY(bool found, need_script(i, script, NeedOrigin::header));
        static_cast<void>(found);
      }
    }
    return {};
  }

  Status connect_step(std::size_t i) {
    const std::vector<std::string> names = drafts_[i].step_needs;
    for (const std::string& name : names) {
      const auto step = by_name_.find(to_lower(name));
      if (step != by_name_.end()) {
        need(i, step->second, NeedOrigin::step);
        continue;
      }
      bool found = false;
      for (const std::size_t script : resolve_script_name(catalog_, name)) {
        TRY(bool selected, need_script(i, script, NeedOrigin::step));
        found = found || selected;
      }
      const auto path = by_path_.find(to_lower(name));
      if (path != by_path_.end()) {
        for (const std::size_t other : path->second)
          need(i, other, NeedOrigin::step);
        found = true;
      }
      if (!found) return unknown_need(i, name);
    }
    return {};
  }

  tl::unexpected<Error> unknown_need(std::size_t i, const std::string& name) {
    const Draft& draft = drafts_[i];
    if (!resolve_script_name(catalog_, name).empty()) {
      return fail(ErrorKind::not_found,
                  fmt::format("'{}' is needed by {} but is not part of this "
                              "run",
                              name, draft.step.name),
                  draft.needs_place,
                  "add it to the sequence, or use --with-dependencies");
    }
    std::vector<std::string> names;
    for (const Draft& other : drafts_) {
      names.push_back(other.step.name);
      names.push_back(other.step.script);
    }
    return fail(ErrorKind::not_found,
                fmt::format("{} needs '{}', which names no step and no script",
                            draft.step.name, name),
                draft.needs_place, did_you_mean(name, names));
  }

  // Depth first from each job in the order written: its needs come just
  // before it. Without recursion, since chains may be as long as plans.
  Status place(std::size_t start) {
    if (marks_.size() < drafts_.size()) {
      marks_.resize(drafts_.size(), Mark::unseen);
    }
    if (marks_[start] != Mark::unseen) return {};
    struct Frame {
      std::size_t draft;
      std::size_t next_need = 0;
    };
    std::vector<Frame> path{{start}};
    marks_[start] = Mark::open;
    while (!path.empty()) {
      Frame& frame = path.back();
      if (frame.next_need == needs_[frame.draft].size()) {
        marks_[frame.draft] = Mark::placed;
        order_.push_back(frame.draft);
        path.pop_back();
        continue;
      }
      const std::size_t need = needs_[frame.draft][frame.next_need++].draft;
      if (marks_[need] == Mark::placed) continue;
      if (marks_[need] == Mark::open) {
        std::vector<std::size_t> cycle;
        for (const Frame& open : path) {
          if (open.draft == need || !cycle.empty()) cycle.push_back(open.draft);
        }
        return cycle_error(cycle);
      }
      marks_[need] = Mark::open;
      path.push_back({need});
    }
    return {};
  }

  tl::unexpected<Error> cycle_error(const std::vector<std::size_t>& cycle) {
    std::vector<std::string> names;
    for (const std::size_t i : cycle) names.push_back(drafts_[i].step.script);
    names.push_back(names.front());
    return fail(ErrorKind::bad_input,
                "these wait for each other: " + join(names, " → "),
                drafts_[cycle.front()].step.place,
                "take one of the dependencies away (script headers and Needs "
                "count alike)");
  }

  // The script's number, else its base name, with "#2", "#3" for repeats in
  // the order written.
  void assign_ids() {
    std::unordered_map<std::string, int> used;
    for (Draft& draft : drafts_) {
      const PlannedStep& step = draft.step;
      const std::string id =
          step.number.empty()
              ? std::filesystem::path(step.script_path).stem().string()
              : step.number;
      const int times = ++used[id];
      draft.job.id = times == 1 ? id : fmt::format("{}#{}", id, times);
    }
  }

  void finish_jobs(Plan& plan) {
    std::vector<std::uint32_t> position(drafts_.size());
    for (std::size_t i = 0; i < order_.size(); ++i) {
      position[order_[i]] = static_cast<std::uint32_t>(i);
    }
    plan.steps.reserve(order_.size());
    plan.jobs.reserve(order_.size());
    for (const std::size_t i : order_) {
      std::sort(needs_[i].begin(), needs_[i].end(),
                [&](const Edge& a, const Edge& b) {
                  return position[a.draft] < position[b.draft];
                });
      for (const Edge& need : needs_[i]) {
        drafts_[i].job.needs.push_back({{position[need.draft]}, need.origin});
      }
      drafts_[i].job.step = static_cast<std::uint32_t>(plan.steps.size());
      plan.steps.push_back(std::move(drafts_[i].step));
      plan.jobs.push_back(std::move(drafts_[i].job));
    }
  }

  const Catalog& catalog_;
  const PlanRequest& request_;
  std::vector<Draft> drafts_;
  std::vector<Warning>& warnings_;
  std::vector<std::vector<Edge>> needs_;  // as long as connect() has come
  std::unordered_map<std::size_t, std::vector<std::size_t>> by_script_;
  std::unordered_map<std::string, std::size_t> by_name_;
  std::unordered_map<std::string, std::vector<std::size_t>> by_path_;
  std::vector<Mark> marks_;
  std::vector<std::size_t> order_;
};

}  // namespace

Status connect_jobs(const Catalog& catalog, const PlanRequest& request,
                    std::vector<Draft> drafts, Plan& plan,
                    std::vector<Warning>& warnings) {
  Graph graph(catalog, request, std::move(drafts), warnings);
  TRY_VOID(graph.connect());
  return graph.put_in_order(plan);
}

}  // namespace aitherzero::planning
