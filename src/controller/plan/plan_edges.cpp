#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "controller/plan/planning.hpp"
#include "shared/base/text.hpp"

namespace aitherzero::planning {
namespace {

// More would take gigabytes; only a matrix that waits for a whole other one
// has so many.
constexpr std::size_t k_max_edges = 20'000'000;

std::set<std::string> axes_of(const Unit& unit) {
  std::set<std::string> names;
  if (unit.cells) {
    for (const Cell& cell : *unit.cells) {
      for (const Variable& axis : cell) names.insert(to_lower(axis.name));
    }
  }
  return names;
}

// The values of some axes, in their order, as one text.
std::string key_of(const Cell& cell, const std::vector<std::string>& axes) {
  std::string key;
  for (const std::string& name : axes) {
    const Variable* axis = find_axis(cell, name);
    key += axis == nullptr ? "-" : "+" + text_of(axis->value);
    key += '\x1f';
  }
  return key;
}

class Connector {
 public:
  Connector(Context& context, const Level& level, std::vector<Unit> units)
      : context_(context), level_(level), units_(std::move(units)) {
    by_script_.reserve(units_.size());
    by_name_.reserve(units_.size());
    by_shown_.reserve(units_.size());
    for (std::size_t i = 0; i < units_.size(); ++i) index(i);
  }

  Status connect() {
    // With --with-dependencies the list grows while it is walked.
    for (std::size_t i = 0; i < units_.size(); ++i) {
      TRY_VOID(connect_header(i));
      TRY_VOID(connect_step(i));
      TRY_VOID(connect_references(i));
    }
    connect_groups();
    if (edges_ <= k_max_edges) return {};
    return fail(ErrorKind::limit,
                fmt::format("the jobs of this plan wait for each other {} "
                            "times, and {} is the most",
                            edges_, k_max_edges),
                crowded_,
                "let matrices that wait for each other share their axes");
  }

 private:
  using Indexes = std::vector<std::size_t>;

  void index(std::size_t i) {
    const Unit& unit = units_[i];
    if (unit.script) by_script_[*unit.script].push_back(i);
    if (!unit.name.empty()) by_name_[to_lower(unit.name)].push_back(i);
    by_shown_[to_lower(unit.shown_script)].push_back(i);
  }

  // The units of a script; adds one where that is asked for.
  Result<Indexes> units_of_script(std::size_t i, std::size_t script) {
    if (context_.request.options.with_dependencies &&
        !by_script_.contains(script) && !context_.excluded.contains(script)) {
      TRY(Unit added, make_script_unit(context_, level_, script,
                                       fmt::format("dependency of {}",
                                                   units_[i].shown_script),
                                       units_[i].place));
      units_.push_back(std::move(added));
      index(units_.size() - 1);
    }
    const auto found = by_script_.find(script);
    return found == by_script_.end() ? Indexes() : found->second;
  }

  // The units that a name means: of a step, else of scripts.
  Result<Indexes> units_called(std::size_t i, const std::string& name) {
    const auto step = by_name_.find(to_lower(name));
    if (step != by_name_.end()) return step->second;
    Indexes found;
    for (const std::size_t script :
         resolve_script_name(context_.catalog, name)) {
      TRY(const Indexes units, units_of_script(i, script));
      found.insert(found.end(), units.begin(), units.end());
    }
    const auto shown = by_shown_.find(to_lower(name));
    if (found.empty() && shown != by_shown_.end()) return shown->second;
    return found;
  }

  void need_all(std::size_t i, const Indexes& others, bool all_cells,
                NeedOrigin origin) {
    for (const std::size_t other : others) link(i, other, all_cells, origin);
  }

  Status connect_header(std::size_t i) {
    const std::vector<std::string> names = units_[i].header_dependencies;
    for (const std::string& name : names) {
      for (const std::size_t script :
           resolve_script_name(context_.catalog, name)) {
        TRY(const Indexes units, units_of_script(i, script));
        need_all(i, units, false, NeedOrigin::header);
      }
    }
    return {};
  }

  Status connect_step(std::size_t i) {
    const std::vector<StepNeed> needs = units_[i].needs;
    for (const StepNeed& need : needs) {
      TRY(const Indexes units, units_called(i, need.name));
      if (units.empty())
        return unknown_need(i, need.name, units_[i].needs_place);
      need_all(i, units, need.all_cells, NeedOrigin::step);
    }
    return {};
  }

