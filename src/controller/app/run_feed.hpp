// One follower of one run: sends the plan and then the journal's entries, as
// far as the follower has dealt with what it was sent (rule D6).
#pragma once

#include <cstdint>
#include <deque>

#include "controller/app/desk_host.hpp"
#include "protocol/message/client_message.hpp"
#include "protocol/session/packet.hpp"

namespace aitherzero {

class RunFeed {
 public:
  RunFeed(DeskHost& host, SessionId session, const FollowRun& request,
          RunId run);

  RunId run() const { return run_; }
  void begin(const RunInfo& info);
  // The follower has dealt with entries up to this one.
  void acknowledge(std::uint64_t sequence);
  // Sends what there is and may be sent.
  void pump();
  // Nothing more will come of it.
  bool has_ended() const { return ended_; }

 private:
  struct Sent {
    std::uint64_t sequence;
    std::size_t bytes;
  };

  void send_plan();
  void name_agents();
  void fail_with(const Error& error);

  DeskHost& host_;
  SessionId session_;
  RequestId request_;
  RunId run_;
  bool live_;
  bool with_plan_;
  std::uint64_t next_;
  AgentId last_named_;
  std::deque<Sent> sent_;  // not acknowledged
  std::size_t sent_bytes_ = 0;
  bool caught_up_ = false;
  bool ended_ = false;
};

}  // namespace aitherzero
