#!/usr/bin/env bash
# A real S3 server for tests and measurements: one node of Ceph's object gateway, on loopback only.
#
#   eng/s3.sh start    install what is missing (Debian packages, as root), start, print its settings; twice is once
#   eng/s3.sh stop     end the processes that start began, and remove their folder
#   eng/s3.sh status   process ids and memory
#   eng/s3.sh env      print the settings again
#   eng/s3.sh pause    make the gateway stand still, with its connections open; 'resume' lets it go on
#   eng/s3.sh kill     end the gateway at once, as a crash does; 'start' brings it back, with its objects
#
# Several can run at once, each with a folder and ports of its own:
#   S3_DIR            the folder (default: native-s3-PORT below TMPDIR)
#   S3_PORT           where the gateway listens (7480)
#   S3_MONITOR_PORT   where the cluster's monitor listens (S3_PORT + 10000, below 65536)
#   S3_STORE          memstore (default; fast, gone at the end) or bluestore (on disk, survives kill -9)
#   S3_MEMORY_GIB     how much a memstore holds (4)
#   S3_KEEP=1         stop leaves the folder, so that the next start of a bluestore finds its objects
set -euo pipefail

port=${S3_PORT:-7480}
monitor_port=${S3_MONITOR_PORT:-$((port < 55536 ? port + 10000 : port - 10000))}
folder=${S3_DIR:-${TMPDIR:-/tmp}/native-s3-$port}
store=${S3_STORE:-memstore}
store_bytes=$((${S3_MEMORY_GIB:-4} << 30))
access_key=${S3_ACCESS_KEY:-NATIVETESTACCESSKEY0}
secret_key=${S3_SECRET_KEY:-nativeTestSecretKeyOnLoopbackOnly0000001}
settings=$folder/ceph.conf

tell() { echo "s3: $*" >&2; }

# The tick at which a process began: a process id that is used again is never taken for ours.
began_at() {
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  read -r -a fields <<<"${stat##*) }"
  [ "${fields[0]}" != Z ] && echo "${fields[19]}"
}

runs() {
  local pid tick
  [ -s "$folder/run/$1.pid" ] || return 1
  read -r pid tick <"$folder/run/$1.pid"
  [ "$(began_at "$pid" || true)" = "$tick" ]
}

begin() {
  local name=$1 pid
  shift
  setsid "$@" >"$folder/log/$name.out" 2>&1 </dev/null &
  pid=$!
  echo "$pid $(began_at "$pid")" >"$folder/run/$name.pid"
  disown "$pid" 2>/dev/null || true
}

# By its id, and only while it is the process that was begun: first asked, after ten seconds made. A stopped process
# does not hear until it is continued. Who has nothing to keep is not asked.
finish() {
  local name=$1 first=$2 pid tick
  if runs "$name"; then
    read -r pid tick <"$folder/run/$name.pid"
    kill "-$first" "$pid" 2>/dev/null || true
    kill -CONT "$pid" 2>/dev/null || true
    for _ in $(seq 200); do
      runs "$name" || break
      sleep 0.05
    done
    if runs "$name"; then kill -KILL "$pid" 2>/dev/null || true; fi
  fi
  rm -f "$folder/run/$name.pid"
}

# Sends the gateway a signal.
signal_gateway() {
  local pid tick
  runs gateway || { tell "the gateway does not run"; exit 1; }
  read -r pid tick <"$folder/run/gateway.pid"
  kill "-$1" "$pid"
}

