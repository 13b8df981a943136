# shellcheck shell=bash disable=SC2034,SC2154
# Rust: hyper, tokio and hyper's pooled client.

warm=5
needs=cargo

build() { cargo build --quiet --release --manifest-path "$bench/peers/hyper/Cargo.toml"; }

start() { exec "$bench/peers/hyper/target/release/hyper-peer"; }
