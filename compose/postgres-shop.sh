#!/bin/sh
# Loads orders.jsonl of FOLDER by orders.sql into the shop's database: postgres-shop.sh FOLDER ORDERS_SQL HOST [PORT]
#
# The password is in PGPASSWORD. It can be repeated, and it is one transaction: the tables, which the health check of
# postgres requires, are there with all orders, or not at all. Exit status 0 means that all orders are there.
set -eu
file=$1/orders.jsonl script=$2 host=$3 port=${4:-5432}
max_tries=60
export PGOPTIONS='-c client_min_messages=warning' # without notices of what exists

run() { psql --no-psqlrc --quiet --host "$host" --port "$port" --username shop --set ON_ERROR_STOP=1 "$@" shop; }

fail() {
  echo "$*" >&2
  exit 1
}

[ -s "$file" ] || fail "$file is empty, or not there"
tries=0
until problem=$(run --command 'select 1' 2>&1); do
  tries=$((tries + 1))
  [ "$tries" -lt "$max_tries" ] || fail "$host:$port can't be used after $max_tries tries: $problem"
  sleep 1
done

# A line is one value: neither the quote nor the delimiter occurs in it.
run --single-transaction \
  --command 'create temporary table lines (doc jsonb)' \
  --command "\\copy lines from '$file' with (format csv, quote e'\\x01', delimiter e'\\x02')" \
  --file "$script" \
  --tuples-only --no-align --command "select count(*) || ' orders' from lines"
