#!/usr/bin/env bash
# Publishes the test programs and the tool for Windows and runs them under Wine, without a display.
#
#   eng/wine.sh                    all of them
#   eng/wine.sh NativeIo.Tests     the named projects only (ChunkedBuffer.Tests, NativeIo.Tests, nio)
#
# As root on Debian it installs what is missing. What tests need of Linux itself (mounts, /proc, a C compiler) has the
# trait Platform=linux, which this run leaves out and counts; docs/kernel-support.md says what Wine cannot prove. Wine 8
# often ends or stops a program when a test without await fails; that is a failure of the whole program here. The last
# line is "N passed, N failed, N skipped". Reports: artifacts/wine/.
set -uo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit 1
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en MSBUILDDISABLENODEREUSE=1

projects=("$@")
[ ${#projects[@]} -gt 0 ] || projects=(ChunkedBuffer.Tests NativeIo.Tests nio)
work=$root/artifacts/wine
run_timeout_s=900
start_timeout_s=180
configuration=Debug
passed=0 failed=0 skipped=0

say() { printf '\n== %s (%d s)\n' "$*" "$SECONDS"; }
fail() { printf 'FAILED: %s\n' "$*"; failed=$((failed + 1)); }
counter() { sed -n "s/.*<Counters[^>]* $2=\"\([0-9]*\)\".*/\1/p" "$1" | head -1; }

find_wine() {
  local candidate
  # Debian's "wine" is a script that asks for the 32-bit half too, which nothing here needs.
  for candidate in /usr/lib/wine/wine64 "$(command -v wine64)" "$(command -v wine)"; do
    [ -x "$candidate" ] && { echo "$candidate"; return; }
  done
  return 1
}

install_wine() {
  find_wine >/dev/null && return
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo 'installing wine64'
    apt-get install -y -qq --no-install-recommends wine64 wine >/dev/null 2>&1 \
      || { apt-get update -qq && apt-get install -y -qq --no-install-recommends wine64 wine; } >/dev/null 2>&1
  fi
  find_wine >/dev/null && return
  echo 'missing: wine64. On Debian, as root: apt-get install wine64'
  exit 1
}

# A prefix of its own, no window system, no browser, and a crash ends its process at once. mscoree stays: Wine's loader
# needs it for every managed library.
export WINEPREFIX=$work/prefix WINEDEBUG=-all WINEDLLOVERRIDES='mshtml=;winemenubuilder.exe=d;winedbg.exe=d'
unset DISPLAY WAYLAND_DISPLAY
# The runtime maps its code twice, writable and executable, and Wine 8 loses one of the two in the end.
export DOTNET_EnableWriteXorExecute=0
# A crash in a child process is an expected result; nobody looks at its dump.
export DOTNET_DbgEnableMiniDump=0

windows() {
  local seconds=$1
  shift
  timeout -k 15 "$seconds" "$wine" "$@" </dev/null
}

stop_wine() {
  # Ends what a test left running in this prefix, and nothing else.
  local server
  for server in "${wine%64}server64" "${wine%64}server" "$(command -v wineserver)"; do
    [ -x "$server" ] && { timeout 30 "$server" -k >/dev/null 2>&1; return; }
  done
}

make_prefix() {
  mkdir -p "$WINEPREFIX"
  [ -f "$WINEPREFIX/system.reg" ] && return
  # Here without mscoree, which would offer to install a runtime that .NET does not need.
  WINEDLLOVERRIDES="mscoree=;$WINEDLLOVERRIDES" windows $start_timeout_s wineboot -i >/dev/null 2>&1
  # .NET 10 needs Windows 10, and Debian's Wine 8 says that it is an older one.
  windows $start_timeout_s reg add 'HKCU\Software\Wine' /v Version /t REG_SZ /d win10 /f >/dev/null 2>&1
}

# publish FOLDER NAME: self-contained, and away from the ordinary build, whose files stay as they are.
publish() {
  local log=$work/$2.publish.log
  dotnet publish "$1" -c $configuration -r win-x64 --self-contained --artifacts-path "$work/build" -o "$work/$2" \
    -p:RunAnalyzersDuringBuild=false -v quiet -nologo </dev/null >"$log" 2>&1 || { tail -n 30 "$log"; return 1; }
}

run_tests() {
  local name=$1 directory=$work/$1 trx=$work/$1.trx status executed good bad held
  say "$name under Wine"
  publish "tests/$name" "$name" || { fail "$name cannot be published for win-x64"; return; }
  rm -f "$trx"
  held=$(windows $start_timeout_s "$directory/$name.exe" -noLogo -noColor -list tests -trait Platform=linux \
    2>/dev/null | grep -c '[^[:space:]]')
  (cd "$directory" && windows $run_timeout_s "$name.exe" -noLogo -noColor -trait- Platform=linux -trx "../$name.trx")
  status=$?
  if [ ! -f "$trx" ]; then
    fail "$name ended with exit code $status and no results"
    return
  fi
  executed=$(counter "$trx" total) good=$(counter "$trx" passed) bad=$(counter "$trx" failed)
  passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + executed - good - bad))
  printf '%s: %d passed, %d failed, %d need Linux and were left out\n' "$name" "$good" "$bad" "$held"
  [ $status -eq 0 ] || [ "$bad" -gt 0 ] || fail "$name ended with exit code $status though each test passed"
  [ "$executed" -gt 0 ] || fail "$name ran no test"
}

run_tool() {
  local output
  say 'nio under Wine'
  publish tools/nio nio || { fail 'nio cannot be published for win-x64'; return; }
  printf 'one\r\ntwo\nthree' >"$work/lines.txt"
  output=$(windows $start_timeout_s "$work/nio/nio.exe" lines --json "$work/lines.txt") \
    || { fail "nio ended with exit code $?"; return; }
  if tr -d ' \r\n' <<<"$output" | grep -q '"lines":2,"bytes":14,"unterminatedLines":1'; then
    passed=$((passed + 1))
  else
    fail "nio counted the lines of a file as: $output"
  fi
}

install_wine
wine=$(find_wine)
say "$("$wine" --version 2>/dev/null)"
mkdir -p "$work"
trap stop_wine EXIT
if make_prefix; then
  for project in "${projects[@]}"; do
    case $project in
      nio) run_tool ;;
      *) run_tests "$project" ;;
    esac
  done
else
  fail 'Wine cannot make its folder of settings'
fi
if [ "${CI:-}" = true ] && [ $skipped -gt 0 ]; then
  fail "$skipped skipped; in CI every test runs"
fi
printf '\n%d passed, %d failed, %d skipped\n' $passed $failed $skipped
[ $failed -eq 0 ]
