package dev.joinall.template;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** Functions that treat lists as sets, in nearly linear time. */
final class ListSets {
  private ListSets() {}

  static boolean compared(String how, Collection<?> a, Collection<?> b) {
    return switch (how) {
      case "contains" -> containsAll(set(a), b);
      case "equivalent" -> containsAll(set(a), b) && containsAll(set(b), a);
      default -> intersects(set(a), b);
    };
  }

  private static Set<Object> set(Collection<?> list) {
    Meter.chargeBytes(Cost.OBJECT + (long) list.size() * Cost.ENTRY);
    Set<Object> set = new TreeSet<>(ValueOrder.ORDER);
    list.forEach(item -> set.add(ValueOrder.ordered(item)));
    return set;
  }

  private static boolean containsAll(Set<Object> set, Collection<?> items) {
    for (Object item : items) {
      if (Numbers.isNaN(item) || !set.contains(ValueOrder.ordered(item))) {
        return false;
      }
    }
    return true;
  }

  private static boolean intersects(Set<Object> set, Collection<?> items) {
    for (Object item : items) {
      if (!Numbers.isNaN(item) && set.contains(ValueOrder.ordered(item))) {
        return true;
      }
    }
    return false;
  }
}
