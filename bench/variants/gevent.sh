# shellcheck shell=bash disable=SC2034,SC2154
# Python: gevent's WSGI server and geventhttpclient.

warm=5
needs=python3
environment=$bench/peers/gevent/target

build() {
  [ -f "$environment/installed" ] && return
  python3 -m venv "$environment"
  "$environment/bin/pip" install --quiet --disable-pip-version-check -r "$bench/peers/gevent/requirements.txt"
  touch "$environment/installed"
}

start() { exec "$environment/bin/python" "$bench/peers/gevent/server.py"; }
