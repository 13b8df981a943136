package dev.joinall.template;

import dev.joinall.config.HeaderRules;

/** Checks the value of an expression in an HTTP header. */
public final class HeaderText {
  private HeaderText() {}

  /**
   * The same text.
   *
   * @param from what it is the value of
   * @throws InvalidExpression if it is not valid in a header
   */
  public static String checked(String text, Template from) {
    if (!HeaderRules.isValue(text)) {
      throw from.invalid(HeaderRules.NO_VALUE);
    }
    return text;
  }
}
