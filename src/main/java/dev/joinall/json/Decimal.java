package dev.joinall.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A number as decimal digits, as in JSON: exact, with any length and exponent. Compared by value,
 * so 1.0 equals 1 and 10e-1. A comparison takes time linear in the written digits, independent of
 * the exponent. Immutable.
 */
public final class Decimal extends Number implements Comparable<Decimal> {
  private static final long serialVersionUID = 1L;

  /** Limits numbers for calculations to about a thousand zeros. */
  private static final int MAX_EXPONENT_BITS = 10;

  private final String text;
  private final int sign;

  /** The digits without zeros at either end; empty for zero. */
  private final String digits;

  /** The number is 0.DIGITS times ten to the power of this. */
  private final BigInteger exponent;

  private Decimal(String text, int sign, String digits, BigInteger exponent) {
    this.text = text;
    this.sign = sign;
    this.digits = digits;
    this.exponent = exponent;
  }

  /**
   * Parses a number in the syntax of JSON or {@link Double#toString}.
   *
   * @throws NumberFormatException if it is not a number
   */
  public static Decimal parse(String text) {
    boolean negative = text.startsWith("-");
    int e = Math.max(text.indexOf('e'), text.indexOf('E'));
    int end = e < 0 ? text.length() : e;
    int point = text.indexOf('.');
    int whole = point < 0 || point > end ? end : point;
    String all =
        text.substring(negative ? 1 : 0, whole) + text.substring(Math.min(whole + 1, end), end);
    int first = 0;
    while (first < all.length() && all.charAt(first) == '0') {
      first++;
    }
    int last = all.length();
    while (last > first && all.charAt(last - 1) == '0') {
      last--;
    }
    if (first == last) {
      return new Decimal(text, 0, "", BigInteger.ZERO);
    }
    BigInteger written = e < 0 ? BigInteger.ZERO : exponent(text.substring(e + 1));
    long shift = (long) whole - (negative ? 1 : 0) - first;
    return new Decimal(
        text,
        negative ? -1 : 1,
        all.substring(first, last),
        written.add(BigInteger.valueOf(shift)));
  }

  private static BigInteger exponent(String digits) {
    return new BigInteger(digits.startsWith("+") ? digits.substring(1) : digits);
  }

  /**
   * The decimal of a number; for a double, the shortest one that parses to it.
   *
   * @throws NumberFormatException for NaN and the infinities
   */
  public static Decimal of(Number number) {
    return number instanceof Decimal decimal ? decimal : parse(number.toString());
  }

  /** The result of a calculation, as a Long or a Double if one of them represents it exactly. */
  public static Number exact(BigDecimal result) {
    byte[] text = result.toString().getBytes(ISO_8859_1);
    if (text.length > JsonScanner.MAX_NUMBER_LENGTH) {
      throw new ArithmeticException("a number of too many digits");
    }
    return JsonNumbers.exact(text, 0, text.length);
  }

  /**
   * Converts the number for calculations, whose cost grows with the exponent.
   *
   * @throws ArithmeticException if the exponent is too large
   */
  public BigDecimal big() {
    if (exponent.bitLength() > MAX_EXPONENT_BITS) {
      throw new ArithmeticException("a number too large or too small to calculate with");
    }
    return new BigDecimal(text);
  }

  /** Whether the double is exactly this number, as defined by {@link #of}. */
  public boolean is(double value) {
    return Double.isFinite(value) && compareTo(of(value)) == 0;
  }

  /** Whether the number is whole, in any notation. */
  public boolean isWhole() {
    return exponent.compareTo(BigInteger.valueOf(digits.length())) >= 0;
  }

  /** The integer part, if it has at most this number of digits. */
  public Optional<BigInteger> truncated(int maxDigits) {
    if (exponent.signum() <= 0) {
      return Optional.of(BigInteger.ZERO);
    }
    if (exponent.compareTo(BigInteger.valueOf(maxDigits)) > 0) {
      return Optional.empty();
    }
    int length = exponent.intValue();
    String whole =
        length <= digits.length()
            ? digits.substring(0, length)
            : digits + "0".repeat(length - digits.length());
    BigInteger magnitude = new BigInteger(whole);
    return Optional.of(sign < 0 ? magnitude.negate() : magnitude);
  }

  @Override
  public int compareTo(Decimal other) {
    if (sign != other.sign) {
      return Integer.compare(sign, other.sign);
    }
    int magnitude = exponent.compareTo(other.exponent);
    return sign * Integer.signum(magnitude != 0 ? magnitude : digits.compareTo(other.digits));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Decimal decimal && compareTo(decimal) == 0;
  }

  @Override
  public int hashCode() {
    return (31 * digits.hashCode() + exponent.hashCode()) * sign;
  }

  @Override
  public int intValue() {
    return (int) longValue();
  }

  /** Rounded; clamped to the range of long. */
  @Override
  public long longValue() {
    return (long) doubleValue();
  }

  @Override
  public float floatValue() {
    return (float) doubleValue();
  }

  /** The nearest double; an infinity beyond the range. */
  @Override
  public double doubleValue() {
    return Double.parseDouble(text);
  }

  /** The text as written. */
  @Override
  public String toString() {
    return text;
  }
}
