#!/bin/sh
# Writes the JVM's AOT cache: runs the server as in the image, sends a few requests, and stops it.
# The cache is valid for this JVM and these jars at these paths only; otherwise it is ignored.
#
#   train.sh HOME   the folder with joinall.jar, jvm.options and training.yaml
set -eu
cd "$1"

grep -v AOTCache jvm.options >training.options
# Without the profiles of this run, which do not make a start faster, the server needs 9 to 20 MB less.
java @training.options -XX:-AOTRecordTraining -XX:AOTCacheOutput=joinall.aot -jar "$1/joinall.jar" --config training.yaml &
server=$!

# asked [ADDRESS]: until there is an answer. On a busy machine the first ones are late.
tries=0
asked() {
  until java -cp joinall.jar dev.joinall.probe.HealthProbe "$@"; do
    kill -0 "$server" || exit 1 # it has said why
    tries=$((tries + 1))
    if [ "$tries" -gt 600 ]; then
      echo "The server does not answer." >&2
      kill "$server"
      exit 1
    fi
    sleep 1
  done
}

asked
for i in 1 2 3 4 5; do
  asked http://127.0.0.1:8080/training/abc
  asked "http://127.0.0.1:8080/training/abc?page=2"
done
kill "$server"
wait "$server" || [ $? = 143 ] # the exit status after SIGTERM
test -s joinall.aot
