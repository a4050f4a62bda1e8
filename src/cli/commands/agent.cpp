// aitherzero agent: offers this machine's slots to a controller.
#include "agent/app/agent.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "agent/app/network_thread.hpp"
#include "agent/app/secret_runner.hpp"
#include "agent/app/slot_runner.hpp"
#include "agent/workspace/workspace.hpp"
#include "agent/workspace/workspace_runner.hpp"
#include "cli/commands/commands.hpp"
#include "cli/controller_link.hpp"
#include "cli/joining.hpp"
#include "cli/machine.hpp"
#include "protocol/codec/limits.hpp"
#include "shared/base/text.hpp"
#include "shared/log/log.hpp"
#include "shared/platform/files.hpp"
#include "shared/platform/paths.hpp"
#include "shared/platform/signals.hpp"
#include "shared/platform/system.hpp"

namespace aitherzero {
namespace {

namespace fs = std::filesystem;
using Kind = OptionSpec::Kind;

// A folder that is gone when the agent is.
class TemporaryData {
 public:
  TemporaryData()
      : path_((fs::temp_directory_path() /
               fmt::format("aitherzero-agent-{:016x}", random_number()))
                  .string()) {}
  TemporaryData(const TemporaryData&) = delete;
  TemporaryData& operator=(const TemporaryData&) = delete;
  ~TemporaryData() { remove_workspace(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

struct Settings {
  TcpClientOptions link;
  AgentIdentity identity;
  std::string data;
  std::optional<Duration> max_idle;
  SlotRunnerOptions runner;
};

Result<std::map<std::string, std::string>> labels_of(
    const ParsedOptions& options) {
  std::map<std::string, std::string> labels = machine_labels();
  for (const std::string& text : options.list("label")) {
    const std::size_t equals = text.find('=');
    const std::string name(trim(text.substr(0, equals)));
    if (name.empty()) {
      return fail(ErrorKind::bad_input, fmt::format("'{}' is no label", text),
                  options.origin("label"), "write KEY=VALUE, or a word");
    }
    labels[name] = equals == std::string::npos
                       ? std::string()
                       : std::string(trim(text.substr(equals + 1)));
  }
  return labels;
}

// With --join: enrols once, and finds the controller in the token.
Result<TcpClientOptions> link_of(const CommandContext& context,
                                 const ParsedOptions& options,
                                 const std::string& name,
                                 const TemporaryData& temporary) {
  const auto join = options.value("join");
  if (!join) {
    if (options.value("controller")) return controller_link(context, options);
    return fail(ErrorKind::bad_input, "which controller?", {},
                "give --controller tcp://HOST:PORT, or --join TOKEN");
  }
  TRY(JoinToken token, read_token(*join, options.origin("join")));
  if (const auto chosen = options.value("controller")) {
    TRY(token.controller,
        parse_endpoint(*chosen, options.origin("controller")));
  }
  TRY(std::string folder, keys_folder(context, options));
  // One that leaves nothing behind has keys for its own time only.
  if (options.flag("ephemeral") && !options.value("keys")) {
    folder = temporary.path() + "/keys";
  }
  TRY(const auto known, find_controller_key(folder, token.controller));
  // A service that is started again joins once.
  if (known != token.controller_key) {
    TRY_VOID(join_controller(context, token, folder, name));
    log_info("joined the controller at {} as {}", to_string(token.controller),
             name);
  }
  TcpClientOptions link;
  link.endpoint = token.controller;
  TRY(link.keys, load_or_make_keys(folder));
  link.server_key = token.controller_key;
  return link;
}

Result<Settings> read_settings(const CommandContext& context,
                               const ParsedOptions& options,
                               const TemporaryData& temporary) {
  Settings settings;
  const bool ephemeral = options.flag("ephemeral");
  std::string name = host_name();
  if (ephemeral) name += fmt::format("-{:08x}", random_number() & 0xffffffffu);
  settings.identity.name = options.value("name").value_or(name);
  settings.identity.software = software();
  TRY(settings.identity.labels, labels_of(options));
  TRY(const auto slots, options.count("slots", static_cast<int>(k_max_slots)));
  settings.identity.slots =
      slots ? static_cast<std::uint32_t>(*slots) : usable_cpu_count();
  TRY(const std::string state, state_folder(context.environment));
  settings.data = options.value("data").value_or(
      ephemeral ? temporary.path()
                : fmt::format("{}/agents/{}", state, settings.identity.name));
  settings.data =
      (fs::path(context.current_directory) / settings.data).string();
  TRY(const auto idle, options.seconds("max-idle"));
  if (idle && *idle > 0) settings.max_idle = from_seconds(*idle);
  settings.runner.program = context.program;
  settings.runner.environment = context.environment;
  settings.runner.pwsh = options.value("pwsh").value_or("");
  settings.runner.working_directory = settings.data;
  settings.runner.slots = settings.identity.slots;
  TRY(settings.link,
      link_of(context, options, settings.identity.name, temporary));
  return settings;
}

// Waits until PowerShell has said which it is, for the label. Scripts of other
// kinds run without one.
void add_powershell_label(EventLoop& loop, SlotRunner& runner,
                          AgentIdentity& identity) {
  bool known = false;
  runner.find_version([&](const Result<std::string>& version) {
    known = true;
    if (version) {
      identity.labels["pwsh"] = *version;
    } else {
      log_warning("no PowerShell: {}", to_string(version.error()));
    }
    loop.post([&loop] { loop.stop(); });
  });
  loop.run();
}

// Ends an agent that has had nothing to do for a while.
class IdleTimer {
 public:
  IdleTimer(EventLoop& loop, Duration patience, std::function<void()> end)
      : loop_(loop), patience_(patience), end_(std::move(end)) {
    on_rest(true);
  }
  void on_rest(bool resting) {
    timer_.reset();
    if (resting) timer_ = loop_.at(loop_.now() + patience_, end_);
  }

 private:
  EventLoop& loop_;
  Duration patience_;
  std::function<void()> end_;
  Executor::Handle timer_;
};

// One agent's life, from its start to the end of its loop.
class AgentProgram {
 public:
  AgentProgram(Settings settings, Outbox& outbox, BlobStore& blobs)
      : settings_(std::move(settings)),
        outbox_(outbox),
        runner_(loop_, settings_.runner),
        controller_blobs_(blob_options(), blobs),
        workspaces_(loop_, runner_, blobs, controller_blobs_,
                    {settings_.data + "/work",
                     std::min<std::size_t>(settings_.identity.slots, 4)}),
        secrets_(workspaces_) {}

  Result<int> run() {
    TRY(AgentOptions options, agent_options());
    TRY(const Outbox::Identity self, outbox_.next_boot(random_number()));
    NetworkThread network(
        loop_, settings_.link, k_protocol_version,
        {agent_session_name(options.identity.name), self.identity, self.boot});
    network.on_link_state([this](TcpClient::State state) { tell(state); });
    const AgentIdentity identity = options.identity;
    Agent agent(loop_, network, secrets_, &outbox_, std::move(options));
    agent.on_idle([this] { loop_.stop(); });
    agent.on_welcome([this](const Welcome& welcome) {
      log_info("connected to {} ({})", to_string(settings_.link.endpoint),
               welcome.software);
      controller_blobs_.set_port(static_cast<std::uint16_t>(welcome.bulk_port));
    });
    agent.on_refused([this](const std::string& reason) {
      refused_ = Error{ErrorKind::unavailable,
                       "the controller refuses this agent: " + reason,
                       {},
                       {}};
      loop_.stop();
    });
    std::optional<IdleTimer> idle;
    if (settings_.max_idle) {
      idle.emplace(loop_, *settings_.max_idle, [&] {
        log_info("nothing to do; ending");
        agent.drain();
      });
      agent.on_rest([&](bool resting) { idle->on_rest(resting); });
    }
    TRY(const auto signals,
        StopSignals::watch(loop_, [&](StopSignal) { on_signal(agent); }));
    log_info("agent {} with {} slots, data in {}", identity.name,
             identity.slots, settings_.data);
    agent.connect();
    loop_.run();
    network.close();
    controller_blobs_.cancel();
    if (refused_) return tl::make_unexpected(*refused_);
    return 0;
  }

 private:
  BlobClientOptions blob_options() const {
    BlobClientOptions options;
    options.link = settings_.link;
    options.software = settings_.identity.software;
    return options;
  }

  Result<AgentOptions> agent_options() {
    AgentOptions options;
    TRY(options.kept, outbox_.load());
    add_powershell_label(loop_, runner_, settings_.identity);
    options.identity = settings_.identity;
    return options;
  }

  void tell(TcpClient::State state) {
    if (std::exchange(last_state_, state) == state) return;
    if (state == TcpClient::State::connected) return;
    const Error error = connection_error(state, settings_.link);
    log_warning("{}; trying again{}", error.message,
                state == TcpClient::State::not_trusted ? ". " + error.advice
                                                       : std::string());
  }

  // First it takes no more work, then what runs is ended, then it just goes.
  void on_signal(Agent& agent) {
    ++signals_;
    if (signals_ == 1) {
      log_info("draining: what runs is finished first");
      agent.drain();
    } else if (signals_ == 2) {
      log_info("ending what runs; it will run elsewhere");
      agent.abandon();
    } else {
      loop_.stop();
    }
  }

  Settings settings_;
  Outbox& outbox_;
  EventLoop loop_;
  SlotRunner runner_;
  ControllerBlobs controller_blobs_;
  WorkspaceRunner workspaces_;
  SecretRunner secrets_;
  std::optional<TcpClient::State> last_state_;
  std::optional<Error> refused_;
  int signals_ = 0;
};

Result<int> run(const CommandContext& context, const ParsedOptions& options) {
  set_log_level(LogLevel::info);
  const TemporaryData temporary;
  TRY(Settings settings, read_settings(context, options, temporary));
  TRY_VOID(make_folders(settings.data));
  // Whoever has the store is the one agent of this name here.
  TRY(const auto store, open_store(settings.data + "/outbox"));
  TRY(const auto blobs, open_blob_store(settings.data + "/blobs"));
  Outbox outbox(*store);
  return AgentProgram(std::move(settings), outbox, *blobs).run();
}

constexpr char k_details[] =
    "SIGTERM or Ctrl-C drains it: what runs is finished, nothing new is taken. "
    "A second one ends\nwhat runs, which then runs elsewhere. While the "
    "controller is away, jobs and their timeouts\ngo on, and results are kept "
    "until they can be told.";

}  // namespace

const Command& agent_command() {
  static const Command k_command{
      {"agent",
       "",
       0,
       0,
       "Runs jobs for a controller.",
       k_details,
       {{"controller", Kind::value, "ENDPOINT",
         "The controller: tcp://HOST:PORT (port 7411)."},
        {"join", Kind::value, "TOKEN",
         "A token of 'aitherzero keys token', or a file with one: enrols this "
         "machine."},
        {"name", Kind::value, "NAME",
         "What it is called (this host's name); one agent a name."},
        {"label", Kind::list, "KEY=VALUE",
         "What jobs may ask for with RunsOn, besides os, arch, hostname and "
         "pwsh."},
        {"slots", Kind::value, "N",
         "Jobs at a time (default: the usable CPUs)."},
        {"data", Kind::value, "DIR",
         "Folder of results that are not told yet, blobs and workspaces."},
        keys_option(),
        insecure_option(),
        {"pwsh", Kind::value, "PATH", "The PowerShell to use."},
        {"ephemeral", Kind::flag, "",
         "Leave nothing behind; data, and keys with --join, are in a temporary "
         "folder."},
        {"max-idle", Kind::value, "SECONDS",
         "End after so long without work."}}},
      run};
  return k_command;
}

}  // namespace aitherzero
