#include "agent/app/network_thread.hpp"

#include <utility>

#include "shared/platform/threads.hpp"

namespace aitherzero {

struct NetworkThread::Session {
  Session(EventLoop& loop, const TcpClientOptions& options,
          std::uint64_t version, const Opener& opener)
      : link(TcpClient::connect(loop, options)),
        connection(loop, *link, version, opener) {}

  std::unique_ptr<TcpClient> link;
  LoopConnection connection;
};

NetworkThread::NetworkThread(Executor& home, TcpClientOptions link,
                             std::uint64_t version, Opener opener)
    : home_(home),
      link_options_(std::move(link)),
      version_(version),
      opener_(std::move(opener)) {}

NetworkThread::~NetworkThread() {
  if (!thread_.joinable()) return;
  loop_.post([this] { loop_.stop(); });
  thread_.join();
}

void NetworkThread::set_callbacks(Callbacks callbacks) {
  callbacks_ = std::move(callbacks);
}

template <typename F>
void NetworkThread::at_home(F callback) {
  home_.post(lifetime_.guard(std::move(callback)));
}

void NetworkThread::open(std::string hello) {
  thread_ = std::thread([this] { run(); });
  loop_.post(
      [this, hello = std::move(hello)] { session_->connection.open(hello); });
}

void NetworkThread::run() {
  prefer_this_thread();
  session_ = std::make_unique<Session>(loop_, link_options_, version_, opener_);
  session_->connection.set_callbacks(
      {[this](std::string welcome) {
         at_home([this, welcome = std::move(welcome)] {
           callbacks_.on_opened(welcome);
         });
       },
       [this](std::vector<std::string> messages) {
         at_home([this, messages = std::move(messages)]() mutable {
           callbacks_.on_messages(std::move(messages));
         });
       },
       [this] { at_home([this] { callbacks_.on_closed(); }); },
       [this](bool for_ever, const std::string& reason) {
         at_home([this, for_ever, reason] {
           callbacks_.on_refused(for_ever, reason);
         });
       }});
  session_->link->on_state([this](TcpClient::State state) {
    if (state == TcpClient::State::connected) {
      session_->connection.reconnected();
    }
    at_home([this, state] {
      if (on_link_state_) on_link_state_(state);
    });
  });
  loop_.run();
  session_.reset();
}

// What one turn queues goes over as one, so that the thread, which is faster,
// does not make a packet of each message.
void NetworkThread::queue(std::string message) {
  queued_.push_back(std::move(message));
  if (queued_.size() == 1) at_home([this] { hand_over(); });
}

void NetworkThread::hand_over() {
  if (queued_.empty()) return;
  loop_.post([this, messages = std::exchange(queued_, {})]() mutable {
    for (std::string& message : messages) {
      session_->connection.queue(std::move(message));
    }
  });
}

void NetworkThread::close() {
  hand_over();
  loop_.post([this] { session_->connection.close(); });
}

}  // namespace aitherzero
