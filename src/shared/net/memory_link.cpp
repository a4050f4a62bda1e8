#include "shared/net/memory_link.hpp"

#include <utility>

namespace aitherzero {
namespace {

constexpr PeerId k_the_client{1};

// What both ends share; each end forgets its callback when it goes.
struct Wire {
  MemoryLink::Post post;
  std::function<void(PeerId, std::string)> to_server;
  std::function<void(std::string)> to_client;
};

class MemoryServer final : public ServerLink {
 public:
  explicit MemoryServer(std::shared_ptr<Wire> wire) : wire_(std::move(wire)) {}
  ~MemoryServer() override { wire_->to_server = nullptr; }

  void send(PeerId, std::string frame) override {
    wire_->post([wire = wire_, frame = std::move(frame)]() mutable {
      if (wire->to_client) wire->to_client(std::move(frame));
    });
  }
  void on_frame(std::function<void(PeerId, std::string)> callback) override {
    wire_->to_server = std::move(callback);
  }
  PeerIdentity identity_of(PeerId) const override { return {}; }
  void reject(PeerId) override { wire_->to_server = nullptr; }

 private:
  std::shared_ptr<Wire> wire_;
};

class MemoryClient final : public ClientLink {
 public:
  explicit MemoryClient(std::shared_ptr<Wire> wire) : wire_(std::move(wire)) {}
  ~MemoryClient() override { wire_->to_client = nullptr; }

  void send(std::string frame) override {
    wire_->post([wire = wire_, frame = std::move(frame)]() mutable {
      if (wire->to_server) wire->to_server(k_the_client, std::move(frame));
    });
  }
  void on_frame(std::function<void(std::string)> callback) override {
    wire_->to_client = std::move(callback);
  }

 private:
  std::shared_ptr<Wire> wire_;
};

}  // namespace

MemoryLink MemoryLink::make(Post post) {
  auto wire = std::make_shared<Wire>();
  wire->post = std::move(post);
  return {std::make_unique<MemoryServer>(wire),
          std::make_unique<MemoryClient>(wire)};
}

}  // namespace aitherzero
