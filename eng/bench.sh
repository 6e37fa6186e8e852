#!/usr/bin/env bash
# Builds the peers, runs every benchmark beside them, checks that all results agree, and writes the table and the chart
# to benchmarks/Results/.
#
#   eng/bench.sh                 everything, less than ten minutes
#   eng/bench.sh --quick         the main scenarios, about a minute
#   eng/bench.sh 'find*'         the scenarios whose name matches; 'file-' for those with files, 'storage-' for stores
#   eng/bench.sh storage-s3      those with an S3 server, which it starts when the filter has "s3" in it
#   eng/bench.sh --long ...      with cold and very large files too; drops the system's caches when it is root
#   eng/bench.sh --no-peers ...  without the programs in other languages
set -euo pipefail
cd "$(dirname "$0")/.."

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

artifacts=$PWD/artifacts
peers=$artifacts/peers
corpora=$artifacts/corpora
results=$PWD/benchmarks/Results
with_peers=yes
arguments=()
for argument in "$@"; do
  case $argument in
    --no-peers) with_peers=no ;;
    -h | --help) sed -n '2,11s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) arguments+=("$argument") ;;
  esac
done

# Debian's packages: the Rust crates as source, libevent, a C compiler, and the programs that the file scenarios start.
packages=(gcc libc6-dev libevent-dev librust-bytes-dev librust-memchr-dev fio ripgrep)

# What the storage scenarios call in process, and so with --no-peers too: the library and its package.
libraries=(libsqlite3.so.0:libsqlite3-0 liblmdb.so.0:liblmdb0)

install_packages() {
  local missing=()
  for package in "$@"; do
    dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  if [ "$(id -u)" -ne 0 ]; then
    echo "The benchmarks need these packages: ${missing[*]} (fewer with --no-peers)" >&2
    exit 2
  fi
  apt-get install -y --no-install-recommends "${missing[@]}" >/dev/null 2>&1 || {
    apt-get update >/dev/null
    apt-get install -y --no-install-recommends "${missing[@]}" >/dev/null
  }
}

install_libraries() {
  for library in "${libraries[@]}"; do
    PATH=$PATH:/sbin ldconfig -p | grep -F "${library%%:*}" >/dev/null || install_packages "${library##*:}"
  done
}

build_c_peers() {
  local flags=(-O2 -march=native -Wall -Wextra -Werror)
  gcc "${flags[@]}" -o "$peers/c-floor" benchmarks/Peers/floor/floor.c -lpthread
  gcc "${flags[@]}" -o "$peers/evbuffer" benchmarks/Peers/libevent/evbuffer.c -levent_core
  gcc "${flags[@]}" -o "$peers/c-file" benchmarks/Peers/files/files.c -lpthread
  gcc "${flags[@]}" -o "$peers/c-storage" benchmarks/Peers/storage/storage.c -lpthread
  gcc "${flags[@]}" -o "$peers/tools" benchmarks/Peers/files/tools.c -lpthread
}

# The crate is built from a copy, so that the lock file and the folder of Debian's crates never reach the source tree.
build_rust_peer() {
  command -v cargo >/dev/null || { echo "The Rust peer needs cargo (or run with --no-peers)" >&2; exit 2; }
  local copy=$artifacts/rust-bytes-peer registry
  registry=$(dpkg -L librust-bytes-dev | sed -n 's|^\(/.*/registry\)/bytes-[0-9.]*$|\1|p' | head -n 1)
  mkdir -p "$copy/.cargo"
  cp -r benchmarks/Peers/rust/. "$copy/"
  printf '[source.crates-io]\nreplace-with = "debian"\n[source.debian]\ndirectory = "%s"\n' "$registry" \
    >"$copy/.cargo/config.toml"
  printf '[build]\nrustflags = ["-C", "target-cpu=native"]\n' >>"$copy/.cargo/config.toml"
  (cd "$copy" && cargo build --release --offline --quiet)
  cp "$copy/target/release/rust-bytes-peer" "$peers/rust-bytes"
}

mkdir -p "$peers" "$corpora"
install_libraries
if [ "$with_peers" = yes ]; then
  install_packages "${packages[@]}"
  build_c_peers
  build_rust_peer
  arguments+=(--peers "$peers")
fi

project=benchmarks/Native.Benchmarks
dotnet build "$project" -c Release -v q -nologo
case ${arguments[*]-} in
  *s3*)
    export S3_DIR=$artifacts/s3-bench S3_PORT=${S3_PORT:-7490}
    trap 'bash eng/s3.sh stop' EXIT
    # A substitution in an assignment, so that a server that does not start ends the script.
    settings=$(bash eng/s3.sh start)
    set -a
    eval "$settings"
    set +a
    ;;
esac
dotnet "$project/bin/Release/net10.0/Native.Benchmarks.dll" \
  run ${arguments[@]+"${arguments[@]}"} --corpora "$corpora" --output "$results"
