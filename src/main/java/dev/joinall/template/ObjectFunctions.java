package dev.joinall.template;

import static dev.joinall.template.FunctionTable.LIST;
import static dev.joinall.template.FunctionTable.MAP;
import static dev.joinall.template.FunctionTable.list;
import static dev.joinall.template.FunctionTable.map;

import com.google.protobuf.NullValue;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Functions on objects, which CEL calls maps. */
final class ObjectFunctions {
  /** In elements: the cost of a member. */
  private static final int MEMBER = 20;

  private ObjectFunctions() {}

  static void declare(FunctionTable table) {
    CelType any = SimpleType.DYN;
    table.method("merge", "map_merge_map", it -> merged(map(it[0]), map(it[1])), MAP, MAP, MAP);
    table.method(
        "omit", "map_omit_list", it -> chosen(map(it[0]), list(it[1]), false), MAP, MAP, LIST);
    table.method(
        "pick", "map_pick_list", it -> chosen(map(it[0]), list(it[1]), true), MAP, MAP, LIST);
    table.method("rename", "map_rename_map", it -> renamed(map(it[0]), map(it[1])), MAP, MAP, MAP);
    table.method("keys", "map_keys", it -> keys(map(it[0])), LIST, MAP);
    table.method("values", "map_values", it -> values(map(it[0])), LIST, MAP);
    table.function(
        MissingMembers.FUNCTION, "part_of_value", it -> part(it[0], it[1]), any, any, any);
    table.function(
        IndexedNames.OPTIONAL_PART,
        "optional_part_of_value",
        it -> optionalPart(it[0], it[1]),
        OptionalType.create(any),
        OptionalType.create(any),
        SimpleType.STRING);
    table.bind("cel_@mapInsert_map_map", it -> inserted(map(it[0]), map(it[1])), MAP, MAP);
    table.bind(
        "cel_@mapInsert_map_key_value",
        it -> inserted(map(it[0]), Map.of(it[1], it[2])),
        MAP,
        any,
        any);
  }

  /** Merges two objects; the members of the second one replace those of the first one. */
  static Map<Object, Object> merged(Map<?, ?> object, Map<?, ?> other) {
    charge(object.size() + (long) other.size());
    Map<Object, Object> merged = new LinkedHashMap<>(object);
    merged.putAll(other);
    return merged;
  }

  /** In elements: the cost of a look-up among many members, whose names may have the same hash. */
  private static final long INSERTED = 120;

  private static void charge(long members) {
    Meter.chargeElements(1 + MEMBER * members);
    Meter.chargeBytes(2L * Cost.OBJECT + Cost.ENTRY * members);
  }

  private static Map<Object, Object> chosen(Map<?, ?> object, Collection<?> names, boolean named) {
    charge(object.size() + (long) names.size());
    Set<Object> wanted = new HashSet<>(names);
    Map<Object, Object> chosen = new LinkedHashMap<>();
    object.forEach((name, value) -> {
      if (wanted.contains(name) == named) {
        chosen.put(name, value);
      }
    });
    return chosen;
  }

  private static Map<Object, Object> renamed(Map<?, ?> object, Map<?, ?> names) {
    charge(object.size() + (long) names.size());
    Map<Object, Object> renamed = new LinkedHashMap<>();
    object.forEach((name, value) -> {
      Object other = names.get(name);
      Object its = other == null ? name : other;
      if (renamed.putIfAbsent(its, value) != null) {
        throw new IllegalArgumentException("two members would have the name " + its);
      }
    });
    return renamed;
  }

  private static List<Object> keys(Map<?, ?> object) {
    charge(object.size());
    return new ArrayList<>(object.keySet());
  }

  private static List<Object> values(Map<?, ?> object) {
    charge(object.size());
    return new ArrayList<>(object.values());
  }

  /** Returns null for a missing part, also of null. A part of an optional is an optional. */
  private static Object part(Object value, Object key) {
    return switch (value) {
      case Optional<?> optional ->
          optional.map(it -> part(it, key)).filter(it -> !Comparison.isNull(it));
      case Map<?, ?> map -> Comparison.find(map, key).orElse(NullValue.NULL_VALUE);
      case List<?> list when key instanceof Number number -> {
        long index = Arithmetic.exactLong(number);
        yield index >= 0 && index < list.size() ? list.get((int) index) : NullValue.NULL_VALUE;
      }
      default -> {
        if (!Comparison.isNull(value)) {
          throw new IllegalArgumentException(
              "not an object, so it has no member " + OwnFunctions.shown(key));
        }
        yield NullValue.NULL_VALUE;
      }
    };
  }

  private static Optional<Object> optionalPart(Object value, Object key) {
    Object object = value instanceof Optional<?> optional ? optional.orElse(null) : value;
    if (Comparison.isNull(object)) {
      return Optional.empty();
    }
    if (object instanceof Map<?, ?> map) {
      return Comparison.find(map, key);
    }
    throw new IllegalArgumentException(
        "not an object, so it has no member " + OwnFunctions.shown(key));
  }

  /** The map that a macro builds. No expression can read it meanwhile, so it may grow in place. */
  private static final class Growing extends LinkedHashMap<Object, Object> {
    private static final long serialVersionUID = 1L;
  }

  private static Map<Object, Object> inserted(Map<?, ?> target, Map<?, ?> more) {
    Meter.chargeElements(INSERTED * more.size());
    charge(more.size());
    var growing = target instanceof Growing known ? known : new Growing();
    if (!(target instanceof Growing)) {
      charge(target.size());
      growing.putAll(target);
    }
    more.forEach((key, value) -> {
      if (!(key instanceof String || key instanceof Number || key instanceof Boolean)) {
        throw new IllegalArgumentException("a key is a text, a number or a boolean");
      }
      if (growing.putIfAbsent(key, value) != null) {
        throw new IllegalArgumentException("two items have the key " + OwnFunctions.shown(key));
      }
    });
    return growing;
  }
}
