package dev.joinall.template;

import com.google.protobuf.NullValue;
import dev.cel.common.values.CelByteString;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Equality of CEL's values: deep, with numbers compared by their exact value. Everything is charged
 * to the budget.
 */
final class Comparison {
  /** In elements: the cost of comparing two values that are not containers. */
  private static final int COMPARISON = 2;

  private static final int CHARGED_TOGETHER = 32;

  private Comparison() {}

  static boolean equal(@Nullable Object a, @Nullable Object b) {
    Meter.chargeElements(COMPARISON);
    return same(a, b);
  }

  /** Like {@link #equal}, for a comparison that is already charged. */
  private static boolean same(@Nullable Object a, @Nullable Object b) {
    if (a instanceof Number x) {
      return b instanceof Number y && Numbers.equal(x, y);
    }
    if (a instanceof String x) {
      return b instanceof String y && x.length() == y.length() && equalTexts(x, y);
    }
    if (isNull(a) || isNull(b)) {
      return isNull(a) && isNull(b);
    }
    if (sameBytes(a, b)) {
      return true;
    }
    return switch (Objects.requireNonNull(a)) {
      case Optional<?> x ->
          b instanceof Optional<?> y
              && x.isPresent() == y.isPresent()
              && (x.isEmpty() || equal(x.get(), y.get()));
      case Collection<?> x ->
          b instanceof Collection<?> y && x.size() == y.size() && equalItems(x, y);
      case Map<?, ?> x -> b instanceof Map<?, ?> y && x.size() == y.size() && equalMembers(x, y);
      case CelByteString x ->
          b instanceof CelByteString y && x.size() == y.size() && equalBytes(x, y);
      default -> Objects.equals(a, b);
    };
  }

  private static boolean equalTexts(String a, String b) {
    Meter.chargeElements(Cost.ofCompared(a.length()));
    return a.equals(b);
  }

  private static boolean equalBytes(CelByteString a, CelByteString b) {
    Meter.chargeElements(Cost.ofCompared(a.size()));
    return a.equals(b);
  }

  /** Identical bytes are equal, because JSON has no NaN; different bytes may still be equal. */
  private static boolean sameBytes(@Nullable Object a, @Nullable Object b) {
    if (a instanceof JsonViews.View x
        && b instanceof JsonViews.View y
        && x.json().length() == y.json().length()) {
      Meter.chargeElements(Cost.ofCompared(x.json().length()));
      return x.json().equals(y.json());
    }
    return false;
  }

  private static boolean equalItems(Collection<?> a, Collection<?> b) {
    Iterator<?> others = b.iterator();
    int next = 0;
    for (Object item : a) {
      chargeTogether(next++, a.size());
      if (!same(item, others.next())) {
        return false;
      }
    }
    return true;
  }

  private static boolean equalMembers(Map<?, ?> a, Map<?, ?> b) {
    for (Map.Entry<?, ?> member : a.entrySet()) {
      Optional<Object> other = find(b, member.getKey());
      if (other.isEmpty() || !equal(member.getValue(), other.get())) {
        return false;
      }
    }
    return true;
  }

  static boolean contains(Collection<?> list, @Nullable Object value) {
    int next = 0;
    for (Object item : list) {
      chargeTogether(next++, list.size());
      if (same(item, value)) {
        return true;
      }
    }
    return false;
  }

  /** A charge costs as much as a comparison, so several items are charged together. */
  private static void chargeTogether(int next, int size) {
    if (next % CHARGED_TOGETHER == 0) {
      Meter.chargeElements((long) COMPARISON * Math.min(CHARGED_TOGETHER, size - next));
    }
  }

  /** The value of a key. Numbers match in any form. */
  static Optional<Object> find(Map<?, ?> map, @Nullable Object key) {
    Meter.chargeElements(1);
    if (map instanceof Variables.Group group) {
      return group.present(String.valueOf(key));
    }
    if (map instanceof KeyedMap keyed) {
      return KeyedMap.name(key).map(keyed::get);
    }
    if (key instanceof Number number && !(map instanceof JsonViews.View)) {
      for (Map.Entry<?, ?> member : map.entrySet()) {
        Meter.chargeElements(1);
        if (member.getKey() instanceof Number its && Numbers.equal(its, number)) {
          return Optional.of(nonNull(member.getValue()));
        }
      }
      return Optional.empty();
    }
    return map.containsKey(key) ? Optional.of(nonNull(map.get(key))) : Optional.empty();
  }

  static Object nonNull(@Nullable Object value) {
    return value == null ? NullValue.NULL_VALUE : value;
  }

  static boolean isNull(@Nullable Object value) {
    return value == null
        || value instanceof NullValue
        || value instanceof dev.cel.common.values.NullValue;
  }
}
