# shellcheck shell=bash
# What ./aitherzero and ./test share: install what is missing, build a preset.
# The caller sets `root`, the project's folder, and `me`, its name in messages.
# Everything is said on standard error, so that standard output stays free for
# what the program prints.

readonly k_setup_failed=3
readonly k_log_tail_lines=40
# What the build reads: a change in here makes ./aitherzero build again.
build_inputs=(src powershell cmake tools/packages.txt CMakeLists.txt
  CMakePresets.json)

say() { printf '%s: %s\n' "$me" "$*" >&2; }

give_up() {
  say "$@"
  exit "$k_setup_failed"
}

assume_yes() { [[ ${answer_yes-} || ${AITHERZERO_YES-} == 1 || ${CI-} == true ]]; }

someone_can_answer() { [[ -t 0 && -t 2 ]]; }

# Shows the last step that a log speaks of, until the caller ends it.
follow_progress() {  # WHAT LOG
  local step
  while kill -0 $$ 2>/dev/null; do
    step=$(tail -n 1 "$2" 2>/dev/null | grep -o '^\[[0-9/]*\]') || step=''
    printf '\r\033[K%s: %s %s' "$me" "$1" "$step" >&2
    sleep 0.3
  done
}

# Runs a command with its output in a log. A terminal sees one progress line; on
# failure everyone sees the log's tail and where the rest is.
run_logged() {  # WHAT LOG COMMAND...
  local what=$1 log=$2 follower='' status=0 began=$SECONDS
  shift 2
  mkdir -p "${log%/*}"
  : >"$log"
  if [[ -t 2 ]]; then
    follow_progress "$what" "$log" 9>&- &
    follower=$!
  else
    say "$what"
  fi
  "$@" </dev/null >"$log" 2>&1 9>&- || status=$?
  if [[ $follower ]]; then
    { kill "$follower" && wait "$follower"; } 2>/dev/null || true
    printf '\r\033[K' >&2
  fi
  if ((status != 0)); then
    tail -n "$k_log_tail_lines" "$log" >&2
    give_up "$what failed (status $status); the whole log is $log"
  fi
  say "$what: done in $((SECONDS - began)) s"
}

# --- What the machine needs -------------------------------------------------

package_lists=(tools/packages.txt)

packages() { (cd "$root" && grep -hv '^#' "${package_lists[@]}"); }

# The lines of packages.txt whose package is not there. A program that came by
# other means than its package is as good.
missing_packages() {
  local installed package program why
  installed=$(packages | cut -d ' ' -f 1 | xargs dpkg-query -W \
    -f '${db:Status-Status} ${Package}\n' 2>/dev/null || true)
  while read -r package program why; do
    if [[ $program != - ]]; then
      command -v "$program" >/dev/null && continue
    elif grep -qxF "installed $package" <<<"$installed"; then
      continue
    fi
    echo "$package $program $why"
  done < <(packages)
}

print_packages() {
  local package why
  while read -r package _ why; do
    printf '  %-30s %s\n' "$package" "$why" >&2
  done
}

ask() {  # QUESTION
  local answer
  printf '%s: %s [Y/n] ' "$me" "$1" >&2
  read -r answer && [[ ! $answer || $answer == [Yy]* ]]
}

install_packages() {  # NAME...
  local install=(apt-get install -y --no-install-recommends "$@")
  local as_root=()
  ((EUID == 0)) || as_root=(sudo)
  local by_hand="${as_root[*]} apt-get update && ${as_root[*]} ${install[*]}"
  local advice="Run this, then try again:
  ${by_hand//  / }"

  if someone_can_answer; then
    assume_yes || ask "Install them with apt-get, as root?" ||
      give_up "Nothing was installed. $advice"
  elif ((EUID != 0)); then
    assume_yes && sudo -n true 2>/dev/null ||
      give_up "Installing them needs root rights, and there is no terminal to ask for them. $advice"
  fi
  ((EUID == 0)) || sudo true || give_up "sudo was refused. $advice"
  run_logged "installing $# packages" "$root/build/install.log" \
    apt_install "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive "${install[@]}"
}

# A machine whose lists of packages are old or empty gets new ones first.
apt_install() {  # [sudo] env DEBIAN_FRONTEND=… apt-get install …
  "$@" && return
  local words=("$@") i
  for i in "${!words[@]}"; do
    [[ ${words[i]} == apt-get ]] && break
  done
  "${words[@]:0:i}" apt-get update && "$@"
}

install_what_is_missing() {
  if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    return  # not Debian's kind: CMake says what it does not find
  fi
  local missing
  missing=$(missing_packages)
  [[ $missing ]] || return 0
  say "this machine lacks:"
  print_packages <<<"$missing"
  local names
  mapfile -t names < <(cut -d ' ' -f 1 <<<"$missing")
  install_packages "${names[@]}"
}

# What compiles the worker and the embedded PowerShell host.
check_powershell_sources() {
  command -v dotnet >/dev/null && return
  if command -v pwsh >/dev/null; then
    say "there is no .NET SDK: pwsh compiles the worker, and the embedded" \
      "PowerShell host is left out"
    return
  fi
  say "there is neither PowerShell nor the .NET SDK, so PowerShell scripts" \
    "cannot run. Install one of them, then call this again:
  PowerShell 7.4 or newer  https://aka.ms/powershell
  .NET SDK 10              https://dotnet.microsoft.com/download (brings an embedded PowerShell)"
}

# --- Building ----------------------------------------------------------------

# One build at a time in this folder; another waits for it. The lock ends with
# this shell.
lock_builds() {
  mkdir -p "$root/build"
  exec 9>"$root/build/lock"
  flock -n 9 && return
  say "waiting for another build in $root/build"
  flock 9
}

unlock_builds() { exec 9>&-; }

# Touched before a build and kept only when it succeeds, so that a change made
# during a build is seen by the next call.
build_stamp() { echo "$root/build/$1/built-$2"; }

# Whether a source is newer than the last good build of the targets.
is_built() {  # PRESET WHAT
  local stamp
  stamp=$(build_stamp "$1" "$2")
  [[ -e $stamp && -x $root/build/$1/bin/aitherzero ]] || return
  local changed
  changed=$(cd "$root" && find "${build_inputs[@]}" -newer "$stamp" -print -quit)
  [[ ! $changed ]] || return
  # PowerShell or the .NET SDK may have come since.
  [[ -e $root/build/powershell/worker/AitherZero.Worker.dll ]] ||
    ! { command -v dotnet || command -v pwsh; } >/dev/null
}

# Builds the targets of a preset; WHAT names them in messages and the stamp.
build() {  # PRESET WHAT TARGET...
  local preset=$1 what=$2 stamp
  shift 2
  stamp=$(build_stamp "$preset" "$what")
  check_powershell_sources
  mkdir -p "${stamp%/*}"
  touch "$stamp.new"
  cd "$root"
  run_logged "configuring ($preset)" "$root/build/$preset-configure.log" \
    cmake --preset "$preset"
  run_logged "building $what ($preset)" "$root/build/$preset-build.log" \
    cmake --build "build/$preset" --target "$@"
  mv "$stamp.new" "$stamp"
}

# Installs and builds unless all is there already.
ensure_built() {  # PRESET WHAT TARGET...
  is_built "$1" "$2" && return
  lock_builds
  if ! is_built "$1" "$2"; then
    install_what_is_missing
    build "$@"
  fi
  unlock_builds
}
