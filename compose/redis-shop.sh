#!/bin/sh
# Loads the lines {"key": ..., "value": ...} of FILE into Redis: redis-shop.sh FILE HOST [PORT]
#
# It can be repeated. At the end it sets the key shop:loaded, which the health check of redis
# requires. Exit status 0 means that the keys of all lines are set.
set -eu
file=$1 host=$2 port=${3:-6379}
max_tries=60

run() { redis-cli -e -h "$host" -p "$port" "$@"; } # -e: an error reply is a failure

count() { grep -c "$1" || true; } # grep fails if the count is 0

fail() {
  echo "$*" >&2
  exit 1
}

[ -s "$file" ] || fail "$file is empty, or not there"
tries=0
until problem=$(run PING 2>&1); do
  tries=$((tries + 1))
  [ "$tries" -lt "$max_tries" ] || fail "$host:$port can't be used after $max_tries tries: $problem"
  sleep 1
done

# A line of another form, or with a backslash, yields no command, so the count below fails.
commands=$(sed -n 's/^{"key": \("[^"\\]*"\), "value": \("[^"\\]*"\)}$/SET \1 \2/p' "$file")
lines=$(count '' <"$file")
made=$(printf '%s\n' "$commands" | count '^SET ')
[ "$made" = "$lines" ] || fail "$made of $lines lines of $file have the form {\"key\": ..., \"value\": ...}"

replies=$(printf '%s\n' "$commands" | run 2>&1) || true # the replies are counted
set=$(printf '%s\n' "$replies" | count '^OK$')
[ "$set" = "$lines" ] || fail "$set of $lines keys were set: $(printf '%s\n' "$replies" | grep -v -e '^OK$' -e '^$' | head -n 1)"
run SET shop:loaded yes >/dev/null
echo "$set keys"
