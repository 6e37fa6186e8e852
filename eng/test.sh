#!/usr/bin/env bash
# Everything that must hold before a change lands: format, build, all tests in Debug and Release, coverage, packages.
#
#   eng/test.sh            all of it
#   eng/test.sh --fast     build and test Debug only, without the benchmarks' checks
#
# As root on Debian it installs what is missing. The last line is "N passed, N failed, N skipped" over all runs; a step
# that is no test and fails counts as one failure. With CI=true a skipped test is a failure. Reports: artifacts/.
set -uo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit 1
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
# Build nodes would outlive this script. So does the compiler server, but it makes builds of many projects several times
# faster, even where the machine's settings leave it off; in CI it is ended with the script.
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=true

configurations=(Debug Release)
fast=no
case ${1:-} in
  '') ;;
  --fast) fast=yes; configurations=(Debug) ;;
  *) sed -n '2,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
esac

# What a second configuration shows nothing new of: the assertions matter to fuzzing, optimized code to benchmarks and
# to the tool, which users run so, and the server to S3.
declare -A one_configuration=([Native.Fuzz.Tests]=Debug [Native.Benchmarks.Tests]=Release [nio.Tests]=Release
  [Storage.Lite.S3.Tests]=Debug)

coverage_min=90
run_timeout_s=480
wine_timeout_s=600
results=$root/artifacts/test
packages=$root/artifacts/packages
passed=0 failed=0 skipped=0 finished=no

say() { printf '\n== %s (%d s)\n' "$*" "$SECONDS"; }
fail() { printf 'FAILED: %s\n' "$*"; failed=$((failed + 1)); }

finish() {
  [ $finished = yes ] || fail 'the script ended early'
  if [ "${CI:-}" = true ]; then
    timeout 60 dotnet build-server shutdown --vbcscompiler >/dev/null 2>&1 </dev/null
    [ $skipped -eq 0 ] || fail "$skipped skipped; in CI every test runs"
  fi
  printf '\n%d passed, %d failed, %d skipped\n' $passed $failed $skipped
  [ $failed -eq 0 ]
  exit $?
}
trap finish EXIT

# need COMMAND PACKAGE: installs Debian's PACKAGE when COMMAND is missing and this is root.
need() {
  command -v "$1" >/dev/null && return
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "installing $2"
    apt-get install -y -qq "$2" >/dev/null 2>&1 \
      || { apt-get update -qq && apt-get install -y -qq "$2"; } >/dev/null 2>&1
  fi
  command -v "$1" >/dev/null && return
  echo "missing: $1. On Debian, as root: apt-get install $2"
  exit 1
}

# need_package PACKAGE: as need, for what has no command of its own.
need_package() {
  command -v dpkg >/dev/null || return 0
  dpkg -s "$1" >/dev/null 2>&1 && return
  if [ "$(id -u)" -eq 0 ]; then
    echo "installing $1"
    apt-get install -y -qq "$1" >/dev/null 2>&1 \
      || { apt-get update -qq && apt-get install -y -qq "$1"; } >/dev/null 2>&1
  fi
  dpkg -s "$1" >/dev/null 2>&1 && return
  echo "missing: the package $1. On Debian, as root: apt-get install $1"
  exit 1
}

step() {
  local name=$1
  shift
  say "$name"
  "$@" || { fail "$name"; return 1; }
}

counter() { sed -n "s/.*<Counters[^>]* $2=\"\([0-9]*\)\".*/\1/p" "$1" | head -1; }

# run_tests PROJECT CONFIGURATION [VARIABLE=VALUE]: one test program, its counts added to the sums.
run_tests() {
  local project=$1 configuration=$2 setting=${3:-} name directory trx status executed good bad
  name=$(basename "$project")
  say "$name $configuration $setting"
  # The logger takes "name=value" pairs, so its path must not have an equals sign.
  directory=$results/$configuration/$name${setting:+.${setting//=/-}}
  trx=$directory/$name.trx
  local arguments=(--no-build -c "$configuration" --nologo -v quiet --results-directory "$directory"
    --logger "trx;LogFileName=$trx" --logger 'console;verbosity=minimal')
  # Only the product's tests can reach its lines; one configuration is enough to count them.
  if [ "$configuration" = Debug ] && grep -q 'src/' "$project/$name.csproj"; then
    arguments+=(--collect 'XPlat Code Coverage' --settings eng/coverage.runsettings)
  fi
  env ${setting:+"$setting"} timeout -k 30 $run_timeout_s dotnet test "$project" "${arguments[@]}" </dev/null
  status=$?
  if [ ! -f "$trx" ]; then
    fail "$name $configuration ended with exit code $status and no results"
    return
  fi
  executed=$(counter "$trx" total) good=$(counter "$trx" passed) bad=$(counter "$trx" failed)
  passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + executed - good - bad))
  if [ $status -ne 0 ] && [ "$bad" -eq 0 ]; then
    fail "$name $configuration ended with exit code $status though each test passed"
    # What went wrong around the tests, as the leak check at an assembly's end.
    sed -n '/<RunInfos>/,/<\/RunInfos>/p' "$trx" | sed 's/<[^>]*>//g' | grep -v '^ *$'
  fi
  [ "$executed" -gt 0 ] || fail "$name $configuration ran no test"
}

