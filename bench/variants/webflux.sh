# shellcheck shell=bash disable=SC2034,SC2154
# The peer: WebFlux, WebClient, JsonNode and Mono.zip, written by hand.

serves=page
jar=$bench/peers/webflux/target/webflux.jar

build() {
  if stale "$jar" "$bench/peers/webflux/pom.xml" "$bench/peers/webflux/src"; then
    maven -f "$bench/peers/webflux/pom.xml" package
  fi
}

start() { java_server -jar "$jar"; }