  // Whoever is given what another job writes needs that one.
  Status connect_references(std::size_t i) {
    const std::vector<JobReference> references = units_[i].references;
    for (const JobReference& reference : references) {
      TRY(const Indexes units, units_called(i, reference.job));
      if (units.empty()) return unknown_need(i, reference.job, reference.place);
      if (units.size() > 1) {
        return fail(ErrorKind::bad_input,
                    fmt::format("'{}' means {} steps of this run, and the "
                                "output of one is wanted",
                                reference.job, units.size()),
                    reference.place,
                    "give the step a Name, and write {{jobs.NAME.output}}");
      }
      TRY_VOID(refer(i, units.front(), reference));
    }
    return {};
  }

  Status refer(std::size_t i, std::size_t other,
               const JobReference& reference) {
    Plan& plan = context_.plan;
    bool clear = true;  // each job refers to one other
    std::size_t joined = 0;
    each_match(i, other, false, [&](const auto& jobs, const auto& needed) {
      clear = clear && is_single(needed);
      if (!clear) return;
      join_jobs(jobs, needed, NeedOrigin::output);
      for (const JobRange& range : jobs) {
        plan.late[{range.first}].jobs[to_lower(reference.job)] = {
            needed.front().first};
        ++joined;
      }
    });
    if (!clear || joined < units_[i].jobs.size()) {
      return fail(
          ErrorKind::bad_input,
          fmt::format("{} is {} where its output is wanted",
                      units_[other].title,
                      clear ? "not there for each cell" : "more than one job"),
          reference.place,
          "cells refer to the cell with the same values of the axes "
          "that both have");
    }
    if (plan.step({units_[other].jobs.front().first}).kind !=
        ScriptKind::powershell) {
      return fail(ErrorKind::bad_input,
                  fmt::format("{} is not PowerShell, and only what that writes "
                              "is kept",
                              units_[other].title),
                  reference.place);
    }
    return {};
  }

  tl::unexpected<Error> unknown_need(std::size_t i, const std::string& name,
                                     const Place& place) {
    const Unit& unit = units_[i];
    if (!resolve_script_name(context_.catalog, name).empty()) {
      return fail(ErrorKind::not_found,
                  fmt::format("'{}' is needed by {} but is not part of this "
                              "run",
                              name, unit.title),
                  place, "add it to the sequence, or use --with-dependencies");
    }
    std::vector<std::string> names;
    for (const Unit& other : units_) {
      names.push_back(other.title);
      names.push_back(other.shown_script);
    }
    return fail(ErrorKind::not_found,
                fmt::format("{} needs '{}', which names no step and no script",
                            unit.title, name),
                place, did_you_mean(name, names));
  }

  void link(std::size_t i, std::size_t other, bool all_cells,
            NeedOrigin origin) {
    bool joined = false;
    each_match(i, other, all_cells, [&](const auto& jobs, const auto& needed) {
      join_jobs(jobs, needed, origin);
      joined = true;
    });
    if (!joined && origin == NeedOrigin::step) {
      warn_unlike(units_[i], units_[other]);
    }
  }

  // Calls back with jobs of a unit and those of the other that they wait for:
  // cells wait for the cells whose values of shared axes they have.
  template <typename Visit>
  void each_match(std::size_t i, std::size_t other, bool all_cells,
                  const Visit& visit) {
    const Unit& unit = units_[i];
    const Unit& needed = units_[other];
    if (!all_cells && unit.cells && unit.cells == needed.cells) {
      for (std::size_t c = 0; c < unit.jobs.size(); ++c) {
        visit(std::vector{unit.jobs[c]}, std::vector{needed.jobs[c]});
      }
      return;
    }
    std::vector<std::string> shared;
    if (!all_cells) {
      std::ranges::set_intersection(axes_of(unit), axes_of(needed),
                                    std::back_inserter(shared));
    }
    if (shared.empty()) return visit(unit.jobs, needed.jobs);
    std::unordered_map<std::string, std::vector<JobRange>> by_key;
    for (std::size_t c = 0; c < needed.jobs.size(); ++c) {
      by_key[key_of((*needed.cells)[c], shared)].push_back(needed.jobs[c]);
    }
    for (std::size_t c = 0; c < unit.jobs.size(); ++c) {
      const auto equal = by_key.find(key_of((*unit.cells)[c], shared));
      if (equal != by_key.end()) {
        visit(std::vector{unit.jobs[c]}, equal->second);
      }
    }
  }

