package dev.joinall.explain;

import java.util.List;

/** Lines of text, of at most {@link #WIDTH} columns if they can be wrapped. Not thread-safe. */
final class Page {
  static final int WIDTH = 100;

  private final StringBuilder text = new StringBuilder();

  /** One line, without trailing spaces. */
  Page line(String line) {
    text.append(line.stripTrailing()).append('\n');
    return this;
  }

  Page gap() {
    return line("");
  }

  /** A prefix and words; wrapped words are aligned with the first one. */
  Page words(String beginning, String words) {
    String indent = " ".repeat(beginning.length());
    var line = new StringBuilder(beginning);
    for (String word : words.split(" ", -1)) {
      if (line.length() > indent.length() && line.length() + word.length() > WIDTH) {
        line(line.toString());
        line = new StringBuilder(indent);
      }
      line.append(word).append(' ');
    }
    return line(line.toString());
  }

  /** The length of the longest text, up to a maximum. */
  static int width(List<String> texts, int max) {
    return Math.min(max, texts.stream().mapToInt(String::length).max().orElse(0));
  }

  /** Padded with spaces or truncated to this width. */
  static String fit(String text, int width) {
    return text.length() > width
        ? text.substring(0, width - 1) + "…"
        : text + " ".repeat(width - text.length());
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
