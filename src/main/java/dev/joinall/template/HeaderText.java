package dev.joinall.template;

import dev.joinall.config.HeaderRules;

/** What an expression gives to an HTTP header. */
public final class HeaderText {
  private HeaderText() {}

  /**
   * The same text.
   *
   * @throws InvalidExpression where a header can't hold it
   */
  public static String checked(String text) {
    if (!HeaderRules.isValue(text)) {
      throw new InvalidExpression(HeaderRules.NO_VALUE);
    }
    return text;
  }
}
