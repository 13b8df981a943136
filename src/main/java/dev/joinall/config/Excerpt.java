package dev.joinall.config;

/** A line of the file with a mark under one column; a long line is shortened around the mark. */
record Excerpt(String text, int mark) {
  private static final int MAX_BEFORE = 80;
  private static final int MAX_WIDTH = 160;
  private static final int MAX_QUOTED = 100;
  private static final String LEFT_OUT = "...";

  /** Shortens a text of the file for a message. */
  static String beginning(String text) {
    return text.length() <= MAX_QUOTED ? text : text.substring(0, MAX_QUOTED) + LEFT_OUT;
  }

  static Excerpt of(String line, int column) {
    int mark = Math.min(column - 1, line.length());
    if (line.length() <= MAX_WIDTH) {
      return new Excerpt(line, mark);
    }
    int from = Math.max(0, mark - MAX_BEFORE);
    int to = Math.min(line.length(), from + MAX_WIDTH);
    String before = from == 0 ? "" : LEFT_OUT;
    String after = to == line.length() ? "" : LEFT_OUT;
    return new Excerpt(before + line.substring(from, to) + after, mark - from + before.length());
  }
}
