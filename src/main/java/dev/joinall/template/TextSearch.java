package dev.joinall.template;

/**
 * Finds a text in another in time linear in both lengths. Uses Knuth-Morris-Pratt if the search of
 * the JDK, which is faster for most texts, could take the product of the lengths.
 */
final class TextSearch {
  /** Up to this product of the lengths, the search of the JDK is always fast. */
  private static final long SHORT_BYTES = 1 << 10;

  /** The number of characters that the search of the JDK compares per element. */
  private static final int COMPARED = 32;

  /** The number of characters that this search reads, or preprocesses, per element. */
  private static final int SEARCHED = 2;

  private final String wanted;

  /**
   * The failure function: for each position, the length of the longest prefix that ends there.
   * Empty until needed.
   */
  private int[] fallback = {};

  TextSearch(String wanted) {
    this.wanted = wanted;
  }

  /** The first occurrence at or after that position; -1 if there is none. */
  int in(String text, int from) {
    Meter.chargeElements(1);
    long product = (long) wanted.length() * (text.length() - from);
    if (product <= SHORT_BYTES || wanted.length() == 1) {
      Meter.chargeElements(product / COMPARED);
      int found = text.indexOf(wanted, from);
      Meter.chargeElements(Cost.ofText((found < 0 ? text.length() : found) - from));
      return found;
    }
    if (fallback.length == 0) {
      Meter.chargeBytes(4L * wanted.length());
      Meter.chargeElements(1 + wanted.length() / SEARCHED);
      fallback = fallback(wanted);
    }
    return search(text, from);
  }

  private int search(String text, int from) {
    int matched = 0;
    for (int at = from; at < text.length(); at++) {
      if ((at - from) % CHECKED == 0) {
        Meter.chargeElements(1 + Math.min(CHECKED, text.length() - at) / SEARCHED);
      }
      while (matched > 0 && text.charAt(at) != wanted.charAt(matched)) {
        matched = fallback[matched - 1];
      }
      if (text.charAt(at) == wanted.charAt(matched)) {
        matched++;
      }
      if (matched == wanted.length()) {
        return at - matched + 1;
      }
    }
    return -1;
  }

  /** The number of characters that are charged at a time. */
  private static final int CHECKED = 1 << 12;

  private static int[] fallback(String wanted) {
    int[] fallback = new int[wanted.length()];
    int matched = 0;
    for (int at = 1; at < wanted.length(); at++) {
      while (matched > 0 && wanted.charAt(at) != wanted.charAt(matched)) {
        matched = fallback[matched - 1];
      }
      if (wanted.charAt(at) == wanted.charAt(matched)) {
        matched++;
      }
      fallback[at] = matched;
    }
    return fallback;
  }
}
