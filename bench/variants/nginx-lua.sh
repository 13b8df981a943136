# shellcheck shell=bash disable=SC2034,SC2154
# nginx with Lua: subrequests to a kept-alive upstream, and a pooled socket for Redis.

serves="one page ten redis"
warm=5
module=$lua_modules/ngx_http_lua_module.so
needs=$module

build() { :; }

start() {
  local redis=${REDIS_URL#redis://}
  sed -e "s|@port@|$SERVER_PORT|; s|@upstream@|${UPSTREAM_URL#http://}|; s|@work@|$work/nginx-lua|" \
    -e "s|@pool@|$POOL|; s|@modules@|${module%/*}|; s|@redis-host@|${redis%:*}|; s|@redis-port@|${redis#*:}|; s|@user@|$(id -un) $(id -gn)|" \
    "$bench/peers/nginx-lua/nginx.conf" > "$work/nginx-lua.conf"
  mkdir -p "$work/nginx-lua"
  PATH=$PATH:/usr/sbin exec nginx -e stderr -c "$work/nginx-lua.conf"
}
