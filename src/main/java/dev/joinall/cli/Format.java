package dev.joinall.cli;

/** The format of a result. */
enum Format {
  /** For people. */
  text,
  /** For programs. */
  json
}
