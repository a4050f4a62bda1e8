// How long a plan takes to make, and what it takes in memory.
//
// planning: plans of 1,000, 10,000 and 100,000 jobs, each from steps that wait
// for two others, as one job each and as 100 cells of a matrix; the time, the
// bytes a job beyond its strings, and, where ninja is installed, how long it
// takes to load a build file of as many rules and edges and to find that
// nothing is to be done (`ninja -n`).
#include <fmt/format.h>
#include <malloc.h>

#include <filesystem>
#include <fstream>

#include "controller/plan/plan.hpp"
#include "shared/base/executor.hpp"
#include "shared/base/time.hpp"
#include "support/catalog_builder.hpp"
#include "support/measuring.hpp"
#include "support/temporary_folder.hpp"

namespace aitherzero {
namespace {

constexpr int k_rounds = 3;
constexpr std::size_t k_cells = 100;

// Large blocks are mapped apart.
std::size_t heap_bytes() {
  const auto heap = ::mallinfo2();
  return heap.uordblks + heap.hblkhd;
}

std::string number(std::size_t i) { return fmt::format("{:04}", i % 10'000); }

// Scripts 0000 to 9999 at most.
Catalog scripts(std::size_t count) {
  std::vector<testing::TestScript> all;
  for (std::size_t i = 0; i < std::min<std::size_t>(count, 10'000); ++i) {
    all.push_back({number(i) + "_Step", "", "param([string]$Cell)"});
  }
  return testing::catalog(all);
}

PlanRequest request(std::size_t steps, bool matrix) {
  Playbook playbook;
  playbook.name = "bench";
  for (std::size_t i = 0; i < steps; ++i) {
    Array needs;
    for (const std::size_t back : {std::size_t{1}, std::size_t{7}}) {
      if (i >= back) needs.emplace_back(fmt::format("s{}", i - back));
    }
    playbook.steps.push_back({Value(Table{{"Script", number(i)},
                                          {"Name", fmt::format("s{}", i)},
                                          {"Needs", std::move(needs)}}),
                              {}});
  }
  if (matrix) {
    MatrixAxis axis{"cell", {}, Variable::Form::typed};
    for (std::size_t i = 0; i < k_cells; ++i) {
      axis.values.emplace_back(fmt::format("v{}", i));
    }
    playbook.matrix.axes.push_back(std::move(axis));
  }
  PlanRequest request;
  request.playbook = std::move(playbook);
  return request;
}

std::size_t string_bytes(const std::string& text) {
  // Short ones are kept inside.
  return text.size() < 16 ? 0 : text.capacity() + 1;
}

std::size_t string_bytes(const Plan& plan) {
  std::size_t bytes = 0;
  for (const PlannedStep& step : plan.steps) {
    for (const auto* text :
         {&step.number, &step.script, &step.script_path, &step.name,
          &step.description, &step.stage, &step.why, &step.place.source}) {
      bytes += string_bytes(*text);
    }
  }
  for (const Job& job : plan.jobs) bytes += string_bytes(job.id);
  return bytes;
}

void measure(std::size_t jobs, bool matrix) {
  const std::size_t steps = matrix ? jobs / k_cells : jobs;
  const Catalog catalog = scripts(steps);
  const PlanRequest wanted = request(steps, matrix);
  double best = 1e9;
  double bytes = 0;
  std::size_t edges = 0;
  const SteadyClock clock;
  for (int i = 0; i < k_rounds; ++i) {
    const std::size_t before = heap_bytes();
    const Instant start = clock.now();
    const auto planned = make_plan(catalog, wanted, {});
    best = std::min(best, to_seconds(clock.now() - start));
    if (!planned) must(tl::make_unexpected(planned.error()));
    bytes = static_cast<double>(heap_bytes() - before -
                                string_bytes(planned->plan)) /
            static_cast<double>(jobs);
    edges = 0;
    for (const Job& job : planned->plan.jobs) edges += job.needs.size();
  }
  fmt::print(
      "  {:<7} {:>7} jobs {:>7} edges  {:>8.1f} ms  {:>6.2f} us  {:>5.0f} "
      "bytes each beyond strings\n",
      matrix ? "cells" : "steps", jobs, edges, best * 1e3,
      best * 1e6 / static_cast<double>(jobs), bytes);
}

void measure_ninja(std::size_t jobs) {
  const TemporaryFolder folder;
  std::ofstream file(folder.path() + "/build.ninja");
  file << "rule r\n  command = true $out\n";
  for (std::size_t i = 0; i < jobs; ++i) {
    file << "build s" << i << ": r";
    if (i >= 1) file << " s" << i - 1;
    if (i >= 7) file << " s" << i - 7;
    file << "\n";
  }
  file.close();
  double best = 1e9;
  for (int i = 0; i < k_rounds; ++i) {
    const SteadyClock clock;
    const Instant start = clock.now();
    if (std::system(
            ("ninja -n -C '" + folder.path() + "' > /dev/null").c_str()) != 0) {
      fmt::print("  ninja is not installed\n");
      return;
    }
    best = std::min(best, to_seconds(clock.now() - start));
  }
  fmt::print("  {:<7} {:>7} jobs                {:>8.1f} ms\n", "ninja", jobs,
             best * 1e3);
}

}  // namespace
}  // namespace aitherzero

int main() {
  using namespace aitherzero;
  fmt::print("Making a plan, best of {}\n", k_rounds);
  for (const std::size_t jobs : {1'000u, 10'000u, 100'000u}) {
    for (const bool matrix : {false, true}) measure(jobs, matrix);
  }
  measure_ninja(10'000);
}
