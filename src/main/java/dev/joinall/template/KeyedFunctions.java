package dev.joinall.template;

import static dev.joinall.template.FunctionTable.LIST;
import static dev.joinall.template.FunctionTable.MAP;
import static dev.joinall.template.FunctionTable.list;

import com.google.protobuf.NullValue;
import dev.cel.common.types.SimpleType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Functions that access the items of a list by a key. */
final class KeyedFunctions {
  static final String GROUP = "lists.@groupByKeys";
  static final String INDEX = "lists.@indexByKeys";
  static final String DISTINCT = "lists.@distinctByKeys";

  /** In elements: the cost of an entry of a map. */
  private static final int ENTRY = 200;

  private KeyedFunctions() {}

  static void declare(FunctionTable table) {
    table.declare("lists.@sortByAssociatedKeys", "list_sortByAssociatedKeys", LIST, LIST);
    table.function(GROUP, "list_groupByKeys", it -> grouped(list(it[0])), MAP, LIST);
    table.function(INDEX, "list_indexByKeys", it -> indexed(list(it[0])), MAP, LIST);
    table.function(DISTINCT, "list_distinctByKeys", it -> distinct(list(it[0])), LIST, LIST);
    table.method(
        "zipBy",
        "list_zipBy_list_string",
        it -> merged(list(it[0]), list(it[1]), (String) it[2]),
        LIST,
        LIST,
        LIST,
        SimpleType.STRING);
    table.method(
        "zipBy",
        "list_zipBy_list_string_string_string",
        it -> placed(list(it[0]), list(it[1]), (String) it[2], (String) it[3], (String) it[4]),
        LIST,
        LIST,
        LIST,
        SimpleType.STRING,
        SimpleType.STRING,
        SimpleType.STRING);
  }

  private static void eachPair(Collection<?> pairs, BiConsumer<String, Object> taker) {
    for (Object item : pairs) {
      Meter.chargeElements(ENTRY);
      Meter.chargeBytes(Cost.ENTRY);
      List<?> pair = (List<?>) item;
      KeyedMap.name(pair.get(0)).ifPresent(name -> taker.accept(name, pair.get(1)));
    }
  }

  @SuppressWarnings("unchecked") // this class creates the lists
  private static KeyedMap grouped(Collection<?> pairs) {
    var groups = new KeyedMap();
    eachPair(
        pairs,
        (name, item) -> ((List<Object>) groups.computeIfAbsent(name, it -> group())).add(item));
    return groups;
  }

  private static List<Object> group() {
    Meter.chargeElements(ENTRY);
    Meter.chargeBytes(2L * Cost.OBJECT);
    return new ArrayList<>();
  }

  /** Indexes the items; the last item of equal keys wins. */
  private static KeyedMap indexed(Collection<?> pairs) {
    var index = new KeyedMap();
    eachPair(pairs, index::put);
    return index;
  }

  /** Removes duplicates; the first item of equal keys wins. */
  private static List<Object> distinct(Collection<?> pairs) {
    TreeSet<Object> known = new TreeSet<>(ValueOrder.ORDER);
    List<Object> distinct = new ArrayList<>();
    for (Object item : pairs) {
      Meter.chargeBytes(Cost.ENTRY);
      List<?> pair = (List<?>) item;
      if (known.add(comparable(pair.get(0)))) {
        distinct.add(pair.get(1));
      }
    }
    return distinct;
  }

  private static Object comparable(@Nullable Object key) {
    @Nullable Object ordered = ValueOrder.ordered(key);
    return ordered == null ? NullValue.NULL_VALUE : ordered;
  }

  /**
   * Returns each object of the first list, merged with the object of the second list that has the
   * same key.
   */
  private static List<Object> merged(Collection<?> list, Collection<?> others, String key) {
    Map<Object, Map<?, ?>> index = index(others, key);
    List<Object> merged = new ArrayList<>(list.size());
    for (Object item : list) {
      Map<?, ?> object = object(item);
      Map<?, ?> other = find(index, object, key);
      merged.add(other == null ? object : ObjectFunctions.merged(object, other));
    }
    return merged;
  }

  /**
   * Returns each object of the first list, with the object of the second list that has its key as a
   * member.
   */
  private static List<Object> placed(
      Collection<?> list, Collection<?> others, String key, String otherKey, String into) {
    Map<Object, Map<?, ?>> index = index(others, otherKey);
    List<Object> placed = new ArrayList<>(list.size());
    for (Object item : list) {
      Map<?, ?> object = object(item);
      Map<?, ?> other = find(index, object, key);
      placed.add(
          ObjectFunctions.merged(
              object, Map.of(into, other == null ? NullValue.NULL_VALUE : other)));
    }
    return placed;
  }

  private static @Nullable Map<?, ?> find(
      Map<Object, Map<?, ?>> index, Map<?, ?> object, String key) {
    Meter.chargeElements(2 * ENTRY);
    Meter.chargeBytes(Cost.ENTRY);
    Optional<Object> value = Comparison.find(object, key);
    return value.isEmpty() || Comparison.isNull(value.get())
        ? null
        : index.get(comparable(value.get()));
  }

  /** Indexes the objects by their keys; the last object of equal keys wins. */
  private static Map<Object, Map<?, ?>> index(Collection<?> list, String key) {
    Map<Object, Map<?, ?>> index = new TreeMap<>(ValueOrder.ORDER);
    for (Object item : list) {
      Meter.chargeElements(2 * ENTRY);
      Meter.chargeBytes(Cost.ENTRY);
      Map<?, ?> object = object(item);
      Comparison.find(object, key)
          .filter(it -> !Comparison.isNull(it))
          .ifPresent(it -> index.put(comparable(it), object));
    }
    return index;
  }

  private static Map<?, ?> object(@Nullable Object item) {
    if (item instanceof Map<?, ?> object) {
      return object;
    }
    throw new IllegalArgumentException("zipBy takes lists of objects, an item is not an object");
  }
}
