package dev.joinall.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Converts between JSON's numbers, which are text, and Java's. */
final class JsonNumbers {
  /** This many digits always fit into a long. */
  private static final int SAFE_DIGITS = 18;

  /** More digits never fit, because JSON has no leading zeros. */
  private static final int LONG_DIGITS = 19;

  private JsonNumbers() {}

  /** Decimals with this number of digits remain distinct as doubles. */
  private static final int EXACT_DIGITS = 15;

  /** Beyond ten to the power of this or its negative, a double loses digits. */
  private static final int EXACT_EXPONENT = 290;

  /**
   * Converts without loss of a digit: to a Long or a Double if one of them is exact, otherwise to a
   * Decimal.
   */
  static Number exact(byte[] bytes, int from, int to) {
    Number rounded = read(bytes, from, to);
    if (rounded instanceof Long || isShort(bytes, from, to)) {
      return rounded;
    }
    Decimal decimal = Decimal.parse(text(bytes, from, to));
    return decimal.is(rounded.doubleValue()) ? rounded : decimal;
  }

  /** Whether a double represents all its digits; such a number may need no decimal. */
  private static boolean isShort(byte[] bytes, int from, int to) {
    int digits = 0;
    for (int at = from; at < to; at++) {
      byte b = bytes[at];
      if (b == 'e' || b == 'E') {
        return digits <= EXACT_DIGITS && isSmall(bytes, at + 1, to);
      }
      if (b >= '0' && b <= '9') {
        digits++;
      }
    }
    return digits <= EXACT_DIGITS;
  }

  private static boolean isSmall(byte[] bytes, int from, int to) {
    int exponent = 0;
    for (int at = from; at < to && exponent <= EXACT_EXPONENT; at++) {
      if (bytes[at] >= '0' && bytes[at] <= '9') {
        exponent = exponent * 10 + (bytes[at] - '0');
      }
    }
    return exponent <= EXACT_EXPONENT - EXACT_DIGITS;
  }

  /** A Long if the number has no fraction and no exponent and fits, otherwise a Double. */
  static Number read(byte[] bytes, int from, int to) {
    boolean negative = bytes[from] == '-';
    int digits = negative ? from + 1 : from;
    long sum = 0;
    for (int at = digits; at < to; at++) {
      if (bytes[at] < '0' || bytes[at] > '9') {
        return Double.valueOf(text(bytes, from, to));
      }
      sum = sum * 10 + (bytes[at] - '0');
    }
    return to - digits <= SAFE_DIGITS
        ? (negative ? -sum : sum)
        : large(text(bytes, from, to), negative);
  }

  /** A double is precise enough for more digits than a long has. */
  private static Number large(String digits, boolean negative) {
    if (digits.length() <= (negative ? LONG_DIGITS + 1 : LONG_DIGITS)) {
      BigInteger integer = new BigInteger(digits);
      if (integer.bitLength() < Long.SIZE) {
        return integer.longValue(); // not with ?:, which would convert both to double
      }
    }
    return Double.valueOf(digits);
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, ISO_8859_1);
  }

  /**
   * The format of JavaScript for a finite number: 0.000001 and 1e-7, 100000000000000000000 and
   * 1e+21.
   */
  static String write(double value) {
    if (value == (long) value && Math.abs(value) < 1e15) {
      return Long.toString((long) value);
    }
    // Double.toString returns the shortest digits that parse to the same number.
    BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    int exponent = decimal.precision() - decimal.scale() - 1;
    if (exponent >= -6 && exponent < 21) {
      return decimal.toPlainString();
    }
    String digits = decimal.unscaledValue().abs().toString();
    return (value < 0 ? "-" : "")
        + digits.charAt(0)
        + (digits.length() > 1 ? "." + digits.substring(1) : "")
        + (exponent < 0 ? "e" : "e+")
        + exponent;
  }
}
