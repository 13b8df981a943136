package dev.joinall.template;

/**
 * A text that charges each character when it is read. A search may read a part of the text many
 * times, and their number is not known beforehand.
 */
final class MeteredText implements CharSequence {
  /** The number of characters that are charged at a time. */
  private static final int CHARGED_TOGETHER = 32;

  private final String text;
  private final long cost;
  private int uncharged;

  /**
   * @param cost the cost of a character, in units of about five nanoseconds
   */
  MeteredText(String text, long cost) {
    this.text = text;
    this.cost = cost;
  }

  @Override
  public char charAt(int index) {
    if (++uncharged == CHARGED_TOGETHER) {
      uncharged = 0;
      Meter.chargeElements(CHARGED_TOGETHER * cost / 2);
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.subSequence(start, end);
  }

  @Override
  public String toString() {
    return text;
  }
}