  void warn_unlike(const Unit& unit, const Unit& needed) {
    context_.warnings.push_back(
        {fmt::format("{} needs {}, but no cells of the two are alike: it waits "
                     "for none",
                     unit.title, needed.title),
         unit.needs_place, "Matrix = 'all' in Needs waits for every cell"});
  }

  static bool is_single(const std::vector<JobRange>& ranges) {
    return ranges.size() == 1 && ranges.front().count == 1;
  }

  void join_jobs(const std::vector<JobRange>& jobs,
                 const std::vector<JobRange>& needed, NeedOrigin origin) {
    Plan& plan = context_.plan;
    if (is_single(jobs) && is_single(needed)) {
      plan.jobs[jobs.front().first].needs.push_back(
          {{needed.front().first}, origin});
      return;
    }
    const Positions last = last_jobs(plan, needed);
    // One that may be skipped at a failure is no sign that what it needs has
    // ended.
    const Positions all = all_jobs(needed);
    const Positions first = first_jobs(plan, jobs);
    const auto awaited = [&](std::uint32_t job) -> const Positions& {
      return plan.step(JobIndex{job}).waits_for_ends ? all : last;
    };
    for (const std::uint32_t job : first) edges_ += awaited(job).size();
    if (edges_ > k_max_edges) {
      if (crowded_.source.empty()) {
        crowded_ = plan.step(JobIndex{first.front()}).place;
      }
      return;
    }
    for (const std::uint32_t job : first) {
      for (const std::uint32_t need : awaited(job)) {
        plan.jobs[job].needs.push_back({{need}, origin});
      }
    }
  }

  // A group starts when the one before it has ended.
  void connect_groups() {
    std::map<int, std::vector<JobRange>> groups;
    for (const Unit& unit : units_) {
      if (!unit.group) continue;
      auto& jobs = groups[*unit.group];
      jobs.insert(jobs.end(), unit.jobs.begin(), unit.jobs.end());
    }
    const std::vector<JobRange>* before = nullptr;
    for (const auto& [number, jobs] : groups) {
      if (before != nullptr) join_jobs(jobs, *before, NeedOrigin::group);
      before = &jobs;
    }
  }

  Context& context_;
  const Level& level_;
  std::vector<Unit> units_;
  std::size_t edges_ = 0;  // where all wait for all
  Place crowded_;          // where there became too many
  std::unordered_map<std::size_t, Indexes> by_script_;
  std::unordered_map<std::string, Indexes> by_name_;
  std::unordered_map<std::string, Indexes> by_shown_;
};

}  // namespace

Positions all_jobs(const std::vector<JobRange>& ranges) {
  Positions jobs;
  for (const JobRange& range : ranges) {
    for (std::uint32_t i = 0; i < range.count; ++i) {
      jobs.push_back(range.first + i);
    }
  }
  return jobs;
}

Positions last_jobs(const Plan& plan, const std::vector<JobRange>& ranges) {
  Positions jobs = all_jobs(ranges);
  std::set<std::uint32_t> needed;
  for (const std::uint32_t job : jobs) {
    // One that asks how its needs have ended may succeed after a failure.
    if (plan.step(JobIndex{job}).waits_for_ends) continue;
    for (const Need& need : plan.jobs[job].needs) needed.insert(need.job.value);
  }
  std::erase_if(jobs, [&](std::uint32_t job) { return needed.contains(job); });
  return jobs;
}

Positions first_jobs(const Plan& plan, const std::vector<JobRange>& ranges) {
  const Positions all = all_jobs(ranges);
  const std::set<std::uint32_t> inside(all.begin(), all.end());
  Positions jobs;
  for (const std::uint32_t job : all) {
    const bool waits = std::ranges::any_of(
        plan.jobs[job].needs,
        [&](const Need& need) { return inside.contains(need.job.value); });
    if (!waits) jobs.push_back(job);
  }
  return jobs;
}

Status connect_units(Context& context, const Level& level,
                     std::vector<Unit> units) {
  return Connector(context, level, std::move(units)).connect();
}

}  // namespace aitherzero::planning
