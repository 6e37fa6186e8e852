#!/usr/bin/env bash
# Coverage-guided fuzzing of one target under AFL++, or a replay of what was found before.
#
#   eng/fuzz.sh TARGET [SECONDS]     fuzz for SECONDS (default 60); a finding is minimised and kept as a file
#   eng/fuzz.sh --managed TARGET [SECONDS]   the same without AFL: our own guided runner, on any platform with bash
#   eng/fuzz.sh --guarded ...        as above, with blocks that end at inaccessible pages: slower, sees overruns
#   eng/fuzz.sh --replay [TARGET]    run seeds and past findings once
#   eng/fuzz.sh --list               name the targets
#
# Exit codes: 0 nothing found, 1 a finding, 2 usage or a tool that is missing.
# AFL's corpus stays in artifacts/fuzz/TARGET/afl and the next session continues from it.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
project=$root/fuzz/Native.Fuzz
build=$project/bin/Release/net10.0
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

usage() {
  sed -n '2,10s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
  exit 2
}

say() { printf 'fuzz: %s\n' "$*"; }

fuzz() { dotnet "$build/Native.Fuzz.dll" "$@"; }

build_program() {
  dotnet build "$project" -c Release -v quiet -nologo >"$root/artifacts/fuzz/build.log" 2>&1 || {
    cat "$root/artifacts/fuzz/build.log" >&2
    exit 2
  }
}

need_afl() {
  command -v afl-fuzz >/dev/null && return
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    say 'installing afl++'
    apt-get install -y -qq afl++ >/dev/null || { apt-get update -qq && apt-get install -y -qq afl++ >/dev/null; }
  fi
  command -v afl-fuzz >/dev/null && return
  echo 'fuzz: afl-fuzz is missing. On Debian, as root: apt-get install afl++' >&2
  echo 'fuzz: without it: eng/fuzz.sh --managed TARGET [SECONDS]' >&2
  exit 2
}

stat_of() { sed -n "s/^$1 *: *//p" "$work/afl/default/fuzzer_stats"; }

mkdir -p "$root/artifacts/fuzz"
managed=no
if [ "${1:-}" = --guarded ]; then
  export NATIVE_FUZZ_POOL=guarded
  shift
fi
case ${1:-} in
  --replay) shift; build_program; fuzz replay "$@"; exit ;;
  --list) build_program; fuzz list; exit ;;
  --managed) managed=yes; shift ;;
esac
[ $# -ge 1 ] && [ $# -le 2 ] || usage
seconds=${2:-60}
[[ $seconds =~ ^[1-9][0-9]*$ ]] || usage

build_program
target=$(fuzz list | awk -v name="$1" 'tolower($1) == tolower(name) { print $1 }')
[ -n "$target" ] || { echo "fuzz: there is no target $1; try --list" >&2; exit 2; }
work=$root/artifacts/fuzz/$target
mkdir -p "$work"

# A canary fails on purpose: its finding proves the rig and is no regression.
keep=$project/Regressions/$target
case $target in Canary*) keep=$work/findings ;; esac

say "$target: seeds and past findings first"
fuzz replay "$target"

rm -rf "$work/instrumented"
fuzz instrument "$build" "$work/instrumented"

if [ $managed = yes ]; then
  dotnet "$work/instrumented/Native.Fuzz.dll" smoke "$target" --seconds "$seconds" --seed "$(date +%s)" \
    --findings "$work/managed" && exit 0
  fuzz collect "$target" "$work/managed/$target" "$keep" || true
  exit 1
fi

need_afl
input=$work/seeds
if [ -d "$work/afl/default/queue" ]; then
  # What the session before kept is this one's input; AFL drops what no longer reaches anything.
  input=$work/continued
  rm -rf "$input"
  mkdir -p "$input"
  cp "$work/afl/default/queue"/id* "$input"/ 2>/dev/null || true
else
  mkdir -p "$input"
fi
for seed in "$project/Corpora/$target"/* "$project/Regressions/$target"/*; do
  if [ -f "$seed" ]; then cp "$seed" "$input/seed-$(basename "$seed")"; fi
done
rm -rf "$work/afl"
dictionary=()
if [ -f "$project/Corpora/$target.dict" ]; then dictionary=(-x "$project/Corpora/$target.dict"); fi

say "$target: afl-fuzz for $seconds s"
status=0
env AFL_SKIP_BIN_CHECK=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_NO_UI=1 \
  AFL_FORKSRV_INIT_TMOUT=120000 AFL_FAST_CAL=1 AFL_IGNORE_PROBLEMS=1 \
  NATIVE_FUZZ_JOURNAL="$work/journal" DOTNET_TieredPGO=0 DOTNET_gcServer=0 DOTNET_GCHeapHardLimit=0x20000000 \
  DOTNET_EnableDiagnostics=0 \
  afl-fuzz -i "$input" -o "$work/afl" "${dictionary[@]}" -t 10000 -m none -V "$seconds" -- \
  dotnet "$work/instrumented/Native.Fuzz.dll" afl "$target" >"$work/afl.log" 2>&1 || status=$?

if [ ! -f "$work/afl/default/fuzzer_stats" ]; then
  tail -n 30 "$work/afl.log" >&2
  echo "fuzz: afl-fuzz did not start (exit code $status)" >&2
  exit 2
fi

found=0
crashes=$work/crashes
rm -rf "$crashes"
mkdir -p "$crashes"
cp "$work/afl/default/crashes"/id* "$crashes"/ 2>/dev/null || true
fuzz collect "$target" "$crashes" "$keep" || found=1

# A session that ended early was ended by its input: a hang that AFL killed, or a death of the whole process.
if [ $status -ne 0 ]; then
  mkdir -p "$keep"
  fuzz unfinished "$work/journal" "$keep/killed-$(date +%Y%m%d%H%M%S)" || found=1
  tail -n 5 "$work/afl.log"
fi

say "$target: $(stat_of execs_done) executions in $(stat_of run_time) s, $(stat_of execs_per_sec)/s," \
  "$(stat_of corpus_count) paths, $(stat_of edges_found) edges, stability $(stat_of stability)," \
  "$(stat_of saved_crashes) crashes, $(stat_of saved_hangs) hangs, $(stat_of cycles_done) cycles"
[ $found -eq 0 ] && [ "$(stat_of saved_crashes)" -eq 0 ] && [ $status -eq 0 ] && exit 0
say "$target: FINDINGS, see $keep"
exit 1
