// A client's connection to a controller: requests and their answers, runs and
// what becomes of them. A lost connection, or a controller that starts again,
// is got over: what was not answered is asked again, and a run is followed
// from where it was.
//
// All on the loop's thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "client/run_source.hpp"
#include "protocol/message/client_message.hpp"
#include "protocol/session/connection.hpp"
#include "shared/net/tcp_client.hpp"
#include "shared/platform/event_loop.hpp"

namespace aitherzero {

struct ClientOptions {
  TcpClientOptions link;
  std::string user;  // "user@host"
  std::string software;
  // How long nobody may answer before requests fail.
  Milliseconds patience{15'000};
};

class ControllerClient final : public RunSource {
 public:
  ControllerClient(EventLoop& loop, ClientOptions options);
  ~ControllerClient() override;

  // Waits for the answer, running the loop. The request's number is set here.
  template <typename Answer, typename Request>
  Result<Answer> ask(Request request) {
    const RequestId id = next_request();
    request.request = id;
    TRY(ToClient answer, ask_any(id, std::move(request)));
    if (auto* expected = std::get_if<Answer>(&answer)) {
      return std::move(*expected);
    }
    return fail(ErrorKind::internal, "the controller gave another answer");
  }
  // The same without waiting.
  using Answered = std::function<void(const Result<ToClient>&)>;
  template <typename Request>
  void send(Request request, const Answered& answered) {
    const RequestId id = next_request();
    request.request = id;
    begin(id, std::move(request), answered);
  }

  // Waits until the controller has let this client in, running the loop.
  Result<Welcome> connect();

  void follow(FollowRun request, FollowCallbacks callbacks) override;
  void stop_following() override;
  void hold_entries() override { entries_are_held_ = true; }
  void release_entries() override;
  void on_connected(std::function<void(bool connected)> callback) override {
    on_connected_ = std::move(callback);
  }
  void cancel(const std::string& run, CancelMode mode,
              std::function<void(const Status&)> done) override;
  void supply_secrets(const std::string& run, Secrets secrets) override;
  void explain(const std::string& run, Explained done) override;

  const ClientOptions& options() const { return options_; }

 private:
  struct Request {
    std::string bytes;
    Answered answered;
  };
  struct Following {
    FollowRun request;
    FollowCallbacks callbacks;
    std::string plan;
    bool has_plan = false;
    std::uint64_t acknowledged = 0;
  };

  RequestId next_request() { return {++last_request_}; }
  Result<ToClient> ask_any(RequestId id, const FromClient& request);
  void begin(RequestId id, const FromClient& request, Answered answered);
  void on_opened(const std::string& welcome);
  void on_messages(const std::vector<std::string>& messages);
  void on_state(TcpClient::State state);
  void wait_patiently();
  void fail_all(const Error& error);
  void answer(RequestId id, const Result<ToClient>& result);
  bool is_about_following(const ToClient& message) const;
  void take_followed(ToClient& message);
  void take(const PlanPart& part);
  void take(const RunEntries& entries);
  void acknowledge();
  void stop_with(const Error& error);

  EventLoop& loop_;
  ClientOptions options_;
  std::unique_ptr<TcpClient> link_;
  std::unique_ptr<LoopConnection> connection_;
  std::optional<Welcome> welcome_;
  std::optional<Error> failed_;  // for ever
  bool open_ = false;
  TcpClient::State last_state_ = TcpClient::State::unreachable;
  Executor::Handle patience_;

  std::uint64_t last_request_ = 0;
  std::map<RequestId, Request> requests_;
  std::optional<Following> following_;
  bool entries_are_held_ = false;
  std::function<void(bool)> on_connected_;
  std::function<void()> on_change_;  // of a call that waits
};

}  // namespace aitherzero
