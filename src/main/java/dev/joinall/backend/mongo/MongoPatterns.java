package dev.joinall.backend.mongo;

/** Regular expressions of MongoDB (PCRE). */
final class MongoPatterns {
  private static final String SPECIAL = "\\^$.|?*+()[]{}-#&~/\"' \t\n\r";

  private MongoPatterns() {}

  /** Returns a pattern that matches exactly this text. */
  static String quote(String text) {
    var quoted = new StringBuilder(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (SPECIAL.indexOf(c) >= 0) {
        quoted.append('\\');
      }
      quoted.append(c);
    }
    return quoted.toString();
  }
}
