package dev.joinall.template;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A total order of CEL's values, in which equal values are adjacent. Does not use hash codes,
 * because a client could choose collisions. Charges all work to the budget.
 */
final class ValueOrder {
  /** A total order that groups values by kind. */
  static final Comparator<Object> ORDER = ValueOrder::order;

  /** In elements: the cost of sorting one member. */
  private static final int MEMBER = 25;

  /** In elements: the cost of one comparison of a sort. */
  private static final int ORDERING = 3;

  private ValueOrder() {}

  private static int order(@Nullable Object a, @Nullable Object b) {
    Meter.chargeElements(ORDERING);
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
      case null, default -> Comparison.isNull(value) ? 0 : 6;
    };
  }

  private static int orderTexts(String a, String b) {
    Meter.chargeElements(Cost.ofCompared(Math.min(a.length(), b.length())));
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
   * Returns the value prepared for many comparisons in {@link #ORDER}: sorts each object only once.
   */
  static @Nullable Object ordered(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        List<Object> flat = flat(map);
        flat.replaceAll(ValueOrder::ordered);
        yield new Members(flat);
      }
      case Collection<?> list -> {
        Meter.chargeElements(1L + list.size());
        Meter.chargeBytes(Cost.OBJECT + (long) list.size() * Cost.PLACE);
        List<@Nullable Object> items = new ArrayList<>(list.size());
        list.forEach(item -> items.add(ordered(item)));
        yield items;
      }
      case null, default -> value;
    };
  }

  /** The names and values, ordered by name. */
  private static List<Object> flat(Map<?, ?> map) {
    Meter.chargeElements(10L + (long) MEMBER * map.size());
    Meter.chargeBytes(Cost.OBJECT + 2L * Cost.PLACE * map.size());
    List<Map.Entry<?, ?>> members = new ArrayList<>(map.entrySet());
    members.sort((a, b) -> order(a.getKey(), b.getKey()));
    List<Object> flat = new ArrayList<>(members.size() * 2);
    for (Map.Entry<?, ?> member : members) {
      flat.add(member.getKey());
      flat.add(Comparison.nonNull(member.getValue()));
    }
    return flat;
  }
}
