package dev.joinall.specs;

/** Bodies of which only the length matters. */
final class Filler {
  private Filler() {}

  /** A JSON text of so many kilobytes, its quotes counted. */
  static String json(int kilobytes) {
    return '"' + "x".repeat(kilobytes * 1024 - 2) + '"';
  }
}
