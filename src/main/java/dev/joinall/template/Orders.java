package dev.joinall.template;

import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.IntPredicate;

/** The operators that order numbers. */
final class Orders {
  private static final Map<String, IntPredicate> OPERATORS =
      Map.of(
          "less", order -> order < 0,
          "less_equals", order -> order <= 0,
          "greater", order -> order > 0,
          "greater_equals", order -> order >= 0);

  private Orders() {}

  /** Passes each operator and its id. */
  static void each(BiConsumer<String, IntPredicate> taker) {
    OPERATORS.forEach((name, holds) -> taker.accept(name + "_number", holds));
  }

  /** Every comparison with NaN is false. */
  static boolean holds(Number a, Number b, IntPredicate order) {
    return !Numbers.isNaN(a) && !Numbers.isNaN(b) && order.test(Numbers.compare(a, b));
  }
}
