package dev.joinall.template;

import com.google.common.primitives.UnsignedLong;
import dev.joinall.json.Decimal;

/**
 * Compares numbers of all forms by their exact value. A double counts as the shortest decimal that
 * parses to it: 0.1 in an expression equals 0.1 in a body.
 */
final class Numbers {
  /** Every integer up to this value has an exact double. */
  private static final long EXACT_DOUBLE = 1L << 53;

  /** In elements: the cost of converting a number of another form to a decimal. */
  private static final int WRITTEN = 50;

  private Numbers() {}

  /** NaN equals nothing, not even itself. */
  static boolean equal(Number a, Number b) {
    return !isNaN(a) && !isNaN(b) && compare(a, b) == 0;
  }

  static boolean isNaN(Object number) {
    return number instanceof Double value && value.isNaN();
  }

  /** Orders numbers; NaN is last. */
  static int compare(Number a, Number b) {
    if (a instanceof Long x && b instanceof Long y) {
      return Long.compare(x, y);
    }
    if (isDouble(a) && isDouble(b)) {
      double x = a.doubleValue();
      double y = b.doubleValue();
      return x < y ? -1 : x > y ? 1 : x == y ? 0 : Boolean.compare(isNaN(a), isNaN(b));
    }
    if (a instanceof Double x && !Double.isFinite(x)) {
      return x == Double.NEGATIVE_INFINITY ? -1 : 1;
    }
    if (b instanceof Double) {
      return -compareToFinite(b, a);
    }
    return compareToFinite(a, b);
  }

  private static int compareToFinite(Number a, Number b) {
    if (b instanceof Double y && !Double.isFinite(y)) {
      return y == Double.NEGATIVE_INFINITY ? 1 : -1;
    }
    return decimal(a).compareTo(decimal(b));
  }

  /** Whether a comparison as double is exact. */
  private static boolean isDouble(Number number) {
    return number instanceof Double
        || (number instanceof Long whole && whole > -EXACT_DOUBLE && whole < EXACT_DOUBLE);
  }

  private static Decimal decimal(Number number) {
    if (!(number instanceof Decimal)) {
      Meter.chargeElements(WRITTEN);
    }
    return number instanceof UnsignedLong whole
        ? Decimal.parse(whole.toString())
        : Decimal.of(number);
  }
}
