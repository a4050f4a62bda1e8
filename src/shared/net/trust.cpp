#include "shared/net/trust.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "shared/base/text.hpp"
#include "shared/net/keys.hpp"
#include "shared/platform/file_lock.hpp"
#include "shared/platform/files.hpp"

namespace aitherzero {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_max_file = 4u << 20;
constexpr std::string_view k_join = "join-";
constexpr std::chrono::seconds k_racy_age{2};

std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  for (const std::string_view part : split(line, ' ')) {
    if (const auto word = trim(part); !word.empty()) words.emplace_back(word);
  }
  return words;
}

// Calls `take` with the words of each line that says something.
template <typename Take>
Status each_line(const std::string& path, Take take) {
  if (!entry_kind(path)) return {};
  TRY(const std::string text, read_file(path, k_max_file));
  Place place{path, 0, 0};
  for (const std::string_view line : split(text, '\n')) {
    ++place.line;
    if (trim(line).empty() || trim(line).starts_with('#')) continue;
    TRY_VOID(take(words_of(line), place));
  }
  return {};
}

std::string trusted_path(const std::string& folder) {
  return folder + "/trusted";
}

Result<std::uint64_t> read_until(std::string_view word, const Place& place) {
  constexpr std::string_view k_until = "until=";
  std::uint64_t until = 0;
  const char* const end = word.data() + word.size();
  if (!word.starts_with(k_until) ||
      std::from_chars(word.data() + k_until.size(), end, until).ptr != end) {
    return fail(ErrorKind::bad_input,
                fmt::format("'{}' is not until=SECONDS", word), place);
  }
  return until;
}

Result<TrustedKey> read_entry(const std::vector<std::string>& words,
                              const Place& place) {
  if (words.size() < 3 || !is_key(words[1])) {
    return fail(ErrorKind::bad_input, "this line trusts nobody", place,
                "write ROLES KEY NAME, such as 'agent KEY build-1'");
  }
  TrustedKey entry{words[1], words[2], {}, {}, false};
  std::string_view roles = words[0];
  if (roles.starts_with(k_join)) {
    roles.remove_prefix(k_join.size());
    if (words.size() < 4) {
      return fail(ErrorKind::bad_input, "a token needs until=SECONDS", place);
    }
    TRY(entry.token_until, read_until(words[3], place));
    entry.reusable = words.size() > 4 && words[4] == "reusable";
  }
  TRY(entry.roles, parse_roles(roles, place));
  return entry;
}

std::string to_line(const TrustedKey& entry) {
  std::string line = fmt::format("{}{} {} {}", entry.is_token() ? k_join : "",
                                 to_string(entry.roles), entry.key, entry.name);
  if (entry.is_token()) line += fmt::format(" until={}", *entry.token_until);
  if (entry.reusable) line += " reusable";
  return line + "\n";
}

Status write_trusted(const std::string& folder,
                     const std::vector<TrustedKey>& entries) {
  std::string text = "# Who may connect: ROLES KEY NAME\n";
  for (const TrustedKey& entry : entries) text += to_line(entry);
  return write_file_atomically(trusted_path(folder), text,
                               FileAccess::user_only);
}

void replace(std::vector<TrustedKey>& entries, const TrustedKey& entry) {
  std::erase_if(entries,
                [&](const TrustedKey& old) { return old.key == entry.key; });
  entries.push_back(entry);
}

Status check_entry(const TrustedKey& entry) {
  if (!is_key(entry.key)) {
    return fail(ErrorKind::bad_input, fmt::format("'{}' is no key", entry.key),
                {}, "a key is 40 characters; 'aitherzero keys show' prints it");
  }
  if (entry.name.empty() || words_of(entry.name).size() != 1 ||
      entry.name.find_first_of("\n\r\t") != std::string::npos) {
    return fail(ErrorKind::bad_input,
                fmt::format("'{}' cannot name a key", entry.name), {},
                "use one word");
  }
  if (entry.name == k_owner_name) {
    return fail(
        ErrorKind::bad_input,
        fmt::format("'{}' is who has the controller's own key", k_owner_name),
        {}, "use another name");
  }
  return {};
}

// Who joins chooses the name, and a name is who somebody is: it must not be
// that of another who submits runs. Agents may come back with new keys.
Status check_joining(const TrustedKey& entry,
                     const std::vector<TrustedKey>& entries) {
  TRY_VOID(check_entry(entry));
  for (const TrustedKey& known : entries) {
    if (known.is_token()) continue;
    if (known.key == entry.key && known.name != entry.name) {
      return fail(ErrorKind::bad_input,
                  fmt::format("this key is known already, as {}", known.name),
                  {}, fmt::format("join as {}", known.name));
    }
    const bool stands_for_runs =
        known.roles.may_submit() || entry.roles.may_submit();
    if (known.key != entry.key && known.name == entry.name && stands_for_runs) {
      return fail(ErrorKind::bad_input,
                  fmt::format("another key is called {} already", known.name),
                  {},
                  "choose another name with --name, or have an admin take the "
                  "old key away");
    }
  }
  return {};
}

Roles both(const Roles& a, const Roles& b) {
  return {a.agent || b.agent, a.submitter || b.submitter, a.admin || b.admin};
}

}  // namespace