# Every thread, because the signal reaches them one after another.
stands_still() {
  local pid tick
  read -r pid tick <"$folder/run/gateway.pid"
  ! cat "/proc/$pid"/task/*/stat 2>/dev/null | sed 's/.*) //' | grep -qv '^[TZ]'
}

pause() {
  signal_gateway STOP
  until stands_still; do sleep 0.01; done
}

kill_gateway() {
  signal_gateway KILL
  while runs gateway; do sleep 0.01; done
}

answers() { curl -s -o /dev/null --max-time 2 "http://127.0.0.1:$port/"; }

print_settings() {
  echo "S3_ENDPOINT=http://127.0.0.1:$port"
  echo "S3_REGION=default"
  echo "S3_ACCESS_KEY=$access_key"
  echo "S3_SECRET_KEY=$secret_key"
}

install_missing() {
  local missing=() package
  for package in ceph-mon ceph-osd radosgw ceph-common curl iproute2; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  if [ "$(id -u)" != 0 ]; then
    tell "missing: ${missing[*]}; run as root once, or: apt-get install --no-install-recommends ${missing[*]}"
    exit 1
  fi
  tell "installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=300 "${missing[@]}" >&2 && return
  apt-get update -q >&2
  apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=300 "${missing[@]}" >&2
}

# No authentication inside the cluster, one copy of everything, and short waits: it lives for a test run.
write_settings() {
  cat >"$settings" <<CONF
[global]
fsid = $(cat /proc/sys/kernel/random/uuid)
mon host = v2:127.0.0.1:$monitor_port/0
mon initial members = a
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv6 = false
auth cluster required = none
auth service required = none
auth client required = none
keyring = $folder/keyring
run dir = $folder/run
log file = $folder/log/\$name.log
admin socket = $folder/run/\$name.asok
crash dir = $folder/crash
mon allow pool size one = true
mon max pg per osd = 1000
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
CONF
  local part
  for part in ms mon paxos auth osd objecter rados rgw rgw_sync filestore memdb rocksdb bluestore bluefs bdev monc tp \
    timer throttle context finisher asok crush optracker perfcounter; do
    echo "debug $part = 0/0" >>"$settings"
  done
  cat >>"$settings" <<CONF
[mon]
mon data = $folder/mon
mon cluster log file = $folder/log/cluster.log
mon data avail warn = 1
mon data avail crit = 0
paxos propose interval = 0.02
paxos min wait = 0.01
auth allow insecure global id reclaim = false
[osd]
osd data = $folder/osd
osd objectstore = $store
osd op num shards = 2
osd op num threads per shard = 1
osd memory target = 1073741824
osd class load list = *
osd class default list = *
osd class update on start = false
osd max object name len = 2048
osd max object namespace len = 256
osd check max object name len on startup = false
memstore device bytes = $store_bytes
memstore page size = 65536
bluestore block size = $store_bytes
bluestore block db size = 0
bluestore block wal size = 0
bluestore fsck on mount = false
[client.rgw]
ms mon client mode = crc
rgw frontends = beast endpoint=127.0.0.1:$port tcp_nodelay=1 max_header_size=32768
rgw data = $folder/rgw
rgw thread pool size = 64
rgw enable usage log = false
rgw gc obj min wait = 5
rgw gc processor period = 10
rgw gc processor max time = 10
rgw gc max objs = 4
rgw dynamic resharding = false
rgw override bucket index max shards = 1
rgw num rados handles = 1
rgw enable apis = s3, admin
rgw dns name =
CONF
  : >"$folder/keyring"
}

make_monitor() {
  write_settings
  local id
  id=$(sed -n 's/^fsid = //p' "$settings")
  monmaptool --create --clobber --fsid "$id" --addv a "[v2:127.0.0.1:$monitor_port]" --enable-all-features \
    "$folder/monmap" >"$folder/log/monmaptool.out" 2>&1
  ceph-mon -c "$settings" --mkfs -i a --monmap "$folder/monmap" >"$folder/log/mon-mkfs.out" 2>&1
}

make_store() {
  local id
  id=$(cat /proc/sys/kernel/random/uuid)
  ceph -c "$settings" --connect-timeout 20 osd new "$id" >"$folder/log/osd-new.out" 2>&1
  ceph-osd -c "$settings" -i 0 --mkfs --osd-uuid "$id" >"$folder/log/osd-mkfs.out" 2>&1
  ceph -c "$settings" --connect-timeout 20 osd crush add osd.0 1.0 host=test root=default \
    >"$folder/log/osd-crush.out" 2>&1
}

begin_gateway() {
  begin gateway radosgw -c "$settings" -f -n client.rgw
  for _ in $(seq 600); do
    answers && return
    runs gateway || break
    sleep 0.05
  done
  tell "the gateway does not answer at 127.0.0.1:$port; the last it said (more in $folder/log):"
  tail -n 20 "$folder/log/gateway.out" "$folder/log/client.rgw.log" >&2
  exit 1
}

start() {
  install_missing
  if runs gateway && runs store && runs monitor && answers; then
    tell "it runs already"
    print_settings
    return
  fi
  if [ -e "$folder/ready" ] && runs store && runs monitor && ! runs gateway; then
    begin_gateway
    tell "the gateway is back, with its objects"
    print_settings
    return
  fi
  stop_processes TERM
  if ss -Hltn "sport = :$port or sport = :$monitor_port" | grep -q .; then
    tell "another process listens at 127.0.0.1:$port or :$monitor_port; set S3_PORT, and S3_MONITOR_PORT if need be"
    exit 1
  fi
  local is_new=0
  mkdir -p "$folder"/{run,log,crash,rgw}
  if [ ! -e "$folder/ready" ] || [ "$store" = memstore ]; then
    is_new=1
    rm -rf "$folder"/{mon,osd,ready}
    mkdir -p "$folder"/{mon,osd}
    make_monitor
  fi
  begin monitor ceph-mon -c "$settings" -f -i a
  [ $is_new = 1 ] && make_store
  begin store ceph-osd -c "$settings" -f -i 0
  if [ $is_new = 1 ] && ! radosgw-admin -c "$settings" -n client.rgw user create --uid=native --display-name=native \
    --access-key="$access_key" --secret="$secret_key" >"$folder/log/user.out" 2>&1; then
    tell "the user could not be made:"
    cat "$folder/log/user.out" >&2
    stop_processes TERM
    exit 1
  fi
  begin_gateway
  touch "$folder/ready"
  print_settings
}

stop_processes() {
  local name
  for name in gateway store monitor; do finish "$name" "$1"; done
}

stop() {
  if [ "${S3_KEEP:-0}" = 1 ]; then
    stop_processes TERM
  else
    stop_processes KILL
    rm -rf "$folder"
  fi
}

status() {
  local name pid tick
  for name in monitor store gateway; do
    if runs "$name"; then
      read -r pid tick <"$folder/run/$name.pid"
      echo "$name pid=$pid rss_mib=$(awk '/VmRSS/ { print int($2 / 1024) }' "/proc/$pid/status" 2>/dev/null)"
    else
      echo "$name down"
    fi
  done
}

case ${1:-} in
  start) start ;;
  stop) stop ;;
  status) status ;;
  env) print_settings ;;
  pause) pause ;;
  resume) signal_gateway CONT ;;
  kill) kill_gateway ;;
  *)
    sed -n '2,/^set /{/^#/p}' "$0" >&2
    exit 2
    ;;
esac
