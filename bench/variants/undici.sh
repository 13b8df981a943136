# shellcheck shell=bash disable=SC2034,SC2154
# Node's HTTP server and undici's pool.

warm=20
needs="node npm"
installed=$bench/peers/undici/target

build() {
  mkdir -p "$installed"
  cp "$bench/peers/undici/package.json" "$bench/peers/undici/server.js" "$installed"
  [ -d "$installed/node_modules/undici" ] || npm install --silent --no-audit --no-fund --prefix "$installed"
}

start() { exec node "$installed/server.js"; }
