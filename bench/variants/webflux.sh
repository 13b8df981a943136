# shellcheck shell=bash disable=SC2154
# The peer: WebFlux, WebClient, JsonNode and Mono.zip, written by hand.

jar=$bench/webflux/target/webflux.jar

build() {
  if stale "$jar" "$bench/webflux/pom.xml" "$bench/webflux/src"; then
    maven -f "$bench/webflux/pom.xml" package
  fi
}

start() { java_server -jar "$jar"; }
