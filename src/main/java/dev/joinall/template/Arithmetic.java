package dev.joinall.template;

import com.google.common.primitives.UnsignedLong;
import dev.joinall.json.Decimal;
import dev.joinall.json.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;

/**
 * Decimal arithmetic of numbers in all their forms. Sums, differences, products and remainders are
 * exact or an error; a quotient is rounded half to even to {@link #QUOTIENT_DIGITS} digits, or to
 * as many as an operand has. A result is a Long if it is whole and fits, a Double if that
 * represents it exactly, otherwise a {@link Decimal} without trailing zeros. NaN and the infinities
 * follow IEEE 754.
 */
final class Arithmetic {
  /** As in decimal128 of IEEE 754. */
  static final int QUOTIENT_DIGITS = 34;

  /** The maximum number of digits of a 64-bit number. */
  private static final int LONG_DIGITS = 20;

  /** In elements: the cost of a calculation with a decimal, and of each of its digits. */
  private static final int CALCULATION = 40;

  private static final int DIGIT = 4;

  /** This many digits always fit into a long. */
  private static final int SAFE_DIGITS = 18;

  /** Decimals of this many digits remain distinct as doubles, unless they are very small. */
  private static final int DOUBLE_DIGITS = 15;

  private static final int MAX_SCALE = 290;

  private static final BigInteger MAX_UINT = UnsignedLong.MAX_VALUE.bigIntegerValue();

  private Arithmetic() {}

  static Number add(Number a, Number b) {
    if (a instanceof Long x && b instanceof Long y) {
      long sum = x + y;
      if (((x ^ sum) & (y ^ sum)) >= 0) {
        return sum;
      }
    }
    return calculated(a, b, BigDecimal::add, Double::sum);
  }

  static Number subtract(Number a, Number b) {
    if (a instanceof Long x && b instanceof Long y) {
      long difference = x - y;
      if (((x ^ y) & (x ^ difference)) >= 0) {
        return difference;
      }
    }
    return calculated(a, b, BigDecimal::subtract, (x, y) -> x - y);
  }

  static Number multiply(Number a, Number b) {
    if (a instanceof Long x && b instanceof Long y) {
      long product = x * y;
      if (Math.multiplyHigh(x, y) == product >> (Long.SIZE - 1)) {
        return product;
      }
    }
    return calculated(a, b, BigDecimal::multiply, (x, y) -> x * y);
  }

  static Number divide(Number a, Number b) {
    return calculated(a, b, Arithmetic::quotient, (x, y) -> x / y);
  }

  static Number modulo(Number a, Number b) {
    if (a instanceof Long x && b instanceof Long y && y != 0) {
      return x % y;
    }
    return calculated(a, b, Arithmetic::remainder, (x, y) -> x % y);
  }

  static Number negate(Number number) {
    return subtract(0L, number);
  }

  private static BigDecimal quotient(BigDecimal a, BigDecimal b) {
    int digits = Math.max(QUOTIENT_DIGITS, Math.max(a.precision(), b.precision()));
    Meter.chargeElements((long) DIGIT * digits);
    return a.divide(divisor(b), new MathContext(digits, RoundingMode.HALF_EVEN));
  }

  /** Charges for a division, a multiplication and a subtraction. */
  private static BigDecimal remainder(BigDecimal a, BigDecimal b) {
    Meter.chargeElements(4L * DIGIT * Math.max(a.precision(), b.precision()));
    return a.remainder(divisor(b));
  }

  private static BigDecimal divisor(BigDecimal number) {
    if (number.signum() == 0) {
      throw new IllegalArgumentException("a division by zero");
    }
    return number;
  }

  private static Number calculated(
      Number a, Number b, BinaryOperator<BigDecimal> exact, DoubleBinaryOperator approximate) {
    return isFinite(a) && isFinite(b)
        ? number(exact.apply(big(a), big(b)))
        : (Number) approximate.applyAsDouble(a.doubleValue(), b.doubleValue());
  }

  static boolean isFinite(Number number) {
    return !(number instanceof Double value) || Double.isFinite(value);
  }

  /**
   * Converts a number for calculations.
   *
   * @throws IllegalArgumentException for NaN and the infinities
   */
  static BigDecimal big(Number number) {
    if (number instanceof Long whole) {
      return BigDecimal.valueOf(whole);
    }
    if (!isFinite(number)) {
      throw new IllegalArgumentException("a decimal can't be infinite or not a number");
    }
    BigDecimal decimal =
        number instanceof Double value ? BigDecimal.valueOf(value) : Decimal.of(number).big();
    Meter.chargeElements(CALCULATION + (long) DIGIT * decimal.precision());
    return decimal;
  }

  /** Converts the result of a calculation. */
  static Number number(BigDecimal result) {
    Meter.chargeElements((long) DIGIT * result.precision());
    BigDecimal shortest = result.stripTrailingZeros();
    boolean isWhole = shortest.scale() <= 0;
    if (isWhole && shortest.precision() - shortest.scale() <= SAFE_DIGITS) {
      return shortest.longValue();
    }
    if (!isWhole && shortest.precision() <= DOUBLE_DIGITS && shortest.scale() <= MAX_SCALE) {
      return shortest.doubleValue();
    }
    return Decimal.exact(
        isWhole && shortest.precision() - shortest.scale() <= QUOTIENT_DIGITS
            ? shortest.setScale(0)
            : shortest);
  }

  /** The text of the number in JSON. */
  static String text(Number number) {
    return number instanceof Double value && Double.isFinite(value)
        ? Json.number(value).text()
        : number.toString();
  }

  static Double toDouble(Number number) {
    if (number instanceof Decimal) {
      Meter.chargeElements(CALCULATION + number.toString().length() / 2);
    }
    double value = number.doubleValue();
    if (Double.isInfinite(value) && isFinite(number)) {
      throw new IllegalArgumentException("a number beyond the range of a double");
    }
    return value;
  }

  static Long toInt(Number number) {
    return number instanceof Long whole
        ? whole
        : decimal(number)
            .truncated(LONG_DIGITS)
            .filter(it -> it.bitLength() < Long.SIZE)
            .orElseThrow(() -> new IllegalArgumentException("a number beyond the range of an int"))
            .longValue();
  }

  static UnsignedLong toUint(Number number) {
    if (number instanceof Long whole && whole >= 0) {
      return UnsignedLong.valueOf(whole);
    }
    return decimal(number)
        .truncated(LONG_DIGITS)
        .filter(it -> it.signum() >= 0 && it.compareTo(MAX_UINT) <= 0)
        .map(UnsignedLong::valueOf)
        .orElseThrow(() -> new IllegalArgumentException("a number beyond the range of a uint"));
  }

  /**
   * Converts a number for an argument that must be whole.
   *
   * @throws IllegalArgumentException for any other number
   */
  static Long exactLong(Number number) {
    if (number instanceof Long whole) {
      return whole;
    }
    long whole = toInt(number);
    if (!Numbers.equal(whole, number)) {
      throw new IllegalArgumentException("expected a whole number, got " + text(number));
    }
    return whole;
  }

  private static Decimal decimal(Number number) {
    if (!isFinite(number)) {
      throw new IllegalArgumentException(number + " is no whole number");
    }
    Meter.chargeElements(CALCULATION);
    return Decimal.of(number);
  }
}
