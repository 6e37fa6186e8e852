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
# A process for so many classes at a time: one that stops or dies takes only these with it.
group_size=10
group_timeout_s=240
start_timeout_s=180
configuration=Debug
passed=0 failed=0 skipped=0

# Classes that do not run under Wine yet, and why. On Linux all of them run.
declare -A excluded=(
  [AtomicFileWriterTests]='stops at its first test that mounts; how far the rest holds is not known yet'
  [BatchRingTests]='the process ends in Operations_EndOfFileEmptyMemoryAndFailure; not yet understood'
  [DirectFileReaderTests]='DirectBackend, which it scripts, is made of the Linux backend'
  [DirectFileWriterTests]='DirectBackend, which it scripts, is made of the Linux backend'
  [DirectoryWalkerTests]='separators differ in an expected path; test or walker, not yet understood'
  [FileReaderTests]='a metrics test sees more busy time than time, and the program does not end; not yet understood'
  [FileScannerTests]='makes the Linux backend by name'
  [FileTransferTests]='a peer that is gone gives StaleFile instead of BrokenPipe; not yet understood'
  [MappedFileTests]='CopyOnWrite_Changes leaves a file that cannot be removed; not yet understood'
  [ReadCalibratorTests]='passes, but takes more than a minute of the time of its group'
  [RootedDirectoryTests]='makes the Linux backend by name, and once ended with an access violation'
  [StrategyReaderTests]='does not end within two minutes on a busy machine; not yet understood'
  [VectoredReaderTests]='an expected exception does not come; not yet understood'
  [VectoredWriterTests]='counts vectored calls that its backend does not make; not yet understood'
)

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

# run_group NAME NUMBER CLASS...: some classes in one process, their counts added to the sums.
run_group() {
  local name=$1 number=$2 trx=$work/$1.$2.trx status executed good bad class filter=()
  shift 2
  for class in "$@"; do
    filter+=(-class "$class")
  done
  rm -f "$trx"
  (cd "$work/$name" && windows $group_timeout_s "$name.exe" -noLogo -noColor -trait- Platform=linux "${filter[@]}" \
    -trx "../${trx##*/}") >"$work/$name.$number.log" 2>&1
  status=$?
  if [ ! -f "$trx" ]; then
    tail -n 40 "$work/$name.$number.log"
    fail "$name, group $number, ended with exit code $status and no results; its classes: $*"
    return
  fi
  executed=$(counter "$trx" total) good=$(counter "$trx" passed) bad=$(counter "$trx" failed)
  passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + executed - good - bad))
  printf '%s, group %d: %d passed, %d failed (%d s)\n' "$name" "$number" "$good" "$bad" $SECONDS
  [ "$bad" -eq 0 ] || grep -aA 12 '\[FAIL\]' "$work/$name.$number.log"
  [ $status -eq 0 ] || [ "$bad" -gt 0 ] \
    || fail "$name, group $number, ended with exit code $status though each test passed"
  [ "$executed" -gt 0 ] || fail "$name, group $number, ran no test"
}

# list_tests NAME FILTER...: names of tests, without what the runner says around them.
list_tests() {
  local name=$1
  shift
  windows $start_timeout_s "$work/$name/$name.exe" -noLogo -noColor -list tests "$@" 2>/dev/null | tr -d '\r' \
    | grep -E '^\w+(\.\w+)+(\(|$)'
}

run_tests() {
  local name=$1 class number=0 count classes=() group=()
  say "$name under Wine"
  publish "tests/$name" "$name" || { fail "$name cannot be published for win-x64"; return; }
  list_tests "$name" -trait- Platform=linux >"$work/$name.tests"
  printf '%s: %d tests need Linux and are left out\n' "$name" "$(list_tests "$name" -trait Platform=linux | wc -l)"
  mapfile -t classes < <(sed -E 's/^([A-Za-z0-9_.]+)\.[A-Za-z0-9_]+(\(.*)?$/\1/' "$work/$name.tests" | sort -u)
  [ ${#classes[@]} -gt 0 ] || { fail "$name does not list its tests"; return; }
  for class in "${classes[@]}"; do
    if [ -n "${excluded[${class##*.}]:-}" ]; then
      count=$(grep -c "^$class\." "$work/$name.tests")
      printf '%s: %d tests left out: %s\n' "${class##*.}" "$count" "${excluded[${class##*.}]}"
      continue
    fi
    group+=("$class")
    if [ ${#group[@]} -eq $group_size ]; then
      run_group "$name" $((number += 1)) "${group[@]}"
      group=()
    fi
  done
  [ ${#group[@]} -eq 0 ] || run_group "$name" $((number += 1)) "${group[@]}"
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
