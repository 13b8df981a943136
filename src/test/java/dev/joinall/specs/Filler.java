package dev.joinall.specs;

/** Bodies of a given length. */
final class Filler {
  private Filler() {}

  /** A JSON string of a number of kilobytes, including its quotes. */
  static String json(int kilobytes) {
    return '"' + "x".repeat(kilobytes * 1024 - 2) + '"';
  }
}
