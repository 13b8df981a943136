#!/usr/bin/env bash
# shellcheck shell=bash disable=SC2034,SC2154
# What the scripts of the benchmark share. A script that sources this sets $bench, $root and $out.

# Of each JVM. In a container of the chart's size (768 MB) the JVM takes the serial collector by itself; this machine has more. The last
# two are those of the image (container/jvm.options): with them Netty uses memory directly.
: "${JVM_OPTS:=-Xmx512m -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow}"

say() { printf '%s\n' "$*" >&2; }
fail() {
  say "bench: $1"
  exit "${2:-1}"
}

require_tools() {
  local tool missing=()
  for tool in nginx wrk curl jq; do
    command -v "$tool" > /dev/null || [ -x "/usr/sbin/$tool" ] || missing+=("$tool")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  say "bench: not installed: ${missing[*]}"
  say "  Debian, Ubuntu:  apt-get install nginx-light wrk curl jq"
  say "  macOS:           brew install nginx wrk curl jq"
  exit 2
}

# Prints the home of a JDK that is new enough, chosen as ./mvnw chooses it.
find_jdk() {
  (
    set --
    # shellcheck source=/dev/null
    if [ -f "$root/.mvn/jdk.sh" ]; then . "$root/.mvn/jdk.sh"; fi
    grep -Eq '^JAVA_VERSION="(2[5-9]|[3-9][0-9])' "${JAVA_HOME:-}/release" 2> /dev/null \
      && printf '%s' "$JAVA_HOME"
  )
}

# maven ARGUMENT...: the project's own Maven, or the installed one.
maven() {
  if [ -x "$root/mvnw" ]; then "$root/mvnw" -q -DskipTests "$@"; else mvn -q -DskipTests "$@"; fi
}

# stale JAR SOURCE...: true if the jar is missing or older than one of its sources.
stale() {
  [ -f "$1" ] || return 0
  [ -n "$(find "${@:2}" -type f -newer "$1")" ]
}

# java_server ARGUMENT...: becomes the JVM, so that the process measured is the server itself.
java_server() {
  exec "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED "${jvm_opts[@]}" "$@"
}

# ---- Processes: each one started here is stopped here, by its id --------------------------------

pids=()
work=

stop_all() {
  local status=$? pid tries
  trap - EXIT INT TERM
  for pid in ${pids[@]+"${pids[@]}"}; do kill "$pid" 2> /dev/null || true; done
  for pid in ${pids[@]+"${pids[@]}"}; do
    tries=0
    while kill -0 "$pid" 2> /dev/null; do
      tries=$((tries + 1))
      [ $tries -le 100 ] || kill -KILL "$pid" 2> /dev/null || true
      sleep 0.1
    done
  done
  [ -z "$work" ] || rm -rf "$work"
  exit "$status"
}
trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Sets free_port to the next port that nothing listens on.
next_port=$PORT
take_port() {
  while (: < "/dev/tcp/127.0.0.1/$next_port") 2> /dev/null; do next_port=$((next_port + 1)); done
  free_port=$next_port
  next_port=$((next_port + 1))
}

# await_url PID URL LOG: until the URL answers 2xx.
await_url() {
  local deadline=$((SECONDS + 90))
  until curl -fsS -m 5 -o /dev/null "$2" 2> /dev/null; do
    if ! kill -0 "$1" 2> /dev/null || [ $SECONDS -ge $deadline ]; then
      tail -n 30 "$3" >&2
      fail "no answer at $2 (log: $3)"
    fi
    sleep 0.02
  done
}

# file_of KEY: the file that answers GET /KEY.
file_of() {
  local files=(a b c)
  printf '%s' "$bench/upstream/${files[$(($(printf '%d' "'$1") % 97 % 3))]}.json"
}

lua_modules=/usr/lib/nginx/modules

# serve_files LOCATIONS: starts nginx with these; sets UPSTREAM_URL and upstream_pid. It listens on 32 addresses of the
# loopback interface: Linux has only 28,232 ports for the connections to one of them.
serve_files() {
  take_port
  export UPSTREAM_URL=http://127.0.0.1:$free_port
  cat > "$work/nginx.conf" << CONF
daemon off;
user $(id -un) "$(id -gn)";
worker_processes 1;
pid "$work/nginx.pid";
error_log stderr warn;
$(case $1 in *_by_lua*) printf 'load_module "%s";\n' "$lua_modules"/{ndk_http,ngx_http_lua}_module.so ;; esac)
events { worker_connections 65536; }
http {
  access_log off;
  client_body_temp_path "$work/body";
  proxy_temp_path "$work/proxy";
  fastcgi_temp_path "$work/fastcgi";
  uwsgi_temp_path "$work/uwsgi";
  scgi_temp_path "$work/scgi";
  tcp_nopush on;
  tcp_nodelay on;
  keepalive_requests 1000000000;
  keepalive_timeout ${KEEPALIVE:-600s};
  open_file_cache max=16;
  open_file_cache_valid 600s;
  server {
$(for i in {1..32}; do echo "    listen 127.0.0.$i:$free_port backlog=1024;"; done)
    default_type application/json;
    $1
    location = /status { stub_status; }
  }
}
CONF
  PATH=$PATH:/usr/sbin nginx -e stderr -c "$work/nginx.conf" 2> "$out/upstream.log" &
  upstream_pid=$!
  pids+=("$upstream_pid")
}

# ---- Measuring ----------------------------------------------------------------------------------

# tree PID: the process and its children.
tree() { printf '%s ' "$1" && cat "/proc/$1/task/$1/children"; }

# cpu_ms PID: user time, and system time, so far, of all threads of the process and its children.
cpu_ms() {
  local pid
  for pid in $(tree "$1"); do cat "/proc/$pid/stat" 2> /dev/null; done \
    | awk -v hz="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); user += $12; kernel += $13 }
        END { print user * 1000 / hz, kernel * 1000 / hz }' # behind the name: state is field 3, utime 14, stime 15
}

# load URL SECONDS [SCRIPT]: sets load_report to "requests seconds p50-us p99-us errors".
load() {
  local pid
  wrk -t "$THREADS" -c "$CONNECTIONS" -d "$2s" -s "${3:-$bench/report.lua}" "$1" > "$work/wrk.txt" 2>&1 &
  pid=$!
  pids+=("$pid")
  wait "$pid" || fail "wrk failed: $(cat "$work/wrk.txt")"
  unset "pids[$((${#pids[@]} - 1))]"
  load_report=$(awk '$1 == "report" { print $2, $3, $4, $5, $6 }' "$work/wrk.txt")
}

machine() {
  local cpu
  cpu=$(awk -F': ' '/^model name/ { print $2; exit }' /proc/cpuinfo 2> /dev/null) || cpu=
  [ -n "$cpu" ] || cpu=$(sysctl -n machdep.cpu.brand_string 2> /dev/null) || cpu=$(uname -m)
  printf '%s, %s cores, %s %s; Java %s; wrk %s connections; answers after %s ms; warm-up %s s, %s rounds of %s s\n' \
    "$cpu" "$(getconf _NPROCESSORS_ONLN)" "$(uname -s)" "$(uname -r)" \
    "$(awk -F'"' '$1 == "JAVA_RUNTIME_VERSION=" { print $2 }' "$JAVA_HOME/release")" \
    "$CONNECTIONS" "${DELAY:-0}" "$WARMUP" "$ROUNDS" "$ROUND"
}
