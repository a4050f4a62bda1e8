// aitherzero controller: serves submitters and agents until it is told to end.
#include "controller/app/controller.hpp"

#include <fmt/format.h>

#include <unordered_map>

#include "cli/commands/commands.hpp"
#include "cli/controller_link.hpp"
#include "controller/app/blob_thread.hpp"
#include "shared/log/log.hpp"
#include "shared/net/trust.hpp"
#include "shared/platform/files.hpp"
#include "shared/platform/folder_watch.hpp"
#include "shared/platform/open_files.hpp"
#include "shared/platform/paths.hpp"
#include "shared/platform/signals.hpp"
#include "shared/platform/system.hpp"
#include "shared/store/committer.hpp"

namespace aitherzero {
namespace {

using Kind = OptionSpec::Kind;

constexpr int k_most_jobs = 1'000'000'000;

// Who is behind a key, for one thread; everybody with --insecure-loopback.
class Door {
 public:
  Door(const std::string& folder, const KeyPair& keys, bool curve)
      : gate_(folder, keys.public_key), curve_(curve) {}

  std::optional<TrustedKey> find(const std::string& key) {
    if (!curve_) {
      return TrustedKey{"", std::string(k_owner_name), Roles::all()};
    }
    auto who = gate_.find(key, wall_clock_ms() / 1000);
    if (gate_.problem()) {
      log_error("nobody is trusted: {}", to_string(*gate_.problem()));
    }
    return who;
  }

  // Whether the file can be read. While it is being mended, those who are there
  // may stay.
  bool can_tell() {
    gate_.find("", 0);
    return !gate_.problem();
  }

  bool admits(const std::string& key, const std::string& address) {
    if (find(key)) return true;
    // A stranger that knocks again and again does not fill the log.
    const std::uint64_t now = wall_clock_ms();
    if (refused_.size() > k_max_remembered) refused_.clear();
    std::uint64_t& last = refused_[key + address];
    if (now - last < k_quiet_ms) return false;
    last = now;
    log_warning(
        "refused {}: key {} is not trusted; to trust it: aitherzero keys trust "
        "--role ROLE '{}' NAME",
        address, key, key);
    return false;
  }

 private:
  static constexpr std::size_t k_max_remembered = 10'000;
  static constexpr std::uint64_t k_quiet_ms = 60'000;

