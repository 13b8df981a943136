package dev.joinall.config;

/** A line of the file with a mark under one of its columns; of a long one, what is around it. */
record Excerpt(String text, int mark) {
  private static final int MOST_BEFORE = 80;
  private static final int MOST = 160;
  private static final int MOST_QUOTED = 100;
  private static final String LEFT_OUT = "...";

  /** Of a text of the file in a message. */
  static String beginning(String text) {
    return text.length() <= MOST_QUOTED ? text : text.substring(0, MOST_QUOTED) + LEFT_OUT;
  }

  static Excerpt of(String line, int column) {
    int mark = Math.min(column - 1, line.length());
    if (line.length() <= MOST) {
      return new Excerpt(line, mark);
    }
    int from = Math.max(0, mark - MOST_BEFORE);
    int to = Math.min(line.length(), from + MOST);
    String before = from == 0 ? "" : LEFT_OUT;
    String after = to == line.length() ? "" : LEFT_OUT;
    return new Excerpt(before + line.substring(from, to) + after, mark - from + before.length());
  }
}
