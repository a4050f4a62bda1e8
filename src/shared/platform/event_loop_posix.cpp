#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <limits>
#include <map>
#include <mutex>
#include <unordered_map>
#include <utility>
#include <vector>

#include "shared/base/assert.hpp"
#include "shared/platform/event_loop.hpp"
#include "shared/platform/unique_fd.hpp"

namespace aitherzero {
namespace {

// Events taken from the kernel in one go.
constexpr std::size_t k_event_batch = 64;
// epoll's data for the descriptor of post(); ids start above it.
constexpr std::uint64_t k_wake_up_id = 0;

// Shared, so that a callback that destroys its own handle stays alive while
// it runs.
using SharedCallback = std::shared_ptr<EventLoop::Callback>;

// One descriptor in the kernel's list. Its id is new at every registration, so
// an event that waited for a closed descriptor is never taken for one of a
// new descriptor with the same number.
struct Watch {
  int descriptor = -1;
  std::uint64_t read_handle = 0;
  std::uint64_t write_handle = 0;
  SharedCallback on_readable;
  SharedCallback on_writable;

  std::uint32_t events() const {
    return (on_readable ? EPOLLIN : 0u) | (on_writable ? EPOLLOUT : 0u);
  }
};

}  // namespace

struct EventLoop::Impl {
  using TimerKey = std::pair<Instant, std::uint64_t>;

