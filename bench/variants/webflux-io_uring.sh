# shellcheck shell=bash disable=SC2154
# The peer with Netty's io_uring transport on its class path, otherwise unchanged.

jar=$bench/webflux/target/io_uring/webflux.jar

build() {
  if stale "$jar" "$bench/webflux/pom.xml" "$bench/webflux/src"; then
    maven -f "$bench/webflux/pom.xml" -P io_uring package
  fi
}

start() { java_server -jar "$jar"; }
