package dev.joinall.template;

/** Escapes texts for HTML and XML, between tags and within quoted attributes. */
public final class Escapes {
  private static final char REPLACEMENT = '\uFFFD';

  private Escapes() {}

  /** Escapes for HTML; replaces a character that HTML does not allow, as HTML parsers do. */
  public static String html(String text) {
    var out = new StringBuilder(text.length() + 16);
    append(text, true, out);
    return out.toString();
  }

  /**
   * Escapes for XML.
   *
   * @throws InvalidExpression for a character that XML does not allow
   */
  public static String xml(String text) {
    var out = new StringBuilder(text.length() + 16);
    append(text, false, out);
    return out.toString();
  }

  static void append(String text, boolean html, StringBuilder out) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append(html ? "&#39;" : "&apos;");
        case '\r' -> out.append("&#13;");
        default -> out.append(isCharacter(text, i) ? c : replacement(html));
      }
    }
  }

  private static char replacement(boolean html) {
    if (html) {
      return REPLACEMENT;
    }
    throw new InvalidExpression("XML does not allow this character");
  }

  private static boolean isCharacter(String text, int at) {
    char c = text.charAt(at);
    return (c >= ' ' || c == '\t' || c == '\n') && c < 0xFFFE && !isLone(text, at);
  }

  private static boolean isLone(String text, int at) {
    char c = text.charAt(at);
    return Character.isHighSurrogate(c)
        ? at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1))
        : Character.isLowSurrogate(c)
            && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
  }
}
