package dev.joinall.backend.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Finds the named parameters of a statement. Quotes, comments, casts ({@code ::}), assignments
 * ({@code :=}), slices ({@code [1:2]}) and dollar quotes contain none. For one text; not
 * thread-safe.
 */
final class SqlScanner {
  private final String text;
  private final boolean postgres;
  private final List<String> pieces = new ArrayList<>();
  private final List<SqlText.Parameter> parameters = new ArrayList<>();
  private final List<String> words = new ArrayList<>();
  private final StringBuilder piece = new StringBuilder();
  private int at;

  private SqlScanner(String text, Dialect dialect) {
    this.text = text;
    this.postgres = dialect.isPostgres();
  }

  /** Thrown if the text is not valid as the statement of a task. */
  static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;
    private final String hint;

    Unusable(String message, String hint) {
      super(message);
      this.hint = hint;
    }

    String hint() {
      return hint;
    }
  }

  /**
   * Splits a text at its parameters.
   *
   * @throws Unusable if it is not a single statement with named parameters
   */
  static SqlText scan(String text, Dialect dialect) throws Unusable {
    return new SqlScanner(text.strip().replaceFirst(";\\s*$", ""), dialect).scan();
  }

  private SqlText scan() throws Unusable {
    while (at < text.length()) {
      step();
    }
    pieces.add(piece.toString());
    if (words.isEmpty()) {
      throw new Unusable("the statement is empty", "for example query: \"select * from orders\"");
    }
    return new SqlText(pieces, parameters, words);
  }

  private void step() throws Unusable {
    char c = text.charAt(at);
    switch (c) {
      case '\'' -> quoted('\'', !postgres || isEscapeString());
      case '"' -> quoted('"', !postgres);
      case '`' -> quoted('`', false);
      case '-' -> lineComment(startsComment());
      case '#' -> lineComment(!postgres);
      case '/' -> blockComment();
      case '$' -> dollar();
      case ':' -> colon();
      case '?' -> questionMark();
      case ';' ->
          throw new Unusable(
              "the text has several statements",
              "write statements: [{ execute: ... }, { query: ... }], which are one transaction");
      default -> {
        if (Character.isJavaIdentifierStart(c)) {
          word();
        } else {
          copy(1);
        }
      }
    }
  }

  private void copy(int count) {
    piece.append(text, at, Math.min(at + count, text.length()));
    at += count;
  }

  private boolean has(String what) {
    return text.startsWith(what, at);
  }

  private char charAt(int index) {
    return index < text.length() && index >= 0 ? text.charAt(index) : ' ';
  }

  /** Whether the quote follows an E, as in {@code E'\n'}. */
  private boolean isEscapeString() {
    return (charAt(at - 1) == 'E' || charAt(at - 1) == 'e')
        && !Character.isJavaIdentifierPart(charAt(at - 2));
  }

  private void quoted(char quote, boolean escapes) throws Unusable {
    int end = at + 1;
    while (end < text.length()) {
      char c = text.charAt(end);
      if (c == '\\' && escapes) {
        end += 2;
      } else if (c == quote && charAt(end + 1) == quote) {
        end += 2;
      } else if (c == quote) {
        copy(end + 1 - at);
        return;
      } else {
        end++;
      }
    }
    throw new Unusable("a quote " + quote + " has no end", "close it, or double it inside quotes");
  }

  /** For MySQL, two dashes without white space after them are two operators. */
  private boolean startsComment() {
    return has("--") && (postgres || charAt(at + 2) <= ' ');
  }

  private void lineComment(boolean isComment) {
    int end = text.indexOf('\n', at);
    if (isComment) {
      copy((end < 0 ? text.length() : end) - at);
    } else {
      copy(1);
    }
  }

  private void blockComment() throws Unusable {
    if (!has("/*")) {
      copy(1);
      return;
    }
    int depth = 0;
    int end = at;
    do {
      if (text.startsWith("/*", end) && (postgres || depth == 0)) {
        depth++;
        end += 2;
      } else if (text.startsWith("*/", end)) {
        depth--;
        end += 2;
      } else {
        end++;
      }
    } while (depth > 0 && end < text.length());
    if (depth > 0) {
      throw new Unusable("a comment has no end", "close it by */");
    }
    copy(end - at);
  }

  private void dollar() throws Unusable {
    int end = at + 1;
    while (Character.isLetterOrDigit(charAt(end)) || charAt(end) == '_') {
      end++;
    }
    if (postgres && charAt(end) == '$' && !Character.isDigit(charAt(at + 1))) {
      String tag = text.substring(at, end + 1);
      int close = text.indexOf(tag, end + 1);
      if (close < 0) {
        throw new Unusable("a quote " + tag + " has no end", "close it by " + tag);
      }
      copy(close + tag.length() - at);
    } else if (postgres && Character.isDigit(charAt(at + 1))) {
      throw new Unusable(
          "a parameter is written by its number",
          "write its name, as in :id, and its value as args: { id: ... }");
    } else {
      copy(1);
    }
  }

  private void colon() {
    if (has("::") || has(":=")) {
      copy(2);
    } else if (isNameStart(charAt(at + 1))) {
      parameter();
    } else {
      copy(1);
    }
  }

  private static boolean isNameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private void parameter() {
    int end = at + 1;
    while (isNameStart(charAt(end)) || (charAt(end) >= '0' && charAt(end) <= '9')) {
      end++;
    }
    String before = piece.toString().stripTrailing();
    boolean isList =
        !words.isEmpty()
            && words.getLast().equals("IN")
            && before.toUpperCase(Locale.ROOT).matches("(?s).*\\bIN\\s*\\(")
            && text.substring(end).stripLeading().startsWith(")");
    parameters.add(new SqlText.Parameter(text.substring(at + 1, end), isList));
    pieces.add(piece.toString());
    piece.setLength(0);
    at = end;
  }

  private void questionMark() throws Unusable {
    if (!postgres) {
      throw new Unusable(
          "a parameter is written by ?",
          "write its name, as in :id, and its value as args: { id: ... }");
    }
    copy(1);
  }

  private void word() {
    int end = at;
    while (end < text.length() && Character.isJavaIdentifierPart(text.charAt(end))) {
      end++;
    }
    words.add(text.substring(at, end).toUpperCase(Locale.ROOT));
    copy(end - at);
  }
}
