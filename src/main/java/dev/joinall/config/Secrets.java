package dev.joinall.config;

import java.util.regex.Pattern;

/**
 * Masks possible secrets in a text of the file before it is shown: users and passwords of
 * addresses, and values of names such as {@code Authorization} or {@code token}. Keeps the length
 * of the text and the names of variables. Takes linear time.
 */
final class Secrets {
  private static final String NAMES =
      "(?i:authorization|cookie|passw(?:or)?d|passphrase|secret|token|credentials?"
          + "|api[-_]?key|access[-_]?key|private[-_]?key)";

  private static final Pattern NAME_AT_END = Pattern.compile(NAMES + "[\"']?\\s{0,9}$");
  private static final int MAX_NAME = 30;
  private static final Pattern NAME = Pattern.compile(NAMES);
  private static final Pattern BACKENDS_KEY = Pattern.compile("backends\\.[^.]+\\.");
  private static final String ADDRESS = "://";

  private final String text;
  private final StringBuilder hidden;

  private Secrets(String text) {
    this.text = text;
    this.hidden = new StringBuilder(text);
  }

  static String hidden(String text) {
    var secrets = new Secrets(text);
    secrets.hideUsers();
    secrets.hideNamed();
    return secrets.hidden.toString();
  }

  /** Masks a line of the file at the position {@code path}. */
  static String hidden(String line, String path) {
    String hidden = hidden(line);
    if (!isSecret(path) || !hidden.equals(line) || line.indexOf(':') >= 0) {
      return hidden;
    }
    var secrets = new Secrets(line);
    secrets.hide(0, line.length());
    return secrets.hidden.toString();
  }

  /** Whether the name of this value indicates a secret. Names of tasks do not count. */
  static boolean isSecret(String path) {
    boolean isOfBackend = BACKENDS_KEY.matcher(path).lookingAt();
    return (isOfBackend || path.contains(".headers."))
        && NAME.matcher(path.substring(path.lastIndexOf('.') + 1)).find();
  }

  private void hideUsers() {
    int at = text.indexOf(ADDRESS);
    while (at >= 0) {
      int from = at + ADDRESS.length();
      int end = end(from);
      int last = end - 1;
      while (last > from && text.charAt(last) != '@') {
        last--;
      }
      if (last > from) {
        hide(fromOfSecret(from, last), last);
      }
      at = text.indexOf(ADDRESS, end);
    }
  }

  /** Skips the user if the password is a variable. */
  private int fromOfSecret(int from, int to) {
    int colon = text.indexOf(':', from);
    boolean isVariable = text.substring(from, to).contains("${");
    return isVariable && colon >= 0 && colon < to ? colon + 1 : from;
  }

  private void hideNamed() {
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if ((c != ':' && c != '=') || !isNamed(at - 1)) {
        continue;
      }
      while (at < text.length() && text.charAt(at) == ' ') {
        at++;
      }
      if (at < text.length() && "{&".indexOf(text.charAt(at)) < 0) {
        int end = endOfNamed(at, c);
        hide(at, end);
        at = end;
      }
    }
  }

  /** Whether the text before this index ends with the name of a secret. */
  private boolean isNamed(int end) {
    return NAME_AT_END.matcher(text).region(Math.max(0, end - MAX_NAME), end).find();
  }

  /** End of a named value: a query argument ends before the next one, a list at its bracket. */
  private int endOfNamed(int from, char separator) {
    boolean isList = text.charAt(from) == '[';
    int last = isList ? text.length() : end(from);
    int end = text.indexOf(isList ? ']' : '&', from);
    return end < 0 || (separator == ':' && !isList) ? last : Math.min(end, last);
  }

  /** End of the YAML value at this index. A password may contain nearly any character. */
  private int end(int from) {
    int at = from;
    while (at < text.length() && !isEnd(at, from)) {
      at++;
    }
    return at;
  }

  private boolean isEnd(int at, int from) {
    boolean isLast = at + 1 == text.length() || " \t,}]".indexOf(text.charAt(at + 1)) >= 0;
    return switch (text.charAt(at)) {
      case '"', '\'' -> isLast && at > from;
      case ',' -> isLast;
      case ' ', '\t' -> !isLast && "#}]".indexOf(text.charAt(at + 1)) >= 0;
      default -> false;
    };
  }

  /** Masks the text, except the code of expressions; string literals in them are masked. */
  private void hide(int from, int to) {
    boolean isCode = false;
    char quote = 0;
    for (int at = from; at < to; at++) {
      char c = text.charAt(at);
      if (!isCode && text.startsWith("${", at)) {
        isCode = true;
      } else if (isCode && quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
        continue;
      } else if (isCode && c == quote) {
        quote = 0;
        continue;
      }
      boolean isShown = (isCode && quote == 0) || Character.isWhitespace(c);
      if (!isShown) {
        hidden.setCharAt(at, '*');
      }
      isCode = isCode && (c != '}' || quote != 0);
    }
  }
}
