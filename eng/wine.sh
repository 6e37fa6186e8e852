#!/usr/bin/env bash
# Publishes the test programs and the tool for Windows and runs them under Wine, without a display.
#
#   eng/wine.sh                    nio, NativeIo.Tests, and of ChunkedBuffer.Tests what comes near the system: in CI
#   eng/wine.sh --all              all tests of all projects
#   eng/wine.sh NativeIo.Tests     the named projects only (any of tests/, nio)
#   eng/wine.sh --install          only installs Wine where it is missing
#
# As root on Debian it installs what is missing. What tests need of Linux itself (mounts, /proc, a C compiler) has the
# trait Platform=linux, which this run leaves out and counts; docs/kernel-support.md says what Wine cannot prove. The
# last line is "N passed, N failed, N skipped". Reports: artifacts/wine/.
set -uo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit 1
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en MSBUILDDISABLENODEREUSE=1

is_all=no is_install=no
case ${1:-} in
  --all) is_all=yes; shift ;;
  --install) is_install=yes; shift ;;
esac
projects=("$@")
[ ${#projects[@]} -gt 0 ] || projects=(NativeIo.Tests ChunkedBuffer.Tests nio)
[ $is_all = no ] || projects+=(Storage.Lite.Tests Storage.Lite.Testing.Tests)
work=$root/artifacts/wine
# A process for so many classes at a time: one that stops or dies takes only these with it, and is run once more.
group_size=10
attempts_max=2
# A group is over when no test began or ended for so long; twice that in the second attempt, since the machine may be
# busy with something else.
stall_timeout_s=60
group_timeout_s=300
start_timeout_s=180
# With --all a single test may call a store of files thousands of times.
[ $is_all = no ] || stall_timeout_s=300 group_timeout_s=1500
configuration=Debug
passed=0 failed=0 skipped=0

# Tests that Wine 8 cannot run, and what it lacks. Each one runs on Linux, and docs/kernel-support.md names them.
no_links='Wine makes no symbolic links and says that it did'
no_replace='Wine 8 replaces no file that is open'
no_derivation='Wine 8 does not know the handle by which .NET asks the system for PBKDF2'
no_wait='Wine wakes a receive of this process without end while a send waits'
declare -A excluded=(
  [AtomicFileWriterTests.Commit_LinkUpwardsBehindALinkToAFolder_ReplacesWhatTheSystemFinds]=$no_links
  [AtomicFileWriterTests.Commit_NameIsALink_ReplacesTheLinkOrFollowsIt]=$no_links
  [AtomicFileWriterTests.Create_LinkThatLeadsNowhere_MakesWhatItNames]=$no_links
  [DirectoryWalkerTests.Walk_EachBackend_FindsTheSame]=$no_links
  [DirectoryWalkerTests.Walk_LinksFollowed_EntersThemAndSeesLoopsAndDeadEnds]=$no_links
  [DirectoryWalkerTests.Walk_LinksNotFollowed_AreFoundAsLinks]=$no_links
  [FileScannerTests.Scan_LinkWhenLinksAreNotFollowed_IsRefused]=$no_links
  [FileTransferTests.CopyFile_SameFileByAnotherName_IsRefusedAndUntouched]=$no_links
  [FileTransferTests.Copy_FileToSocket_SendsEverything]=$no_wait
  [FileTransferTests.Copy_SocketThatDoesNotWait_IsWaitedForAndLosesNothing]=$no_wait
  [RootedDirectoryTests.Everything_LinksThatLeadOut_IsRefusedAndNothingChanges]=$no_links
  [RootedDirectoryTests.OpenFile_EachBackend_StaysInside]=$no_links
  [RootedDirectoryTests.OpenFile_LinksRefused_FailsForEveryLink]=$no_links
  [RootedDirectoryTests.TryReadWhole_LinkThatLeadsOut_IsRefused]=$no_links
  [EncryptionSettingsTests.Read_PasswordFromEachPlace_IsTheSamePassword]=$no_derivation
  [FileStorageTests.CompareAndSwap_ThreadsOfTwoProcesses_CountRight]=$no_replace
  [FileStorageTests.Gets_DuringOverwritesWithoutPause_AreNeverTornOrMissing]=$no_replace
  [FileStorageTests.Links_WhereverTheyAre_AreRefusedAndNotMissing]=$no_links
  [FileStorageTests.Puts_WhileAFolderIsSwappedForALink_NeverLandOutside]=$no_links
  [StorageBuilderTests.BuildAsync_TierWithPassword_PutsAndGets]=$no_derivation
  [StorageBuilderTests.Build_Password_TakesBuildAsync]=$no_derivation
  [StorageConfigurationTests.Read_EncryptionWithAPassword_NeedsItAgain]=$no_derivation
  [StorageConformanceTests.Files_ReplacedWhileTheyAreOpen_DoWhatEveryStoreDoes]=$no_replace
  [StorageKeyRingTests.Password_OpensTheStoreAgain_AndAnotherOneDoesNot]=$no_derivation
)

# Tests that take tens of seconds here, since each call goes to Wine's server: with --all only.
slow=(FileListerTests.Next_FilesThatAreGone_AreLeftOut
  FileListerTests.Next_OnePage_LooksAtNoMoreThanOneFileBeyondIt
  FileStorageTests.KillNine_DuringPutsAndDeletes_KeepsWhatWasAcknowledged
  FileStorageTests.List_WindowSmallerThanTheFolder_GivesEveryKeyOnceInOrder
  FileStorageTests.Puts_WhileTheFolderIsRemovedWheneverEmpty_AreMadeAgain
  FileStorageTests.ETags_ManyOverwritesOfOneSize_AllDiffer
  StorageConformanceTests.Files_CalledOften_DoWhatEveryStoreDoes
  StorageConformanceTests.Layer_InEveryCase_DoesWhatEveryStoreDoes)

# Of these projects the folders whose code comes near the system; the rest is arithmetic and takes long.
declare -A short_folders=(
  [ChunkedBuffer.Tests]='Memory Pooling Interop'
  [Storage.Lite.Tests]='Backends Conformance Keys'
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
export WINEDEBUG=-all WINEDLLOVERRIDES='mshtml=;winemenubuilder.exe=d;winedbg.exe=d'
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
  # An exception that leaves a method called by reflection crosses native frames, which Wine 8 unwinds wrongly: the
  # program ends or stops where a test only fails. With a compiled stub there are no native frames.
  local settings=$work/$2/$2.runtimeconfig.json
  grep -q ForceEmitInvoke "$settings" \
    || sed -i 's/"configProperties": {/&\n      "Switch.System.Reflection.ForceEmitInvoke": true,/' "$settings"
}

# watch PROCESS LOG SECONDS: ends a program that says nothing for so long.
watch() {
  local process=$1 log=$2 seconds=$3 size last=-1 since=$SECONDS
  while kill -0 "$process" 2>/dev/null; do
    size=$(stat -c %s "$log")
    [ "$size" = "$last" ] || { last=$size since=$SECONDS; }
    [ $((SECONDS - since)) -lt "$seconds" ] || { kill "$process" 2>/dev/null; return; }
    sleep 0.5
  done
}

# started_last LOG: the tests that began and did not end, and so what a program stopped or died in.
started_last() {
  tr -d '\r' <"$1" | awk '
    sub(/ \[STARTING\]$/, "") { sub(/^ +/, ""); open[$0] = 1 }
    sub(/ \[FINISHED\] Time: .*$/, "") { sub(/^ +/, ""); delete open[$0] }
    END { for (test in open) print "  " test }'
}

# publish_all: every project in turn, beside the tests of those before; a file beside its log says how it ended.
publish_all() {
  local project folder
  for project in "${projects[@]}"; do
    folder=tests/$project
    [ "$project" != nio ] || folder=tools/nio
    if publish "$folder" "$project" >"$work/$project.publish.output"; then
      echo yes >"$work/$project.published"
    else
      echo no >"$work/$project.published"
    fi
  done
}

# is_published NAME: waits until a project is, and says what went wrong when it cannot be.
is_published() {
  local since=$SECONDS
  until [ -f "$work/$1.published" ]; do
    kill -0 $publishing 2>/dev/null || [ -f "$work/$1.published" ] || return 1
    sleep 0.5
  done
  printf '%s: waited %d s until it was published\n' "$1" $((SECONDS - since))
  [ "$(cat "$work/$1.published")" = yes ] && return
  cat "$work/$1.publish.output"
  return 1
}

# run_group NAME NUMBER CLASS...: some classes in one process, their counts added to the sums.
run_group() {
  local name=$1 number=$2 trx=$work/$1.$2.trx status executed good bad class attempt log process began
  local filter=("${excluding[@]}")
  shift 2
  # To collect garbage, the runtime stops a thread in the middle of managed code only if the system says that its
  # registers are whole (CONTEXT_EXCEPTION_REPORTING), which Wine 8 never does: a thread that waits for another in a
  # loop without a call of the system is waited for without end. Many tests of stores have such loops, so they run one
  # at a time, and garbage is collected seldom, and when a test asks for it.
  if [[ $name == Storage.* ]]; then
    filter+=(-parallel none)
    export DOTNET_GCgen0size=0x10000000 DOTNET_gcConcurrent=0
  fi
  for class in "$@"; do
    filter+=(-class "$class")
  done
  for ((attempt = 1; attempt <= attempts_max; attempt++)); do
    log=$work/$name.$number.$attempt.log
    rm -f "$trx" && : >"$log"
    began=$SECONDS
    # Who ends this script early finds here what ran.
    printf '%s, group %d, attempt %d begins: %s\n' "$name" "$number" $attempt "$*"
    (cd "$work/$name" && exec timeout -k 15 $group_timeout_s "$wine" "$name.exe" -noLogo -noColor -reporter verbose \
      -trait- Platform=linux "${filter[@]}" -trx "../${trx##*/}") </dev/null >"$log" 2>&1 &
    process=$!
    watch $process "$log" $((stall_timeout_s * attempt))
    wait $process 2>/dev/null
    status=$?
    [ -f "$trx" ] && break
    stop_wine
    printf '%s, group %d, attempt %d: no results, exit code %d after %d s. Not finished:\n' \
      "$name" "$number" $attempt $status $((SECONDS - began))
    started_last "$log"
    grep -av '\] Time: \|\[STARTING\]' "$log" | tail -n 20
  done
  if [ ! -f "$trx" ]; then
    fail "$name, group $number, has no results after $attempts_max attempts; its classes: $*"
    return
  fi
  executed=$(counter "$trx" total) good=$(counter "$trx" passed) bad=$(counter "$trx" failed)
  passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + executed - good - bad))
  printf '%s, group %d: %d passed, %d failed in %d s (%d s)\n' \
    "$name" "$number" "$good" "$bad" $((SECONDS - began)) $SECONDS
  [ "$bad" -eq 0 ] || grep -aA 12 '\[FAIL\]' "$log"
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

# exclude NAME: what Wine cannot run, to the filter "excluding". Names what is left out, and fails for what is not
# there.
exclude() {
  local name=$1 test count
  excluding=()
  for test in $(printf '%s\n' "${!excluded[@]}" | sort); do
    [ -f "$(find "tests/$name" -name "${test%%.*}.cs" -print -quit)" ] || continue
    count=$(grep -cE "\.${test//./\\.}(\(|$)" "$work/$name.tests")
    [ "$count" -gt 0 ] || fail "$test is excluded, but $name has no such test"
    printf '%s: left out: %s\n' "$test" "${excluded[$test]}"
    excluding+=(-method- "*.$test")
  done
  [ $is_all = no ] || return 0
  for test in "${slow[@]}"; do
    grep -qE "\.${test//./\\.}(\(|$)" "$work/$name.tests" || continue
    printf '%s: with --all only\n' "$test"
    excluding+=(-method- "*.$test")
  done
}

# is_wanted NAME CLASS: whether a class is part of this run.
is_wanted() {
  local folder folders=${short_folders[$1]:-}
  [ -n "$folders" ] && [ $is_all = no ] || return 0
  for folder in $folders; do
    [ -n "$(find "tests/$1/$folder" -name "${2##*.}.cs" -print -quit 2>/dev/null)" ] && return
  done
  return 1
}

run_tests() {
  local name=$1 class number=0 left=0 classes=() group=() excluding=()
  say "$name under Wine"
  is_published "$name" || { fail "$name cannot be published for win-x64"; return; }
  list_tests "$name" -trait- Platform=linux >"$work/$name.tests"
  printf '%s: %d tests need Linux and are left out\n' "$name" "$(list_tests "$name" -trait Platform=linux | wc -l)"
  mapfile -t classes < <(sed -E 's/^([A-Za-z0-9_.]+)\.[A-Za-z0-9_]+(\(.*)?$/\1/' "$work/$name.tests" | sort -u)
  [ ${#classes[@]} -gt 0 ] || { fail "$name does not list its tests"; return; }
  exclude "$name"
  for class in "${classes[@]}"; do
    is_wanted "$name" "$class" || { left=$((left + 1)); continue; }
    group+=("$class")
    if [ ${#group[@]} -eq $group_size ]; then
      run_group "$name" $((number += 1)) "${group[@]}"
      group=()
    fi
  done
  [ $left -eq 0 ] || printf '%s: %d classes run with --all only\n' "$name" $left
  [ ${#group[@]} -eq 0 ] || run_group "$name" $((number += 1)) "${group[@]}"
}

# make_tree FOLDER: files of each kind that the tool copies and stores.
make_tree() {
  mkdir -p "$1/a b/c"
  seq 1 200000 >"$1/big"
  printf 'one\r\ntwo\nthree' >"$1/a b/lines"
  : >"$1/a b/c/empty"
}

# sums FOLDER: the SHA-256 of each file, as this system counts them.
sums() {
  (cd "$1" && find . -type f -printf '%P\0' | sort -z | xargs -0 sha256sum)
}

# check_tool EXIT_CODE TEXT ARGUMENT...: what nio, with these arguments, has to end with and to print a part of, spaces
# and line ends left out. Its output is in the variable "output".
check_tool() {
  local expected=$1 text=$2 status
  shift 2
  output=$(cd "$work/tool" && windows $start_timeout_s "$work/nio/nio.exe" "$@" 2>&1)
  status=$?
  output=${output//$'\r'/}
  if [ $status -eq "$expected" ] && [[ ${output//[$' \n']/} == *"$text"* ]]; then
    passed=$((passed + 1))
  else
    fail "nio $* ended with exit code $status, not $expected with $text: $output"
  fi
}

# check_same WHAT EXPECTED ACTUAL: two texts that have to be equal, and not empty.
check_same() {
  if [ -n "$2" ] && [ "$2" = "$3" ]; then
    passed=$((passed + 1))
  else
    fail "$1: expected $2, and got $3"
  fi
}

run_tool() {
  local output tree=$work/tool/tree url want
  say 'nio under Wine'
  is_published nio || { fail 'nio cannot be published for win-x64'; return; }
  rm -rf "$work/tool" && make_tree "$tree"
  want=$(sums "$tree")
  url=file:///Z:$work/tool/store
  url=${url// /%20}

  check_tool 0 '"lines":2,"bytes":14,"unterminatedLines":1' lines --json 'tree\a b\lines'
  check_tool 0 '' scan --hash sha256 tree
  # A line of a name with backslashes begins with one, and has two for each.
  output=$(sed 's/^\\//; s/\\\\/\//g; s/  tree\//  /' <<<"$output" | sort -k 2)
  check_same 'hashes of nio scan' "$(sort -k 2 <<<"$want")" "$output"
  check_tool 0 '"files":3,"folders":3' copy tree copied --json
  check_same 'what nio copied' "$want" "$(sums "$work/tool/copied" 2>&1)"
  check_tool 0 '1288895' store put tree/big 'tree/a b/lines' --prefix k/ --url "$url"
  check_same 'what nio stored' "$(sha256sum <"$tree/big")" "$(sha256sum <"$work/tool/store/k/big")"
  check_tool 0 '' store ls --recursive --url "$url"
  check_same 'what nio lists' $'k/big\nk/lines' "$output"
  check_tool 0 '1288895' store get k/big k/lines -o got --url "$url"
  check_same 'what nio fetched' "$(sha256sum <"$tree/big")" "$(sha256sum <"$work/tool/got/k/big")"
  check_tool 0 $'removedk/linesabsentk/none' store rm k/lines k/none --url "$url"
  check_tool 1 'noobjecthasthiskey' store get k/lines -o gone --url "$url"
  check_tool 0 'backendwindows' doctor .
}

# run_lane NUMBER PROJECT...: some projects one after the other with a prefix, and so a server of Wine, of their own.
# The sums go to a file.
run_lane() {
  local lane=$1 project
  shift
  # Wine links the user's folders into its own: they are none of the caller's.
  export WINEPREFIX=$work/prefix.$lane HOME=$work/home.$lane
  mkdir -p "$HOME"
  trap stop_wine EXIT
  if make_prefix; then
    for project in "$@"; do
      case $project in
        nio) run_tool ;;
        *) run_tests "$project" ;;
      esac
    done
  else
    fail 'Wine cannot make its folder of settings'
  fi
  echo "$passed $failed $skipped" >"$work/lane.$lane"
}

install_wine
[ $is_install = no ] || exit 0
wine=$(find_wine)
say "$("$wine" --version 2>/dev/null)"
mkdir -p "$work" && rm -f "$work"/*.published "$work"/lane.*
publish_all &
publishing=$!
trap 'kill $publishing ${running[*]} 2>/dev/null' EXIT
# The tests wait for Wine's server most of the time, so two lanes take little longer than one: every other project is in
# the second one.
lanes=('' '') running=()
for index in "${!projects[@]}"; do
  lanes[index % 2]+=" ${projects[index]}"
done
for lane in 0 1; do
  [ -n "${lanes[lane]}" ] || continue
  # shellcheck disable=SC2086 # Names of projects have no spaces.
  run_lane $lane ${lanes[lane]} >"$work/lane.$lane.log" 2>&1 &
  running+=($!)
done
for lane in "${!running[@]}"; do
  wait "${running[lane]}"
  cat "$work/lane.$lane.log"
  if read -r good bad left 2>/dev/null <"$work/lane.$lane"; then
    passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + left))
  else
    fail "lane $lane ended early"
  fi
done
if [ "${CI:-}" = true ] && [ $skipped -gt 0 ]; then
  fail "$skipped skipped; in CI every test runs"
fi
printf '\n%d passed, %d failed, %d skipped\n' $passed $failed $skipped
[ $failed -eq 0 ]
