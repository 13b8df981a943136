package dev.joinall.template;

import com.google.common.primitives.UnsignedLong;
import dev.joinall.json.Decimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.IntPredicate;

/** The operators that order numbers, for each pair of number forms. */
final class Orders {
  private static final Map<String, Class<? extends Number>> FORMS = new LinkedHashMap<>();
  private static final Map<String, IntPredicate> OPERATORS = new LinkedHashMap<>();

  static {
    FORMS.put("int64", Long.class);
    FORMS.put("uint64", UnsignedLong.class);
    FORMS.put("double", Double.class);
    FORMS.put("decimal", Decimal.class);
    OPERATORS.put("less", order -> order < 0);
    OPERATORS.put("less_equals", order -> order <= 0);
    OPERATORS.put("greater", order -> order > 0);
    OPERATORS.put("greater_equals", order -> order >= 0);
  }

  private Orders() {}

  /** Receives one operator for two number forms. */
  interface Taker {
    void take(String id, Class<? extends Number> a, Class<? extends Number> b, IntPredicate holds);
  }

  static void each(Taker taker) {
    OPERATORS.forEach((operator, holds) ->
        pairs((a, b) -> taker.take(id(operator, a, b), form(a), form(b), holds)));
  }

  /** Each pair of forms, in both orders. */
  static void pairs(BiConsumer<String, String> taker) {
    FORMS.keySet().forEach(a -> FORMS.keySet().forEach(b -> taker.accept(a, b)));
  }

  static Class<? extends Number> form(String name) {
    return Objects.requireNonNull(FORMS.get(name));
  }

  /** The id that CEL gives the overload. */
  static String id(String operator, String a, String b) {
    return operator + "_" + (a.equals(b) ? a : a + "_" + b);
  }

  /** Every comparison with NaN is false. */
  static boolean holds(Number a, Number b, IntPredicate order) {
    return !Numbers.isNaN(a) && !Numbers.isNaN(b) && order.test(Numbers.compare(a, b));
  }
}