  Gatekeeper gate_;
  bool curve_;
  std::unordered_map<std::string, std::uint64_t> refused_;
};

class Unobserved final : public RunObserver {
  void on_job_changed(const JobChanged&, const std::string&) override {}
  void on_output(RunId, JobIndex, const std::vector<OutputLine>&) override {}
  void on_run_ended(const RunEnded&) override {}
};

struct Settings {
  Endpoint listen;
  bool curve = true;
  std::string keys_folder;
  KeyPair keys;
  std::string data;
  ControllerOptions controller;
};

// A shorter one would give up agents that are merely busy.
Result<Milliseconds> read_lease(const ParsedOptions& options) {
  TRY(const auto seconds, options.seconds("lease"));
  if (!seconds || *seconds < 1) {
    return fail(ErrorKind::bad_input, "a lease is at least 1 second",
                options.origin("lease"));
  }
  return std::chrono::duration_cast<Milliseconds>(from_seconds(*seconds));
}

Result<Settings> read_settings(const CommandContext& context,
                               const ParsedOptions& options) {
  Settings settings;
  TRY(settings.listen,
      parse_endpoint(options.value("listen").value_or("tcp://127.0.0.1:7411"),
                     options.origin("listen")));
  settings.curve = !options.flag("insecure-loopback");
  TRY(settings.keys_folder, keys_folder(context, options));
  if (settings.curve) {
    TRY(settings.keys, load_or_make_keys(settings.keys_folder));
  }
  TRY(const std::string state, state_folder(context.environment));
  settings.data = options.value("data").value_or(state + "/controller");
  TRY(const auto keep, options.count("keep-runs"));
  if (keep) {
    settings.controller.retention.runs = static_cast<std::size_t>(*keep);
  }
  TRY(const auto days, options.count("keep-days"));
  if (days) settings.controller.retention.age = std::chrono::hours(24 * *days);
  TRY(const auto most, options.count("max-jobs", k_most_jobs));
  if (most) settings.controller.max_open_jobs = static_cast<std::size_t>(*most);
  if (options.value("lease")) {
    TRY(settings.controller.times.lease, read_lease(options));
  }
  settings.controller.software = software();
  settings.controller.random = random_number;
  return settings;
}

TcpServerOptions server_options(const Settings& settings, Door& door,
                                std::uint16_t port) {
  TcpServerOptions server;
  server.endpoint = settings.listen;
  server.endpoint.port = port;
  server.curve = settings.curve;
  server.keys = settings.keys;
  server.admit = [&door](const std::string& key, const std::string& address) {
    return door.admits(key, address);
  };
  return server;
}

Result<std::unique_ptr<BlobThread>> start_blobs(const Settings& settings,
                                                std::uint16_t main_port,
                                                Door& door, BlobStore& store) {
  BlobServerOptions options;
  options.random = random_number;
  options.may_use = [&door](const std::string& key) {
    const auto who = door.find(key);
    return who && !who->is_token();
  };
  const std::uint16_t port = settings.listen.port == 0
                                 ? std::uint16_t{0}
                                 : static_cast<std::uint16_t>(main_port + 1);
  return BlobThread::start(server_options(settings, door, port),
                           std::move(options), store);
}

Result<int> serve(Settings settings) {
  // Each agent has one connection for control, and others for blobs.
  raise_open_file_limit();
  EventLoop loop;
  TRY_VOID(make_folders(settings.data));
  TRY(const auto store, open_store(settings.data + "/journal"));
  TRY(const auto blobs, open_blob_store(settings.data + "/blobs"));
  const auto committer = make_committer(loop, *store, Durability::machine);
  Journal journal(*store, *committer, wall_clock_ms);
  Door door(settings.keys_folder, settings.keys, settings.curve);
  Door blob_door(settings.keys_folder, settings.keys, settings.curve);
  TRY(const auto link,
      TcpServer::listen(loop,
                        server_options(settings, door, settings.listen.port)));
  TRY(const auto blob_thread,
      start_blobs(settings, link->endpoint().port, blob_door, *blobs));
  ControllerOptions options = std::move(settings.controller);
  options.bulk_port = blob_thread->endpoint().port;
  options.who = [&door](const std::string& key) { return door.find(key); };
  options.desk.blobs = blobs.get();
  options.desk.redeem = [&](const std::string& token, const std::string& key,
                            const std::string& name) {
    return redeem_token(settings.keys_folder, token, key, name,
                        wall_clock_ms() / 1000);
  };
  Unobserved observer;
  Controller controller(loop, *link, journal, observer, std::move(options));
  int exit_code = 0;
  controller.on_failure([&](const Error&) {
    exit_code = static_cast<int>(ExitCode::internal);
    // What is on its way to submitters is sent first.
    loop.post([&] { loop.stop(); });
  });
  TRY(const auto signals,
      StopSignals::watch(loop, [&](StopSignal) { loop.stop(); }));
  std::unique_ptr<FolderWatch> trust;
  if (settings.curve) {
    TRY(trust, FolderWatch::watch(loop, settings.keys_folder, [&] {
          if (!door.can_tell()) return;
          controller.trust_changed();
          blob_thread->trust_changed();
        }));
  }
  TRY_VOID(controller.start());
  log_info("listening at {}, blobs at port {}, data in {}",
           to_string(link->endpoint()), blob_thread->endpoint().port,
           settings.data);
  if (settings.curve) {
    log_info("this controller's key: {}", settings.keys.public_key);
  }
  loop.run();
  log_info("ended; runs go on at the next start");
  return exit_code;
}

Result<int> run(const CommandContext& context, const ParsedOptions& options) {
  set_log_level(LogLevel::info);
  TRY(Settings settings, read_settings(context, options));
  return serve(std::move(settings));
}

constexpr char k_details[] =
    "Agents and submitters connect to it with keys that it trusts ('aitherzero "
    "keys --help').\nThis user's own need no more. Blobs travel on the next "
    "port.\n\nSIGTERM ends it; runs go on when it is started again with the "
    "same --data.";

}  // namespace

const Command& controller_command() {
  static const Command k_command{
      {"controller",
       "",
       0,
       0,
       "Serves runs to agents, until it is told to end.",
       k_details,
       {{"listen", Kind::value, "ENDPOINT",
         "Where to listen (tcp://127.0.0.1:7411); tcp://0.0.0.0:7411 for other "
         "machines."},
        {"data", Kind::value, "DIR", "Folder of the journal and of blobs."},
        keys_option(),
        insecure_option(),
        {"lease", Kind::value, "SECONDS",
         "An agent that is silent for so long is given up (15)."},
        {"max-jobs", Kind::value, "N",
         "Refuse runs beyond N jobs that wait or run (2000000)."},
        {"keep-runs", Kind::value, "N",
         "How many ended runs are remembered (1000)."},
        {"keep-days", Kind::value, "N",
         "For how many days ended runs are remembered (30)."}}},
      run};
  return k_command;
}

}  // namespace aitherzero