Result<Roles> parse_roles(std::string_view text, const Place& place) {
  Roles roles;
  for (const std::string_view part : split(text, ',')) {
    const std::string role = to_lower(trim(part));
    if (role == "agent") {
      roles.agent = true;
    } else if (role == "submitter") {
      roles.submitter = true;
    } else if (role == "admin") {
      roles.admin = true;
    } else {
      return fail(ErrorKind::bad_input, fmt::format("'{}' is no role", role),
                  place, "roles are agent, submitter and admin");
    }
  }
  return roles;
}

std::string to_string(const Roles& roles) {
  std::vector<std::string> words;
  if (roles.agent) words.emplace_back("agent");
  if (roles.submitter) words.emplace_back("submitter");
  if (roles.admin) words.emplace_back("admin");
  return join(words, ",");
}

Result<std::vector<TrustedKey>> read_trusted(const std::string& folder) {
  std::vector<TrustedKey> entries;
  TRY_VOID(each_line(
      trusted_path(folder),
      [&](const std::vector<std::string>& words, const Place& place) -> Status {
        TRY(TrustedKey entry, read_entry(words, place));
        replace(entries, entry);
        return {};
      }));
  return entries;
}

Status add_trusted(const std::string& folder, const TrustedKey& entry) {
  TRY_VOID(check_entry(entry));
  TRY_VOID(make_folders(folder));
  TRY(const FileLock lock, FileLock::wait(folder + "/lock"));
  TRY(std::vector<TrustedKey> entries, read_trusted(folder));
  replace(entries, entry);
  return write_trusted(folder, entries);
}

Result<TrustedKey> redeem_token(const std::string& folder,
                                const std::string& token_key,
                                const std::string& key, const std::string& name,
                                std::uint64_t now_seconds) {
  TRY(const FileLock lock, FileLock::wait(folder + "/lock"));
  TRY(std::vector<TrustedKey> entries, read_trusted(folder));
  const auto token = std::ranges::find_if(entries, [&](const TrustedKey& e) {
    return e.key == token_key && e.is_token() && *e.token_until > now_seconds;
  });
  if (token == entries.end()) {
    return fail(ErrorKind::not_found,
                "this token was used already, or is too old", {},
                "'aitherzero keys token' on the controller makes another");
  }
  TrustedKey entry{key, name, token->roles, {}, false};
  TRY_VOID(check_joining(entry, entries));
  for (const TrustedKey& known : entries) {
    if (known.key == key) entry.roles = both(entry.roles, known.roles);
  }
  const bool used_up = !token->reusable;
  std::erase_if(entries, [&](const TrustedKey& e) {
    return e.is_token() &&
           ((used_up && e.key == token_key) || *e.token_until <= now_seconds);
  });
  replace(entries, entry);
  TRY_VOID(write_trusted(folder, entries));
  return entry;
}

void Gatekeeper::read_again_if_changed() {
  std::error_code missing;
  const auto time = fs::last_write_time(trusted_path(folder_), missing);
  if (known_ && !missing && *known_ == time) return;
  // A file that was written just now may be written again without its time
  // showing it.
  known_.reset();
  if (!missing && fs::file_time_type::clock::now() - time > k_racy_age) {
    known_ = time;
  }
  problem_.reset();
  auto entries = read_trusted(folder_);
  if (!entries) problem_ = entries.error();
  trusted_ = entries ? std::move(*entries) : std::vector<TrustedKey>{};
}

std::optional<TrustedKey> Gatekeeper::find(const std::string& key,
                                           std::uint64_t now_seconds) {
  if (key == own_key_) {
    return TrustedKey{key, std::string(k_owner_name), Roles::all(), {}, false};
  }
  read_again_if_changed();
  for (const TrustedKey& entry : trusted_) {
    if (entry.key != key) continue;
    if (entry.is_token() && *entry.token_until <= now_seconds) return {};
    return entry;
  }
  return {};
}

Result<std::optional<std::string>> find_controller_key(
    const std::string& folder, const Endpoint& endpoint) {
  std::optional<std::string> found;
  TRY_VOID(each_line(
      folder + "/controllers",
      [&](const std::vector<std::string>& words, const Place& place) -> Status {
        if (words.size() != 2 || !is_key(words[1])) {
          return fail(ErrorKind::bad_input, "this line names no controller",
                      place, "write ENDPOINT KEY");
        }
        if (words[0] == to_string(endpoint)) found = words[1];
        return {};
      }));
  return found;
}

Status add_controller(const std::string& folder, const Endpoint& endpoint,
                      const std::string& key) {
  if (!is_key(key)) {
    return fail(ErrorKind::bad_input, fmt::format("'{}' is no key", key), {},
                "'aitherzero keys show' on the controller prints its key");
  }
  TRY_VOID(make_folders(folder));
  TRY(const FileLock lock, FileLock::wait(folder + "/lock"));
  const std::string path = folder + "/controllers";
  std::string text = "# Known controllers: ENDPOINT KEY\n";
  TRY_VOID(each_line(
      path, [&](const std::vector<std::string>& words, const Place&) -> Status {
        if (!words.empty() && words[0] != to_string(endpoint)) {
          text += join(words, " ") + "\n";
        }
        return {};
      }));
  text += fmt::format("{} {}\n", to_string(endpoint), key);
  return write_file_atomically(path, text);
}

}  // namespace aitherzero
