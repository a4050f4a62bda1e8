#include "client/controller_client.hpp"

#include <fmt/format.h>

#include <utility>

#include "controller/plan/plan_codec.hpp"
#include "protocol/codec/client_codec.hpp"
#include "shared/platform/system.hpp"

namespace aitherzero {
namespace {

// Entries do not say which run they are of.
constexpr RunId k_any_run{1};

RequestId request_of(const ToClient& message) {
  return std::visit(
      [](const auto& m) {
        if constexpr (requires { m.request; }) {
          return m.request;
        } else {
          return RequestId{};
        }
      },
      message);
}

}  // namespace

ControllerClient::ControllerClient(EventLoop& loop, ClientOptions options)
    : loop_(loop), options_(std::move(options)) {
  link_ = TcpClient::connect(loop_, options_.link);
  const std::uint64_t identity = random_number();
  connection_ = std::make_unique<LoopConnection>(
      loop_, *link_, k_protocol_version,
      Opener{fmt::format("client:{:016x}", identity), identity, 1});
  link_->on_state([this](TcpClient::State state) { on_state(state); });
  connection_->set_callbacks(
      {[this](const std::string& welcome) { on_opened(welcome); },
       [this](const std::vector<std::string>& messages) {
         on_messages(messages);
       },
       [this] { open_ = false; },
       [this](bool for_ever, const std::string& reason) {
         if (!for_ever) return;
         fail_all({ErrorKind::unavailable,
                   "the controller refuses this client: " + reason,
                   {},
                   {}});
       }});
  connection_->open(
      encode(FromClient{ClientHello{options_.user, options_.software}}));
  wait_patiently();
}

ControllerClient::~ControllerClient() { connection_->close(); }

void ControllerClient::on_state(TcpClient::State state) {
  last_state_ = state;
  switch (state) {
    case TcpClient::State::connected:
      connection_->reconnected();
      if (welcome_ && on_connected_) on_connected_(true);
      return;
    case TcpClient::State::lost:
      if (welcome_ && on_connected_) on_connected_(false);
      return wait_patiently();
    case TcpClient::State::not_trusted:
    case TcpClient::State::wrong_key:
      return fail_all(connection_error(state, options_.link));
    case TcpClient::State::unreachable:
      return;
  }
}

// Requests do not wait for ever; a run that is followed does.
void ControllerClient::wait_patiently() {
  patience_ = loop_.at(loop_.now() + options_.patience, [this] {
    if (open_ && last_state_ == TcpClient::State::connected) return;
    const Error error = connection_error(last_state_, options_.link);
    if (!welcome_) return fail_all(error);
    for (auto& [id, request] : std::exchange(requests_, {})) {
      request.answered(tl::make_unexpected(error));
    }
    if (on_change_) on_change_();
  });
}

void ControllerClient::fail_all(const Error& error) {
  failed_ = error;
  for (auto& [id, request] : std::exchange(requests_, {})) {
    request.answered(tl::make_unexpected(error));
  }
  if (following_) stop_with(error);
  if (on_change_) on_change_();
}

void ControllerClient::on_opened(const std::string& welcome) {
  const auto message = decode_to_client(welcome);
  const Welcome* said = message ? std::get_if<Welcome>(&*message) : nullptr;
  if (said == nullptr) {
    return fail_all({ErrorKind::corrupt,
                     "the controller's greeting cannot be read",
                     {},
                     {}});
  }
  open_ = true;
  welcome_ = *said;
  for (const auto& [id, request] : requests_) {
    connection_->queue(request.bytes);
  }
  if (following_) {
    following_->plan.clear();
    following_->request.with_plan = !following_->has_plan;
    connection_->queue(encode(FromClient{following_->request}));
  }
  if (on_change_) on_change_();
}

Result<Welcome> ControllerClient::connect() {
  on_change_ = [this] { loop_.stop(); };
  while (!welcome_ && !failed_) loop_.run();
  on_change_ = nullptr;
  if (failed_) return tl::make_unexpected(*failed_);
  return *welcome_;
}

// --- requests ---

void ControllerClient::begin(RequestId id, const FromClient& request,
                             Answered answered) {
  if (failed_) return answered(tl::make_unexpected(*failed_));
  std::string bytes = encode(request);
  if (open_) connection_->queue(bytes);
  requests_[id] = {std::move(bytes), std::move(answered)};
}

Result<ToClient> ControllerClient::ask_any(RequestId id,
                                           const FromClient& request) {
  std::optional<Result<ToClient>> result;
  begin(id, request, [&](const Result<ToClient>& answered) {
    result = answered;
    loop_.stop();
  });
  while (!result) loop_.run();
  return std::move(*result);
}

void ControllerClient::answer(RequestId id, const Result<ToClient>& result) {
  const auto found = requests_.find(id);
  if (found == requests_.end()) return;
  const Answered answered = std::move(found->second.answered);
  requests_.erase(found);
  answered(result);
}

void ControllerClient::on_messages(const std::vector<std::string>& messages) {
  for (const std::string& bytes : messages) {
    auto message = decode_to_client(bytes);
    if (!message) return fail_all(message.error());
    if (is_about_following(*message)) {
      take_followed(*message);
      continue;
    }
    const RequestId id = request_of(*message);
    if (const auto* failed = std::get_if<RequestFailed>(&*message)) {
      answer(id, fail(failed->kind, failed->message, {}, failed->advice));
    } else {
      answer(id, *message);
    }
  }
}

void ControllerClient::cancel(const std::string& run, CancelMode mode,
                              std::function<void(const Status&)> done) {
  CancelRun request;
  request.run = run;
  request.mode = mode;
  send(std::move(request),
       [done = std::move(done)](const Result<ToClient>& answer) {
         done(answer ? Status{} : tl::make_unexpected(answer.error()));
       });
}

void ControllerClient::supply_secrets(const std::string& run, Secrets secrets) {
  SupplySecrets supply;
  supply.run = run;
  supply.secrets = std::move(secrets);
  send(std::move(supply), [](const Result<ToClient>&) {});
}

void ControllerClient::explain(const std::string& run, Explained done) {
  ExplainRun request;
  request.run = run;
  send(std::move(request),
       [done = std::move(done)](const Result<ToClient>& answer) {
         if (!answer) return done(tl::make_unexpected(answer.error()));
         if (const auto* said = std::get_if<Explanation>(&*answer)) {
           return done(said->jobs);
         }
         done(fail(ErrorKind::internal, "the controller gave another answer"));
       });
}

// --- following ---

void ControllerClient::follow(FollowRun request, FollowCallbacks callbacks) {
  request.request = next_request();
  if (failed_) return callbacks.on_error(*failed_);
  entries_are_held_ = false;
  following_ = Following{request, std::move(callbacks), {}, !request.with_plan};
  if (open_) connection_->queue(encode(FromClient{following_->request}));
}

void ControllerClient::stop_following() {
  if (!following_) return;
  if (open_) {
    connection_->queue(
        encode(FromClient{StopFollowing{following_->request.request}}));
  }
  following_.reset();
}

void ControllerClient::stop_with(const Error& error) {
  const auto on_error = std::move(following_->callbacks.on_error);
  following_.reset();
  on_error(error);
}

bool ControllerClient::is_about_following(const ToClient& message) const {
  return following_ && request_of(message) == following_->request.request;
}

void ControllerClient::take_followed(ToClient& message) {
  if (const auto* run = std::get_if<RunFollowed>(&message)) {
    following_->callbacks.on_run(run->run);
  } else if (const auto* part = std::get_if<PlanPart>(&message)) {
    take(*part);
  } else if (const auto* names = std::get_if<AgentNames>(&message)) {
    for (const auto& [agent, name] : names->agents) {
      following_->callbacks.on_agent(agent, name);
    }
  } else if (const auto* entries = std::get_if<RunEntries>(&message)) {
    take(*entries);
  } else if (std::holds_alternative<CaughtUp>(message)) {
    following_->callbacks.on_caught_up();
  } else if (const auto* failed = std::get_if<RequestFailed>(&message)) {
    stop_with({failed->kind, failed->message, {}, failed->advice});
  }
}

void ControllerClient::take(const PlanPart& part) {
  if (following_->has_plan) return;
  following_->plan += part.bytes;
  if (!part.last) return;
  auto plan = unpack_plan(following_->plan);
  if (!plan) return stop_with(plan.error());
  following_->has_plan = true;
  following_->plan.clear();
  following_->callbacks.on_plan(std::make_shared<const Plan>(std::move(*plan)));
}

void ControllerClient::take(const RunEntries& entries) {
  // What a new session sends again was seen.
  if (entries.sequence < following_->request.from) return;
  const auto group = unpack_entries(entries.packed, k_any_run);
  if (!group) return stop_with(group.error());
  following_->request.from = entries.sequence + 1;
  following_->callbacks.on_entries(*group);
  if (!entries_are_held_) acknowledge();
}

void ControllerClient::release_entries() {
  entries_are_held_ = false;
  acknowledge();
}

void ControllerClient::acknowledge() {
  if (!following_) return;
  const std::uint64_t last = following_->request.from - 1;
  if (following_->acknowledged == last) return;
  following_->acknowledged = last;
  connection_->queue(encode(
      FromClient{AcknowledgeEntries{following_->request.request, last}}));
}

}  // namespace aitherzero
