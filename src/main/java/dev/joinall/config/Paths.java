package dev.joinall.config;

/**
 * Paths of positions in the file, such as {@code aggregations.page.tasks[1]}. Their length is
 * bounded.
 */
final class Paths {
  /** Every value has a path, so long keys must not multiply the memory. */
  private static final int MAX_LENGTH = 300;

  private static final String TOO_LONG = "...";

  private Paths() {}

  static String member(String path, String key) {
    return joined(path, path.isEmpty() ? key : "." + key);
  }

  static String item(String path, int index) {
    return joined(path, "[" + index + "]");
  }

  private static String joined(String path, String part) {
    if (path.endsWith(TOO_LONG)) {
      return path;
    }
    return path.length() + part.length() > MAX_LENGTH ? path + TOO_LONG : path + part;
  }
}
