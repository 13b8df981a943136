package dev.joinall.template;

import com.google.common.primitives.UnsignedLong;
import dev.joinall.json.Decimal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.function.BinaryOperator;

/**
 * Addition, subtraction and multiplication if one of the numbers is a decimal: exact, or an error.
 */
final class Arithmetic {
  /** The maximum number of digits of a 64-bit number. */
  private static final int LONG_DIGITS = 20;

  /** In elements: the cost of a calculation with a decimal, and of each of its digits. */
  private static final int CALCULATION = 40;

  private static final int DIGIT = 4;

  private static final BigInteger MAX_UINT = UnsignedLong.MAX_VALUE.bigIntegerValue();

  private static final Map<String, BinaryOperator<BigDecimal>> OPERATORS =
      Map.of(
          "add",
          BigDecimal::add,
          "subtract",
          BigDecimal::subtract,
          "multiply",
          BigDecimal::multiply);

  private Arithmetic() {}

  /** An operator on two numbers. */
  interface Operator {
    Number of(Number a, Number b);
  }

  /** Receives one operator for two number forms. */
  interface Taker {
    void take(String id, Class<? extends Number> a, Class<? extends Number> b, Operator operator);
  }

  static void each(Taker taker) {
    OPERATORS.forEach((name, operator) ->
        Orders.pairs((a, b) -> {
          if (a.equals("decimal") || b.equals("decimal")) {
            taker.take(
                Orders.id(name, a, b),
                Orders.form(a),
                Orders.form(b),
                (x, y) -> number(operator.apply(big(x), big(y))));
          }
        }));
  }

  static Number negated(Decimal number) {
    return number(big(number).negate());
  }

  private static BigDecimal big(Number number) {
    if (number instanceof Double value && !Double.isFinite(value)) {
      throw new IllegalArgumentException("no decimal is infinite");
    }
    BigDecimal decimal = Decimal.of(number).big();
    Meter.look(CALCULATION + (long) DIGIT * decimal.precision());
    return decimal;
  }

  private static Number number(BigDecimal result) {
    Meter.look((long) DIGIT * result.precision());
    return Decimal.exact(result);
  }

  static double toDouble(Decimal number) {
    Meter.look(CALCULATION + number.toString().length() / 2);
    double value = number.doubleValue();
    if (Double.isInfinite(value)) {
      throw new IllegalArgumentException("a number beyond the range of a double");
    }
    return value;
  }

  static long toInt(Decimal number) {
    return number
        .truncated(LONG_DIGITS)
        .filter(it -> it.bitLength() < Long.SIZE)
        .orElseThrow(() -> new IllegalArgumentException("a number beyond the range of an int"))
        .longValue();
  }

  static UnsignedLong toUint(Decimal number) {
    return number
        .truncated(LONG_DIGITS)
        .filter(it -> it.signum() >= 0 && it.compareTo(MAX_UINT) <= 0)
        .map(UnsignedLong::valueOf)
        .orElseThrow(() -> new IllegalArgumentException("a number beyond the range of a uint"));
  }
}