# The tests as Windows programs, under Wine; their counts are added to the sums.
run_wine() {
  say 'Windows programs under Wine'
  local log=$results/wine.log status good bad left
  timeout -k 30 $wine_timeout_s bash eng/wine.sh </dev/null 2>&1 | tee "$log"
  status=${PIPESTATUS[0]}
  if ! read -r good bad left < <(
    sed -nE 's/^([0-9]+) passed, ([0-9]+) failed, ([0-9]+) skipped$/\1 \2 \3/p' "$log" | tail -1); then
    fail "eng/wine.sh ended with exit code $status and no counts. The last that it did:"
    tail -n 3 artifacts/wine/lane.*.log
    return
  fi
  passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + left))
  [ "$good" -gt 0 ] || fail 'eng/wine.sh ran no test'
  [ "$status" -eq 0 ] || [ "$bad" -gt 0 ] || fail "eng/wine.sh ended with exit code $status though each test passed"
}

check_package() {
  local id=$1 library=$2 nupkg snupkg
  nupkg=$(ls "$packages/$id".[0-9]*.nupkg) && snupkg=$(ls "$packages/$id".[0-9]*.snupkg) || return 1
  local entry
  for entry in "$library.dll" "$library.xml" README.md "$id.nuspec"; do
    unzip -Z1 "$nupkg" "$entry" >/dev/null || { echo "$nupkg has no $entry"; return 1; }
  done
  unzip -Z1 "$snupkg" "$library.pdb" >/dev/null || { echo "$snupkg has no $library.pdb"; return 1; }
  for entry in '<license type="expression">MIT</license>' '<readme>README.md</readme>' '<repository '; do
    unzip -p "$nupkg" "$id.nuspec" | grep -qF "$entry" || { echo "$id.nuspec has no $entry"; return 1; }
  done
}

# The packages as a user meets them: a program outside this build restores and runs them from a folder.
use_packages() {
  local outside=$root/artifacts/outside
  rm -rf "$outside" && mkdir -p "$outside" && cp eng/outside/* "$outside" || return 1
  # Caches of its own, because the version does not change between builds.
  NUGET_PACKAGES=$outside/cache dotnet run --project "$outside" -p:RestoreSources="$packages" </dev/null || return 1
  NUGET_PACKAGES=$outside/cache dotnet tool install nio --tool-path "$outside/tool" --source "$packages" \
    --no-http-cache >/dev/null || return 1
  printf 'a\nb\n' >"$outside/two"
  "$outside/tool/nio" lines --json "$outside/two" | tr -d ' \n' | grep -q '"lines":2' \
    || { echo 'the installed tool does not count the lines of a file'; return 1; }
}

pack() {
  local project
  rm -rf "$packages" && mkdir -p "$packages"
  for project in src/*/*.csproj tools/nio/nio.csproj; do
    dotnet pack "$project" -c Release --no-build -o "$packages" -v quiet -nologo || return 1
  done
  for project in src/*/*.csproj; do
    check_package "$(basename "$project" .csproj)" "lib/net10.0/$(basename "$project" .csproj)" || return 1
  done
  use_packages
}

say 'tools'
if ! command -v dotnet >/dev/null || ! dotnet --version >/dev/null 2>&1; then
  echo "missing: a .NET SDK that global.json accepts ($(tr -d ' \n' <global.json))"
  exit 1
fi
need git git
need unzip unzip
# What tests of files compare with, mount, limit and deny.
need gcc gcc
need aarch64-linux-gnu-gcc gcc-aarch64-linux-gnu
need x86_64-w64-mingw32-gcc gcc-mingw-w64-x86-64
need mkfs.ext4 e2fsprogs
need losetup mount
need prlimit util-linux
need mkfifo coreutils
need strace strace
need_package libc6-dev
# What stores are measured beside.
need_package libsqlite3-0
need_package liblmdb0
need_package linux-libc-dev
need_package libc6-dev-arm64-cross
need_package linux-libc-dev-arm64-cross
# What runs the Windows programs.
[ $fast = yes ] || bash eng/wine.sh --install || exit 1
dotnet --version

# The server of Storage.Lite.S3.Tests: to install it takes longer than a test waits.
step 'S3 server' bash -c 'bash eng/s3.sh start >/dev/null && bash eng/s3.sh stop' || exit 1

rm -rf "$results" && mkdir -p "$results"
step 'restore' dotnet restore Native.sln -v quiet || exit 1
if [ $fast = no ]; then
  step 'format' dotnet format Native.sln --verify-no-changes --no-restore
fi
for configuration in "${configurations[@]}"; do
  step "build $configuration" dotnet build Native.sln -c "$configuration" --no-restore -v quiet -nologo || exit 1
done
# The style first: it is quick, and a name to change is best known early.
run_tests tests/Native.Tidy.Tests Debug
for configuration in "${configurations[@]}"; do
  for project in $(ls -d tests/*.Tests | grep -v Tidy); do
    [ "${one_configuration[$(basename "$project")]:-$configuration}" = "$configuration" ] || continue
    run_tests "$project" "$configuration"
  done
done
if [ $fast = no ]; then
  # The paths that this machine would not take: without vector instructions, and with every handle checked.
  run_tests tests/ChunkedBuffer.Tests Release DOTNET_EnableHWIntrinsic=0
  run_tests tests/ChunkedBuffer.Tests Release CHUNKEDBUFFER_POOL_MODE=checked
  # Every backend that this machine has, beside the one that it prefers.
  run_tests tests/NativeIo.Tests Debug NATIVEIO_BACKEND=posix
  run_tests tests/NativeIo.Tests Debug NATIVEIO_BACKEND=portable
  run_wine
fi
step 'coverage' awk -v minimum=$coverage_min -f eng/coverage.awk \
  $(find "$results" -name 'coverage.cobertura.xml' | grep -v '/In/') </dev/null
if [ $fast = no ]; then
  step 'packages' pack
fi
finished=yes
