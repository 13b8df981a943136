# shellcheck shell=bash disable=SC2034,SC2154
# Netty by hand: its HTTP codecs on epoll, upstream connections on the loop of the client.

jar=$bench/peers/netty/target/netty.jar

build() {
  if stale "$jar" "$bench/peers/netty/pom.xml" "$bench/peers/netty/src"; then
    maven -f "$bench/peers/netty/pom.xml" package
  fi
}

start() { java_server -jar "$jar"; }
