package dev.joinall.template;

import com.google.protobuf.NullValue;
import dev.cel.common.values.CelByteString;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Equality of CEL's values: deep, with numbers compared by their exact value. Also a total order in
 * which equal values are adjacent: it needs no hash codes, for which a client could choose
 * collisions. Everything is charged to the budget.
 */
final class Comparison {
  /** A total order that groups values by kind. */
  static final Comparator<Object> ORDER = Comparison::order;

  /** In elements: the cost of comparing two values that are no containers. */
  private static final int COMPARISON = 2;

  /** In elements: the cost of one comparison of a sort. */
  private static final int ORDERING = 3;

  private static final int CHARGED_TOGETHER = 32;

  private Comparison() {}

  static boolean equal(@Nullable Object a, @Nullable Object b) {
    Meter.look(COMPARISON);
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
    Meter.look(Cost.ofCompared(a.length()));
    return a.equals(b);
  }

  private static boolean equalBytes(CelByteString a, CelByteString b) {
    Meter.look(Cost.ofCompared(a.size()));
    return a.equals(b);
  }

  /** Identical bytes are equal, because JSON has no NaN; different bytes may still be equal. */
  private static boolean sameBytes(@Nullable Object a, @Nullable Object b) {
    if (a instanceof JsonViews.View x
        && b instanceof JsonViews.View y
        && x.json().length() == y.json().length()) {
      Meter.look(Cost.ofCompared(x.json().length()));
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
      Meter.look((long) COMPARISON * Math.min(CHARGED_TOGETHER, size - next));
    }
  }

  /** The value of a key. The key may be a number in another form than the one that is looked up. */
  static Optional<Object> find(Map<?, ?> map, @Nullable Object key) {
    Meter.look(1);
    if (map instanceof Variables.Group group) {
      return group.present(String.valueOf(key));
    }
    if (map instanceof KeyedMap keyed) {
      return KeyedMap.name(key).map(keyed::get);
    }
    if (key instanceof Number number && !(map instanceof JsonViews.View)) {
      for (Map.Entry<?, ?> member : map.entrySet()) {
        Meter.look(1);
        if (member.getKey() instanceof Number its && Numbers.equal(its, number)) {
          return Optional.of(nonNull(member.getValue()));
        }
      }
      return Optional.empty();
    }
    return map.containsKey(key) ? Optional.of(nonNull(map.get(key))) : Optional.empty();
  }

  private static Object nonNull(@Nullable Object value) {
    return value == null ? NullValue.NULL_VALUE : value;
  }

  static boolean isNull(@Nullable Object value) {
    return value == null
        || value instanceof NullValue
        || value instanceof dev.cel.common.values.NullValue;
  }

  private static int order(@Nullable Object a, @Nullable Object b) {
    Meter.look(ORDERING);
    int rank = rank(a);
    int others = rank(b);
    if (rank != others) {
      return Integer.compare(rank, others);
    }
    return switch (a) {
      case Number x when b instanceof Number y -> Numbers.compare(x, y);
      case String x when b instanceof String y -> orderTexts(x, y);
      case Boolean x when b instanceof Boolean y -> Boolean.compare(x, y);
      case Collection<?> x when b instanceof Collection<?> y -> orderItems(x, y);
      case Members x when b instanceof Members y -> orderItems(x.inOrder(), y.inOrder());
      case Map<?, ?> x when b instanceof Map<?, ?> y -> orderItems(flat(x), flat(y));
      case null, default -> rank == 0 ? 0 : orderTexts(written(a), written(b));
    };
  }

  private static int rank(@Nullable Object value) {
    return switch (value) {
      case Boolean b -> 1;
      case Number n -> 2;
      case String s -> 3;
      case Collection<?> c -> 4;
      case Map<?, ?> m -> 5;
      case Members m -> 5;
      case null, default -> isNull(value) ? 0 : 6;
    };
  }

  private static int orderTexts(String a, String b) {
    Meter.look(Cost.ofCompared(Math.min(a.length(), b.length())));
    return a.compareTo(b);
  }

  private static String written(@Nullable Object value) {
    return value == null ? "" : value.getClass().getName() + value;
  }

  private static int orderItems(Collection<?> a, Collection<?> b) {
    Iterator<?> others = b.iterator();
    for (Object item : a) {
      if (!others.hasNext()) {
        return 1;
      }
      int order = order(item, others.next());
      if (order != 0) {
        return order;
      }
    }
    return others.hasNext() ? -1 : 0;
  }

  /** The names and values of an object, ordered by name. */
  private record Members(List<Object> inOrder) {}

  /**
   * The same value prepared for many comparisons in {@link #ORDER}: each object is sorted only
   * once.
   */
  static @Nullable Object ordered(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        List<Object> flat = flat(map);
        flat.replaceAll(Comparison::ordered);
        yield new Members(flat);
      }
      case Collection<?> list -> {
        Meter.look(1L + list.size());
        Meter.make(Cost.OBJECT + (long) list.size() * Cost.PLACE);
        List<@Nullable Object> items = new ArrayList<>(list.size());
        list.forEach(item -> items.add(ordered(item)));
        yield items;
      }
      case null, default -> value;
    };
  }

  /** In elements: the cost of sorting in one member. */
  private static final int MEMBER = 25;

  /** Names and values, ordered by name. */
  private static List<Object> flat(Map<?, ?> map) {
    Meter.look(10L + (long) MEMBER * map.size());
    Meter.make(Cost.OBJECT + 2L * Cost.PLACE * map.size());
    List<Map.Entry<?, ?>> members = new ArrayList<>(map.entrySet());
    members.sort((a, b) -> order(a.getKey(), b.getKey()));
    List<Object> flat = new ArrayList<>(members.size() * 2);
    for (Map.Entry<?, ?> member : members) {
      flat.add(member.getKey());
      flat.add(nonNull(member.getValue()));
    }
    return flat;
  }
}
