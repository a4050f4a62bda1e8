# shellcheck shell=bash
# What ./aitherzero and ./test share: install what is missing, build a preset.
# The caller sets `root`, the project's folder, and `me`, its name in messages.
# Everything is said on standard error, so that standard output stays free for
# what the program prints.

readonly k_setup_failed=3
readonly k_log_tail_lines=40
# What the build reads: a change in here makes ./aitherzero build again.
readonly build_inputs=(src powershell cmake tools/packages.txt CMakeLists.txt
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
    step=$(tail -n 1 "$2" 2>/dev/null | grep -o '^\[[0-9/]*\]')
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
    kill "$follower" 2>/dev/null
    wait "$follower" 2>/dev/null || true
    printf '\r\033[K' >&2
  fi
  if ((status != 0)); then
    tail -n "$k_log_tail_lines" "$log" >&2
    give_up "$what failed (status $status); the whole log is $log"
  fi
  say "$what: done in $((SECONDS - began)) s"
}

# --- What the machine needs -------------------------------------------------

packages() { grep -v '^#' "$root/tools/packages.txt"; }

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
  by_hand=${by_hand//  / }
  local advice="Run this, then try again:
  ${by_hand# }"

  if someone_can_answer; then
    assume_yes || ask "Install them with: ${as_root[*]} ${install[*]} ?" ||
      give_up "Nothing was installed. $advice"
  elif ((EUID != 0)); then
    assume_yes && sudo -n true 2>/dev/null ||
      give_up "Installing them needs root rights, and there is no terminal to ask for them. $advice"
  fi
  ((EUID == 0)) || sudo true || give_up "sudo was refused. $advice"
  as_root+=(env DEBIAN_FRONTEND=noninteractive)
  run_logged "installing ${#} packages" "$root/build/install.log" bash -c '
    "$@" || { "${@:1:$UPDATE}" apt-get update && "$@"; }' - "${as_root[@]}" "${install[@]}"
}
