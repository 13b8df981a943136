package dev.joinall.template;

import java.util.Locale;
import java.util.Optional;

/**
 * Tracks the context of a position in XML or HTML: between tags, in a tag, in a comment. For one
 * text.
 */
final class MarkupScanner {
  private enum State {
    TEXT,
    TAG,
    SINGLE_QUOTES,
    DOUBLE_QUOTES,
    COMMENT,
    CDATA,
    INSTRUCTION,
    DECLARATION
  }

  private final boolean html;
  private final StringBuilder tag = new StringBuilder();
  private State state = State.TEXT;

  /** The HTML element whose content is not markup; empty outside of one. */
  private String raw = "";

  MarkupScanner(boolean html) {
    this.html = html;
  }

  /** Scans the next part of the text. */
  void read(String text) {
    int at = 0;
    while (at < text.length()) {
      at = next(text, at);
    }
  }

  private int next(String text, int at) {
    char c = text.charAt(at);
    switch (state) {
      case TEXT -> {
        return c == '<' ? open(text, at) : at + 1;
      }
      case TAG -> {
        tag.append(c);
        state =
            switch (c) {
              case '>' -> close();
              case '\'' -> State.SINGLE_QUOTES;
              case '"' -> State.DOUBLE_QUOTES;
              default -> State.TAG;
            };
      }
      case SINGLE_QUOTES -> state = c == '\'' ? State.TAG : state;
      case DOUBLE_QUOTES -> state = c == '"' ? State.TAG : state;
      case COMMENT -> {
        return until("-->", text, at);
      }
      case CDATA -> {
        return until("]]>", text, at);
      }
      case INSTRUCTION -> {
        return until(html ? ">" : "?>", text, at);
      }
      case DECLARATION -> {
        return until(">", text, at);
      }
    }
    return at + 1;
  }

  private int until(String end, String text, int at) {
    if (text.startsWith(end, at)) {
      state = State.TEXT;
      return at + end.length();
    }
    return at + 1;
  }

  private int open(String text, int at) {
    if (!raw.isEmpty()) {
      boolean ends = text.regionMatches(true, at, "</" + raw, 0, raw.length() + 2);
      raw = ends ? "" : raw;
      state = ends ? State.TAG : State.TEXT;
    } else if (text.startsWith("<!--", at)) {
      state = State.COMMENT;
      return at + 4;
    } else if (text.startsWith("<![CDATA[", at)) {
      state = State.CDATA;
      return at + 9;
    } else if (text.startsWith("<?", at)) {
      state = State.INSTRUCTION;
    } else if (text.startsWith("<!", at)) {
      state = State.DECLARATION;
    } else {
      state = State.TAG;
    }
    tag.setLength(0);
    return at + 1;
  }

  private State close() {
    String name = tag.toString().toLowerCase(Locale.ROOT);
    if (html && !name.endsWith("/>")) {
      for (String element : new String[] {"script", "style"}) {
        if (name.startsWith(element) && !Character.isLetterOrDigit(name.charAt(element.length()))) {
          raw = element;
        }
      }
    }
    return State.TEXT;
  }

  /** The reason why an expression is not allowed here; empty if it is allowed. */
  Optional<String> problem() {
    return switch (state) {
      case TEXT -> raw.isEmpty() ? Optional.empty() : Optional.of("in a " + raw);
      case SINGLE_QUOTES, DOUBLE_QUOTES ->
          html && isCode() ? Optional.of("in an attribute of code") : Optional.empty();
      case TAG -> Optional.of("in a tag outside of quotes");
      case COMMENT -> Optional.of("in a comment");
      case CDATA -> Optional.of("in CDATA");
      case INSTRUCTION, DECLARATION -> Optional.of("in a declaration");
    };
  }

  /**
   * Whether the attribute contains a program, a style or a document: escaping does not make it
   * safe.
   */
  private boolean isCode() {
    String before = tag.toString().toLowerCase(Locale.ROOT);
    int equals = before.lastIndexOf('=');
    String name = equals < 0 ? "" : before.substring(0, equals).strip();
    String attribute = name.substring(lastBlank(name) + 1);
    return attribute.startsWith("on") || attribute.equals("style") || attribute.equals("srcdoc");
  }

  private static int lastBlank(String text) {
    int at = text.length() - 1;
    while (at >= 0 && !Character.isWhitespace(text.charAt(at))) {
      at--;
    }
    return at;
  }
}
