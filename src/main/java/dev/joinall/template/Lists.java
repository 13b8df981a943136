package dev.joinall.template;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/** List functions that compare elements, or read their members. */
final class Lists {
  private Lists() {}

  /** Keeps the first of equal elements. NaN equals nothing, so every NaN stays. */
  static List<Object> distinct(Collection<?> list) {
    Meter.chargeBytes(Cost.OBJECT + (long) list.size() * Cost.ENTRY);
    TreeSet<Object> known = new TreeSet<>(ValueOrder.ORDER);
    List<Object> distinct = new ArrayList<>();
    for (Object item : list) {
      if (Numbers.isNaN(item) || known.add(ValueOrder.ordered(item))) {
        distinct.add(item);
      }
    }
    return distinct;
  }

  static List<Object> sorted(Collection<?> list) {
    Meter.chargeBytes(Cost.OBJECT + (long) list.size() * Cost.PLACE);
    List<Object> sorted = new ArrayList<>(list);
    sorted.sort(Lists::compare);
    return sorted;
  }

  /** The values of pairs, sorted by their keys. */
  static List<Object> sortedByKeys(Collection<?> pairs) {
    Meter.chargeBytes(Cost.OBJECT + 2L * pairs.size() * Cost.PLACE);
    List<List<?>> sorted = new ArrayList<>();
    pairs.forEach(pair -> sorted.add((List<?>) pair));
    sorted.sort(Comparator.comparing(List::getFirst, Lists::compare));
    List<Object> values = new ArrayList<>(sorted.size());
    sorted.forEach(pair -> values.add(pair.get(1)));
    return values;
  }

  @SuppressWarnings("unchecked") // both have the same class, which is comparable to itself
  static int compare(Object a, Object b) {
    if ((a instanceof Number && b instanceof Number)
        || (a instanceof String && b instanceof String)) {
      return ValueOrder.ORDER.compare(a, b);
    }
    if (!(a instanceof Comparable<?> comparable)) {
      throw new IllegalArgumentException("List elements must be comparable");
    }
    if (a.getClass() != b.getClass()) {
      throw new IllegalArgumentException("List elements must have the same type");
    }
    Meter.chargeElements(1);
    return ((Comparable<Object>) comparable).compareTo(b);
  }

  static List<Object> flat(Collection<?> list, long depth) {
    if (depth < 0) {
      throw new IllegalArgumentException("Level must be non-negative");
    }
    List<Object> flat = new ArrayList<>();
    flatten(list, depth, flat);
    return flat;
  }

  private static void flatten(Collection<?> list, long depth, List<Object> to) {
    Meter.chargeElements(1L + list.size());
    for (Object item : list) {
      if (depth > 0 && item instanceof Collection<?> inner) {
        flatten(inner, depth - 1, to);
      } else {
        Meter.chargeBytes(Cost.PLACE);
        to.add(item);
      }
    }
  }

  /** The smallest or largest number. */
  static Number extreme(Collection<?> numbers, IntPredicate better) {
    Number extreme = null;
    for (Object item : numbers) {
      Meter.chargeElements(1);
      if (!(item instanceof Number number)) {
        throw new IllegalArgumentException("a list of numbers is needed");
      }
      extreme = extreme == null || better.test(Numbers.compare(number, extreme)) ? number : extreme;
    }
    if (extreme == null) {
      throw new IllegalArgumentException("the list is empty");
    }
    return extreme;
  }
}
