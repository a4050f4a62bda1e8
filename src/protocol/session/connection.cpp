#include "protocol/session/connection.hpp"

#include <utility>

namespace aitherzero {

LoopConnection::LoopConnection(Executor& executor, ClientLink& link,
                               std::uint64_t version, Opener opener,
                               SessionTimes times)
    : executor_(executor),
      link_(link),
      session_(version, std::move(opener), times) {
  link_.on_frame([this](const std::string& frame) {
    carry_out(session_.receive(frame, executor_.now()));
    // What came may have to be acknowledged, or have opened the window.
    flush_soon();
  });
}

void LoopConnection::set_callbacks(Callbacks callbacks) {
  callbacks_ = std::move(callbacks);
}

void LoopConnection::open(std::string hello) {
  carry_out(session_.open([hello = std::move(hello)] { return hello; },
                          executor_.now()));
  set_timer();
}

void LoopConnection::queue(std::string message) {
  session_.queue(std::move(message));
  flush_soon();
}

void LoopConnection::close() {
  carry_out(session_.close(executor_.now()));
  timer_.reset();
  timer_at_.reset();
}

void LoopConnection::reconnected() {
  carry_out(session_.reconnected(executor_.now()));
  set_timer();
}

void LoopConnection::flush_soon() {
  if (std::exchange(flush_is_posted_, true)) return;
  executor_.post(lifetime_.guard([this] {
    flush_is_posted_ = false;
    carry_out(session_.flush(executor_.now()));
    set_timer();
  }));
}

void LoopConnection::carry_out(ClientSession::Actions actions) {
  struct Visitor {
    LoopConnection& connection;
    void operator()(ClientSession::SendFrame& a) const {
      connection.link_.send(std::move(a.frame));
    }
    void operator()(ClientSession::Opened& a) const {
      connection.callbacks_.on_opened(std::move(a.welcome));
    }
    void operator()(ClientSession::Delivered& a) const {
      connection.callbacks_.on_messages(std::move(a.messages));
    }
    void operator()(ClientSession::Closed&) const {
      connection.callbacks_.on_closed();
    }
    void operator()(ClientSession::Refused& a) const {
      connection.callbacks_.on_refused(a.for_ever, a.reason);
    }
  };
  for (auto& action : actions) std::visit(Visitor{*this}, action);
}

// A timer that is due too early does no harm: it looks and is set again.
void LoopConnection::set_timer() {
  const auto next = session_.next_deadline();
  if (!next || (timer_at_ && *timer_at_ <= *next)) return;
  timer_at_ = next;
  timer_ = executor_.at(*next, [this] {
    timer_at_.reset();
    carry_out(session_.flush(executor_.now()));
    set_timer();
  });
}

}  // namespace aitherzero
