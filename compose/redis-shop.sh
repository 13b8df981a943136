#!/bin/sh
# Fills Redis with the lines {"key": ..., "value": ...} of FILE: redis-shop.sh FILE HOST [PORT]
#
# It may run again and again. The last key that it sets is shop:loaded, and the health check of
# redis looks for that. Exit status 0 means that each line's key is set.
set -eu
file=$1 host=$2 port=${3:-6379}
max_tries=60

run() { redis-cli -e -h "$host" -p "$port" "$@"; } # -e: an error reply is a failure

count() { grep -c "$1" || true; } # grep fails where it counts none

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

# A line of another form, or with a backslash, makes no command, and is missed below.
commands=$(sed -n 's/^{"key": \("[^"\\]*"\), "value": \("[^"\\]*"\)}$/SET \1 \2/p' "$file")
lines=$(count '' <"$file")
made=$(printf '%s\n' "$commands" | count '^SET ')
[ "$made" = "$lines" ] || fail "$made of $lines lines of $file have the form {\"key\": ..., \"value\": ...}"

replies=$(printf '%s\n' "$commands" | run 2>&1) || true # the replies are counted
set=$(printf '%s\n' "$replies" | count '^OK$')
[ "$set" = "$lines" ] || fail "$set of $lines keys were set: $(printf '%s\n' "$replies" | grep -v -e '^OK$' -e '^$' | head -n 1)"
run SET shop:loaded yes >/dev/null
echo "$set keys"
