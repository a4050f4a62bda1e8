// A network that loses, repeats, reorders and delays frames, and cuts peers
// off. One server; clients by name.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "shared/base/lifetime.hpp"
#include "shared/net/link.hpp"
#include "sim/random.hpp"
#include "sim/simulation.hpp"
#include "sim/timeline.hpp"

namespace aitherzero::sim {

class Network {
 public:
  Network(Timeline& timeline, Random& random, Coverage& coverage)
      : timeline_(timeline), random_(random), coverage_(coverage) {
    // Some worlds are perfect, some only slow, some bad.
    badness_ = random_() % 3 == 0 ? 0 : random_() % 12;
    reorders_ = random_() % 2 == 0;
  }

  bool is_perfect() const { return badness_ == 0; }
  // From now on nothing is lost any more.
  void heal() {
    badness_ = 0;
    for (auto& [name, client] : clients_) client.cut_until = {};
  }

  // The client's frames are lost in both directions until then.
  void cut_off(const std::string& name, Instant until) {
    ++coverage_.partitions;
    clients_[name].cut_until = until;
  }
  // Its connection breaks and a new one is made: another peer for the server.
  void reset(const std::string& name) {
    ++coverage_.resets;
    clients_[name].peer = PeerId{++last_peer_};
  }

  class Server final : public ServerLink {
   public:
    explicit Server(Network& network) : network_(network) {
      network_.server_ = this;
    }
    ~Server() override { network_.server_ = nullptr; }
    void send(PeerId peer, std::string frame) override {
      network_.to_client(peer, std::move(frame));
    }
    void on_frame(std::function<void(PeerId, std::string)> callback) override {
      callback_ = std::move(callback);
    }
    PeerIdentity identity_of(PeerId) const override { return {}; }
    void reject(PeerId) override {}

   private:
    friend class Network;
    Network& network_;
    std::function<void(PeerId, std::string)> callback_;
  };

  class Client final : public ClientLink {
   public:
    Client(Network& network, std::string name, Executor& process)
        : network_(network), name_(std::move(name)), process_(process) {
      network_.clients_[name_].link = this;
      network_.reset(name_);
    }
    ~Client() override { network_.clients_[name_].link = nullptr; }
    void send(std::string frame) override {
      network_.to_server(name_, std::move(frame));
    }
    void on_frame(std::function<void(std::string)> callback) override {
      callback_ = std::move(callback);
    }

   private:
    friend class Network;
    Network& network_;
    std::string name_;
    Executor& process_;
    std::function<void(std::string)> callback_;
    Lifetime lifetime_;
  };

 private:
  struct Endpoint {
    Client* link = nullptr;
    PeerId peer;
    Instant cut_until{};
    Instant last_to_client{};
    Instant last_to_server{};
  };

  // How often a frame arrives: not at all, once, twice.
  std::uint32_t copies() {
    if (badness_ == 0) return 1;
    if (random_() % 100 < badness_) {
      ++coverage_.frames_lost;
      return 0;
    }
    if (random_() % 100 >= badness_) return 1;
    ++coverage_.frames_repeated;
    return 2;
  }

  Instant arrival(Instant& last) {
    Instant when = timeline_.now() + Milliseconds(random_() % 60);
    if (badness_ > 0 && reorders_) {
      if (when < last) ++coverage_.frames_reordered;
    } else {
      when = std::max(when, last);
    }
    last = std::max(last, when);
    return when;
  }

  void to_client(PeerId peer, const std::string& frame) {
    for (auto& [name, endpoint] : clients_) {
      if (endpoint.peer != peer) continue;
      for (std::uint32_t left = copies(); left > 0; --left) {
        timeline_.at(arrival(endpoint.last_to_client),
                     [this, name = name, peer, frame] {
                       deliver_to_client(name, peer, frame);
                     });
      }
      return;
    }
  }

  void deliver_to_client(const std::string& name, PeerId peer,
                         const std::string& frame) {
    const Endpoint& endpoint = clients_.at(name);
    if (endpoint.peer != peer || endpoint.link == nullptr) return;
    if (endpoint.cut_until > timeline_.now()) return;
    endpoint.link->process_.post(
        endpoint.link->lifetime_.guard([link = endpoint.link, frame] {
          if (link->callback_) link->callback_(frame);
        }));
  }

  void to_server(const std::string& name, const std::string& frame) {
    Endpoint& endpoint = clients_.at(name);
    for (std::uint32_t left = copies(); left > 0; --left) {
      timeline_.at(arrival(endpoint.last_to_server),
                   [this, name, peer = endpoint.peer, frame] {
                     if (clients_.at(name).cut_until > timeline_.now()) return;
                     if (server_ != nullptr && server_->callback_) {
                       server_->callback_(peer, frame);
                     }
                   });
    }
  }

  Timeline& timeline_;
  Random& random_;
  Coverage& coverage_;
  std::uint32_t badness_ = 0;  // percent of frames lost, and repeated
  bool reorders_ = false;
  Server* server_ = nullptr;
  std::map<std::string, Endpoint> clients_;
  std::uint64_t last_peer_ = 0;
};

}  // namespace aitherzero::sim
