package dev.joinall.template;

import com.google.common.collect.ImmutableList;
import dev.cel.common.CelFunctionDecl;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionOverload;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Replacements of CEL's own functions, with the same ids: comparisons, which are exact here, and
 * functions that would take more than linear time. Also the additional functions of Joinall.
 */
@SuppressWarnings("Immutable") // these functions depend only on their arguments
final class OwnFunctions {
  private static final List<CelFunctionBinding> ALL = new ArrayList<>();
  private static final FunctionTable TABLE = new FunctionTable();

  /** In characters: the maximum length of a key in a message. */
  private static final int MAX_KEY = 100;

  static {
    equality();
    numbers();
    texts();
    lists();
    NumberDeclarations.declare(TABLE);
    NumberFunctions.declare(TABLE);
    ListFunctions.declare(TABLE);
    KeyedFunctions.declare(TABLE);
    ObjectFunctions.declare(TABLE);
    CodeFunctions.declare(TABLE);
    DateFunctions.declare(TABLE);
    RegexFunctions.declare(TABLE);
    ALL.addAll(TABLE.bindings());
  }

  private OwnFunctions() {}

  static List<CelFunctionBinding> all() {
    return List.copyOf(ALL);
  }

  /** The declarations of Joinall's own functions, for the type checker. */
  static List<CelFunctionDecl> declarations() {
    return TABLE.declarations();
  }

  private static <T> void add(String id, Class<T> type, CelFunctionOverload.Unary<T> function) {
    ALL.add(CelFunctionBinding.from(id, type, function));
  }

  private static <A, B> void add(
      String id, Class<A> first, Class<B> second, CelFunctionOverload.Binary<A, B> function) {
    ALL.add(CelFunctionBinding.from(id, first, second, function));
  }

  private static void add(String id, CelFunctionOverload function, Class<?>... types) {
    ALL.add(CelFunctionBinding.from(id, ImmutableList.copyOf(types), function));
  }

  private static void equality() {
    add("equals", Object.class, Object.class, Comparison::equal);
    add("not_equals", Object.class, Object.class, (a, b) -> !Comparison.equal(a, b));
    add("in_list", Object.class, List.class, (value, list) -> Comparison.contains(list, value));
    add("in_map", Object.class, Map.class, (key, map) -> Comparison.find(map, key).isPresent());
    add("index_map", Map.class, Object.class, OwnFunctions::index);
    add("select_optional_field", Map.class, String.class, Comparison::find);
    add("map_optindex_optional_value", Map.class, Object.class, Comparison::find);
    add("optional_map_optindex_optional_value", Optional.class, Object.class, OwnFunctions::find);
    add("optional_map_index_value", Optional.class, Object.class, OwnFunctions::find);
  }

  private static Object index(Map<?, ?> map, Object key) {
    return Comparison.find(map, key)
        .orElseThrow(() -> new IllegalArgumentException("there is no key " + shown(key)));
  }

  /** Shortens a key for a message: it comes from a client, and may be as long as a body. */
  static String shown(Object key) {
    return key instanceof String text && text.length() > MAX_KEY
        ? text.substring(0, MAX_KEY) + "..."
        : String.valueOf(key);
  }

  private static Object find(Optional<?> map, Object key) {
    return map.isPresent() ? Comparison.find((Map<?, ?>) map.get(), key) : Optional.empty();
  }

  private static void numbers() {
    Orders.each(
        (id, holds) -> add(id, Number.class, Number.class, (a, b) -> Orders.holds(a, b, holds)));
    add("add_number", Number.class, Number.class, Arithmetic::add);
    add("subtract_number", Number.class, Number.class, Arithmetic::subtract);
    add("multiply_number", Number.class, Number.class, Arithmetic::multiply);
    add("divide_number", Number.class, Number.class, Arithmetic::divide);
    add("modulo_number", Number.class, Number.class, Arithmetic::modulo);
    add("negate_number", Number.class, Arithmetic::negate);
    add("string_to_int64", String.class, it -> Arithmetic.toInt(NumberFunctions.parseInteger(it)));
    add(
        "string_to_uint64",
        String.class,
        it -> Arithmetic.toUint(NumberFunctions.parseInteger(it)));
    add("string_to_double", String.class, NumberFunctions::toDouble);
    add("number_to_string", Number.class, Arithmetic::text);
    add("number_to_double", Number.class, Arithmetic::toDouble);
    add("number_to_int64", Number.class, Arithmetic::toInt);
    add("number_to_uint64", Number.class, Arithmetic::toUint);
  }

  private static void texts() {
    add("matches", String.class, String.class, Patterns::matches);
    add("matches_string", String.class, String.class, Patterns::matches);
    add("contains_string", String.class, String.class, Texts::contains);
    add("size_string", String.class, Texts::length);
    add("string_size", String.class, Texts::length);
    add(
        "string_index_of_string",
        String.class,
        String.class,
        (text, wanted) -> Texts.indexOf(text, wanted, 0));
    add(
        "string_index_of_string_int",
        it -> Texts.indexOf((String) it[0], (String) it[1], (Long) it[2]),
        String.class,
        String.class,
        Long.class);
    add(
        "string_last_index_of_string",
        String.class,
        String.class,
        (text, wanted) -> Texts.lastIndexOf(text, wanted, Texts.length(text)));
    add(
        "string_last_index_of_string_int",
        it -> Texts.lastIndexOf((String) it[0], (String) it[1], (Long) it[2]),
        String.class,
        String.class,
        Long.class);
    add(
        "string_replace_string_string",
        it -> Texts.replace((String) it[0], (String) it[1], (String) it[2], -1),
        String.class,
        String.class,
        String.class);
    add(
        "string_replace_string_string_int",
        it -> Texts.replace((String) it[0], (String) it[1], (String) it[2], (Long) it[3]),
        String.class,
        String.class,
        String.class,
        Long.class);
    add(
        "string_split_string",
        String.class,
        String.class,
        (text, separator) -> Texts.split(text, separator, -1));
    add(
        "string_split_string_int",
        it -> Texts.split((String) it[0], (String) it[1], (Long) it[2]),
        String.class,
        String.class,
        Long.class);
    add("list_join", List.class, list -> Texts.join(list, ""));
    add("list_join_string", List.class, String.class, Texts::join);
  }

  private static void lists() {
    add("list_distinct", Collection.class, Lists::distinct);
    add("list_sort", Collection.class, Lists::sorted);
    add("list_sortByAssociatedKeys", Collection.class, Lists::sortedByKeys);
    add("list_flatten", Collection.class, list -> Lists.flat(list, 1));
    add("list_flatten_list_int", Collection.class, Long.class, Lists::flat);
    addExtremes("math_@max_", order -> order > 0);
    addExtremes("math_@min_", order -> order < 0);
  }

  /** Declares the functions for the smallest or largest number. */
  private static void addExtremes(String prefix, IntPredicate better) {
    add(prefix + "number", Number.class, number -> number);
    add(
        prefix + "number_number",
        Number.class,
        Number.class,
        (a, b) -> better.test(Numbers.compare(b, a)) ? b : a);
    add(prefix + "list_dyn", List.class, list -> Lists.extreme(list, better));
  }
}
