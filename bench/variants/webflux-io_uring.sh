# shellcheck shell=bash disable=SC2034,SC2154
# The peer with Netty's io_uring transport on its class path, otherwise unchanged.

serves=page
jar=$bench/peers/webflux/target/io_uring/webflux.jar

build() {
  if stale "$jar" "$bench/peers/webflux/pom.xml" "$bench/peers/webflux/src"; then
    maven -f "$bench/peers/webflux/pom.xml" -P io_uring package
  fi
}

start() { java_server -jar "$jar"; }