  UniqueFd epoll{epoll_create1(EPOLL_CLOEXEC)};
  UniqueFd wake_up{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
  std::uint64_t last_id = k_wake_up_id;
  bool stopping = false;

  std::unordered_map<std::uint64_t, Watch> watches;
  std::unordered_map<int, std::uint64_t> watch_of_descriptor;
  std::unordered_map<std::uint64_t, std::uint64_t> watch_of_handle;
  std::map<TimerKey, SharedCallback> timers;
  std::unordered_map<std::uint64_t, Instant> time_of_handle;

  std::mutex mutex;  // guards `posted` only
  std::vector<Callback> posted;

  void control(int operation, std::uint64_t id, const Watch& watch) const;
  Watch& watch_for(int descriptor, std::uint64_t* id);
  void forget_descriptor_handle(std::uint64_t handle, std::uint64_t id);
  int wait_timeout_ms() const;
  void run_posted();
  void run_due_timers();
  void run_descriptor(std::uint64_t id, std::uint32_t events);
  void wait_and_dispatch();
};

void EventLoop::Impl::control(int operation, std::uint64_t id,
                              const Watch& watch) const {
  epoll_event event{};
  event.events = watch.events();
  event.data.u64 = id;
  const int result =
      epoll_ctl(epoll.get(), operation, watch.descriptor, &event);
  // Adding fails only for what cannot be waited for, and changing only for a
  // descriptor that was closed under its handle: both are bugs of the caller.
  AZ_ASSERT(result == 0);
}

Watch& EventLoop::Impl::watch_for(int descriptor, std::uint64_t* id) {
  const auto [entry, is_new] =
      watch_of_descriptor.try_emplace(descriptor, last_id + 1);
  if (is_new) {
    ++last_id;
    watches[entry->second].descriptor = descriptor;
  }
  *id = entry->second;
  return watches[entry->second];
}

void EventLoop::Impl::forget_descriptor_handle(std::uint64_t handle,
                                               std::uint64_t id) {
  watch_of_handle.erase(handle);
  Watch& watch = watches.at(id);
  if (watch.read_handle == handle) watch.on_readable.reset();
  if (watch.write_handle == handle) watch.on_writable.reset();
  if (watch.events() != 0) {
    control(EPOLL_CTL_MOD, id, watch);
    return;
  }
  // Fails when the caller closed the descriptor first; the kernel has then
  // forgotten it already.
  epoll_ctl(epoll.get(), EPOLL_CTL_DEL, watch.descriptor, nullptr);
  watch_of_descriptor.erase(watch.descriptor);
  watches.erase(id);
}

int EventLoop::Impl::wait_timeout_ms() const {
  if (timers.empty()) return -1;
  const Duration left =
      timers.begin()->first.first - std::chrono::steady_clock::now();
  if (left <= Duration::zero()) return 0;
  // Rounded up: a timer is never early, and does not spin when nearly due.
  const auto ms = std::chrono::ceil<Milliseconds>(left).count();
  constexpr auto k_longest = std::numeric_limits<int>::max();
  return ms > k_longest ? k_longest : static_cast<int>(ms);
}

void EventLoop::Impl::run_posted() {
  std::vector<Callback> callbacks;
  {
    const std::lock_guard lock(mutex);
    callbacks.swap(posted);
  }
  for (std::size_t i = 0; i < callbacks.size(); ++i) {
    if (stopping) {  // what is left keeps its place for the next run()
      const std::lock_guard lock(mutex);
      posted.insert(posted.begin(),
                    std::make_move_iterator(callbacks.begin() +
                                            static_cast<std::ptrdiff_t>(i)),
                    std::make_move_iterator(callbacks.end()));
      return;
    }
    callbacks[i]();
    callbacks[i] = nullptr;  // what it captured ends now, not with the batch
  }
}

void EventLoop::Impl::run_due_timers() {
  const Instant now = std::chrono::steady_clock::now();
  while (!stopping && !timers.empty() && timers.begin()->first.first <= now) {
    const auto first = timers.begin();
    const SharedCallback callback = first->second;
    time_of_handle.erase(first->first.second);
    timers.erase(first);
    (*callback)();
  }
}

void EventLoop::Impl::run_descriptor(std::uint64_t id, std::uint32_t events) {
  // Looked up again for each direction: the first callback may have ended the
  // other one, or both.
  constexpr std::uint32_t k_ended = EPOLLHUP | EPOLLERR;
  auto found = watches.find(id);
  if (found == watches.end()) return;
  if ((events & (EPOLLIN | k_ended)) != 0 && found->second.on_readable) {
    const SharedCallback callback = found->second.on_readable;
    (*callback)();
  }
  found = watches.find(id);
  if (found == watches.end() || stopping) return;
  if ((events & (EPOLLOUT | k_ended)) != 0 && found->second.on_writable) {
    const SharedCallback callback = found->second.on_writable;
    (*callback)();
  }
}

void EventLoop::Impl::wait_and_dispatch() {
  std::array<epoll_event, k_event_batch> events;
  const int count =
      epoll_wait(epoll.get(), events.data(), static_cast<int>(events.size()),
                 wait_timeout_ms());
  AZ_ASSERT(count >= 0 || errno == EINTR);
  run_due_timers();
  for (int i = 0; i < count && !stopping; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    if (event.data.u64 != k_wake_up_id) {
      run_descriptor(event.data.u64, event.events);
      continue;
    }
    std::uint64_t ignored = 0;
    while (read(wake_up.get(), &ignored, sizeof ignored) > 0) {
    }
    run_posted();
  }
}

EventLoop::EventLoop() : impl_(std::make_unique<Impl>()) {
  AZ_ASSERT(impl_->epoll && impl_->wake_up);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = k_wake_up_id;
  const int result = epoll_ctl(impl_->epoll.get(), EPOLL_CTL_ADD,
                               impl_->wake_up.get(), &event);
  AZ_ASSERT(result == 0);
}

EventLoop::~EventLoop() = default;

EventLoop::Handle EventLoop::on_readable(int descriptor, Callback callback) {
  std::uint64_t id = 0;
  Watch& watch = impl_->watch_for(descriptor, &id);
  AZ_ASSERT(!watch.on_readable);
  const int operation = watch.events() == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
  watch.read_handle = ++impl_->last_id;
  watch.on_readable = std::make_shared<Callback>(std::move(callback));
  impl_->watch_of_handle[watch.read_handle] = id;
  impl_->control(operation, id, watch);
  return Handle(this, watch.read_handle);
}

EventLoop::Handle EventLoop::on_writable(int descriptor, Callback callback) {
  std::uint64_t id = 0;
  Watch& watch = impl_->watch_for(descriptor, &id);
  AZ_ASSERT(!watch.on_writable);
  const int operation = watch.events() == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
  watch.write_handle = ++impl_->last_id;
  watch.on_writable = std::make_shared<Callback>(std::move(callback));
  impl_->watch_of_handle[watch.write_handle] = id;
  impl_->control(operation, id, watch);
  return Handle(this, watch.write_handle);
}

EventLoop::Handle EventLoop::at(Instant when, Callback callback) {
  const std::uint64_t id = ++impl_->last_id;
  impl_->timers[{when, id}] = std::make_shared<Callback>(std::move(callback));
  impl_->time_of_handle[id] = when;
  return Handle(this, id);
}

void EventLoop::post(Callback callback) {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->posted.push_back(std::move(callback));
  }
  const std::uint64_t one = 1;
  // Fails only when the counter is full, and then the loop wakes up anyway.
  [[maybe_unused]] const auto written =
      write(impl_->wake_up.get(), &one, sizeof one);
}

void EventLoop::run() {
  impl_->stopping = false;
  impl_->run_posted();  // what an earlier run() left
  while (!impl_->stopping) impl_->wait_and_dispatch();
}

void EventLoop::stop() { impl_->stopping = true; }

Instant EventLoop::now() const { return std::chrono::steady_clock::now(); }

void EventLoop::remove(std::uint64_t id) {
  if (const auto timer = impl_->time_of_handle.find(id);
      timer != impl_->time_of_handle.end()) {
    impl_->timers.erase({timer->second, id});
    impl_->time_of_handle.erase(timer);
    return;
  }
  if (const auto watch = impl_->watch_of_handle.find(id);
      watch != impl_->watch_of_handle.end()) {
    impl_->forget_descriptor_handle(id, watch->second);
  }
}

}  // namespace aitherzero
