package dev.joinall.template;

import dev.joinall.config.HeaderRules;

/** Checks the value of an expression in an HTTP header. */
public final class HeaderText {
  private HeaderText() {}

  /**
   * Returns the text without surrounding blanks, which are not part of a value (RFC 9110, 5.5).
   *
   * @param from the template of the value
   * @throws InvalidExpression if the text is not valid in a header
   */
  public static String checked(String text, Template from) {
    if (!HeaderRules.isValue(text)) {
      throw from.invalid(HeaderRules.NO_VALUE);
    }
    return withoutBlanks(text);
  }

  private static String withoutBlanks(String text) {
    int begin = 0;
    int end = text.length();
    while (begin < end && isBlank(text.charAt(begin))) {
      begin++;
    }
    while (begin < end && isBlank(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(begin, end);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
