package dev.joinall.template;

import static dev.joinall.template.FunctionTable.LIST;
import static dev.joinall.template.FunctionTable.list;

import com.google.protobuf.NullValue;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.IntPredicate;

/** Functions on the items of a list. Sums and comparisons ignore null items. */
final class ListFunctions {
  private ListFunctions() {}

  static void declare(FunctionTable table) {
    CelType any = SimpleType.DYN;
    CelType count = SimpleType.INT;
    table.method("sum", "list_sum", it -> sum(list(it[0])), any, LIST);
    table.method("avg", "list_avg", it -> average(list(it[0])), any, LIST);
    table.method("min", "list_min", it -> extreme(list(it[0]), o -> o < 0), any, LIST);
    table.method("max", "list_max", it -> extreme(list(it[0]), o -> o > 0), any, LIST);
    table.method(
        "take", "list_take_int", it -> part(list(it[0]), 0, (Long) it[1]), LIST, LIST, count);
    table.method(
        "skip",
        "list_skip_int",
        it -> part(list(it[0]), (Long) it[1], Long.MAX_VALUE),
        LIST,
        LIST,
        count);
    for (String function : List.of("contains", "equivalent", "intersects")) {
      table.bind(
          "list_sets_" + function + "_list",
          it -> ListSets.compared(function, list(it[0]), list(it[1])),
          LIST,
          LIST);
    }
  }

  private static Number sum(Collection<?> list) {
    Number sum = 0L;
    for (Object item : list) {
      Meter.chargeElements(1);
      if (!Comparison.isNull(item)) {
        sum = Arithmetic.add(sum, number(item));
      }
    }
    return sum;
  }

  /** The average; null if there is no number. */
  private static Object average(Collection<?> list) {
    Number sum = sum(list);
    long count = list.stream().filter(it -> !Comparison.isNull(it)).count();
    return count == 0 ? NullValue.NULL_VALUE : Arithmetic.divide(sum, count);
  }

  private static Number number(Object item) {
    if (item instanceof Number number) {
      return number;
    }
    throw new IllegalArgumentException("expected a list of numbers, an item is not a number");
  }

  /** The smallest or largest item; null if there is none. */
  private static Object extreme(Collection<?> list, IntPredicate better) {
    Object extreme = NullValue.NULL_VALUE;
    for (Object item : list) {
      Meter.chargeElements(1);
      if (!Comparison.isNull(item)
          && (Comparison.isNull(extreme) || better.test(Lists.compare(item, extreme)))) {
        extreme = item;
      }
    }
    return extreme;
  }

  static void checkCount(long items) {
    if (items < 0) {
      throw new IllegalArgumentException("a number of items can't be negative");
    }
  }

  private static List<Object> part(Collection<?> list, long from, long count) {
    checkCount(from);
    checkCount(count);
    Meter.chargeElements(1L + list.size());
    Meter.chargeBytes(Cost.OBJECT + (long) Cost.PLACE * Math.min(count, list.size()));
    List<Object> part = new ArrayList<>();
    long place = 0;
    for (Object item : list) {
      if (place >= from && place - from < count) {
        part.add(item);
      }
      place++;
    }
    return part;
  }
}
