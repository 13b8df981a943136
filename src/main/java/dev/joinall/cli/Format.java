package dev.joinall.cli;

/** The format of a result. */
enum Format {
  /** A text for people. */
  text,
  /** JSON for programs. */
  json
}
