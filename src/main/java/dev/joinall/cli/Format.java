package dev.joinall.cli;

/** For whom a result is written. */
enum Format {
  /** For people. */
  text,
  /** For programs. */
  json
}
