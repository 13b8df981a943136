#!/bin/sh
# Fills Redis with the lines {"key": ..., "value": ...} of a file: redis-shop.sh FILE HOST [PORT]
set -eu
sed -n 's/^{"key": \("[^"]*"\), "value": \("[^"]*"\)}$/SET \1 \2/p' "$1" |
  redis-cli -h "$2" -p "${3:-6379}" | sort | uniq -c
