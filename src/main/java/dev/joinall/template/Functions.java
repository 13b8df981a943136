package dev.joinall.template;

import com.google.common.collect.ImmutableList;
import com.google.common.reflect.Reflection;
import dev.cel.common.CelOptions;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelInternalRuntimeLibrary;
import dev.cel.runtime.CelRuntimeBuilder;
import dev.cel.runtime.CelRuntimeLibrary;
import dev.cel.runtime.CelStandardFunctions;
import dev.cel.runtime.InternalFunctionBinder;
import dev.cel.runtime.RuntimeEquality;
import dev.cel.runtime.RuntimeHelpers;
import dev.joinall.config.Problems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All functions that an expression can call, with their cost. CEL's own functions are unchanged,
 * replaced ({@link OwnFunctions}), or removed. A function without a {@link Costs cost} prevents the
 * start.
 */
final class Functions {
  private Functions() {}

  /**
   * Bindings that charge their cost and fail with short messages.
   *
   * @param declared the ids of all functions that an expression can call
   */
  static List<CelFunctionBinding> metered(
      CelOptions options, List<CelRuntimeLibrary> libraries, Set<String> declared) {
    Map<String, CelFunctionBinding> bindings = new LinkedHashMap<>();
    bound(options, libraries).forEach(it -> bindings.put(it.getOverloadId(), it));
    OwnFunctions.all().forEach(it -> bindings.put(it.getOverloadId(), it));
    declared.forEach(Costs::of);
    // The others dispatch from a name to its overloads in CEL, and are never called.
    bindings.keySet().retainAll(declared);
    return bindings.values().stream().map(Functions::metered).toList();
  }

  @SuppressWarnings("Immutable") // a cost has no mutable state
  private static CelFunctionBinding metered(CelFunctionBinding binding) {
    String id = binding.getOverloadId();
    Cost cost = Costs.of(id);
    boolean takesWhole = binding.getArgTypes().contains(Long.class) && !id.startsWith("math_bit");
    return InternalFunctionBinder.from(
        id,
        takesWhole ? anyNumber(binding.getArgTypes()) : binding.getArgTypes(),
        arguments -> {
          try {
            if (takesWhole) {
              convertIntegers(arguments, binding.getArgTypes());
            }
            cost.charge(arguments);
            return binding.getDefinition().apply(arguments);
          } catch (RuntimeException e) {
            throw new CelEvaluationException(Functions.reason(id, e));
          }
        },
        binding.isStrict());
  }

  /** JSON has one type of number: 150.0 is as valid as 150. */
  private static ImmutableList<Class<?>> anyNumber(List<Class<?>> types) {
    return types.stream()
        .map(type -> type == Long.class ? Number.class : type)
        .collect(ImmutableList.toImmutableList());
  }

  private static void convertIntegers(Object[] arguments, List<Class<?>> types) {
    for (int i = 0; i < arguments.length; i++) {
      if (types.get(i) == Long.class) {
        arguments[i] = Arithmetic.exactLong((Number) arguments[i]);
      }
    }
  }

  /** Names of functions in other languages, and the names here. */
  private static final Map<String, String> OTHER_NAMES =
      Map.ofEntries(
          Map.entry("len", "size"),
          Map.entry("length", "size"),
          Map.entry("count", "size"),
          Map.entry("lower", "lowerAscii"),
          Map.entry("lowercase", "lowerAscii"),
          Map.entry("toLowerCase", "lowerAscii"),
          Map.entry("upper", "upperAscii"),
          Map.entry("uppercase", "upperAscii"),
          Map.entry("toUpperCase", "upperAscii"),
          Map.entry("average", "avg"),
          Map.entry("mean", "avg"),
          Map.entry("reduce", "fold"),
          Map.entry("unique", "distinct"),
          Map.entry("any", "exists"),
          Map.entry("some", "exists"),
          Map.entry("every", "all"),
          Map.entry("find", "filter"),
          Map.entry("concat", "+"),
          Map.entry("includes", "contains"),
          Map.entry("has_key", "in"),
          Map.entry("json", "parseJson"),
          Map.entry("slugify", "replace"),
          Map.entry("strip", "trim"),
          Map.entry("date_format", "formatDate"),
          Map.entry("strftime", "formatDate"),
          Map.entry("today", "now"),
          Map.entry("jsonDecode", "parseJson"),
          Map.entry("fromJson", "parseJson"),
          Map.entry("jsonEncode", "toJson"),
          Map.entry("stringify", "toJson"),
          Map.entry("str", "string"),
          Map.entry("toString", "string"),
          Map.entry("float", "double"),
          Map.entry("number", "parseNumber"),
          Map.entry("encodeURIComponent", "urlEncode"),
          Map.entry("escapeHtml", "htmlEscape"),
          Map.entry("escapeXml", "xmlEscape"),
          Map.entry("round", "math.round"),
          Map.entry("floor", "math.floor"),
          Map.entry("ceil", "math.ceil"),
          Map.entry("abs", "math.abs"),
          Map.entry("coalesce", "orValue"),
          Map.entry("default", "orValue"));

  /** Whether a function exists only in the other form: {@code f(a)} or {@code a.f()}. */
  static boolean hasOtherForm(String name, boolean asMethod) {
    return !Language.isCalled(name, asMethod) && Language.isCalled(name, !asMethod);
  }

  static String otherForm(String name, boolean asMethod) {
    return asMethod ? "write " + name + "(value)" : "write value." + name + "(...)";
  }

  /** The known names nearest to an unknown one. */
  static String suggest(String name) {
    Set<String> known = Language.functions();
    String other = OTHER_NAMES.get(name);
    if (name.equals("format")) {
      return "a text holds expressions itself: \"${a} and ${b}\"; formatNumber and formatDate take"
          + " patterns";
    }
    if (name.equals("now")) {
      return "now is no function: write now";
    }
    if (other != null) {
      return "here it is \"" + other + "\"; docs/expressions.md lists all functions";
    }
    if (known.contains(name)) {
      return "\"" + name + "\" is called on a value, as in value." + name + "(...)";
    }
    List<String> near = Problems.nearest(name, known, 3);
    return near.isEmpty()
        ? "docs/expressions.md lists all functions"
        : "did you mean "
            + near.stream().map(it -> "\"" + it + "\"").collect(Collectors.joining(" or "))
            + "?";
  }

  /** CEL's own message would quote all arguments, which may be as large as a body. */
  private static String reason(String id, RuntimeException failure) {
    String message = String.valueOf(failure.getMessage());
    return message.length() <= MAX_REASON
        ? message
        : id + ": " + message.substring(0, MAX_REASON) + "...";
  }

  private static final int MAX_REASON = 200;

  private static List<CelFunctionBinding> bound(
      CelOptions options, List<CelRuntimeLibrary> libraries) {
    RuntimeEquality equality = RuntimeEquality.create(RuntimeHelpers.create(), options);
    List<CelFunctionBinding> bindings =
        new ArrayList<>(
            CelStandardFunctions.newBuilder().build().newFunctionBindings(equality, options));
    CelRuntimeBuilder collector = collector(bindings);
    for (CelRuntimeLibrary library : libraries) {
      if (library instanceof CelInternalRuntimeLibrary internal) {
        internal.setRuntimeOptions(collector, equality, options);
      } else {
        library.setRuntimeOptions(collector);
      }
    }
    return bindings;
  }

  private static CelRuntimeBuilder collector(List<CelFunctionBinding> to) {
    return Reflection.newProxy(
        CelRuntimeBuilder.class,
        (proxy, method, arguments) -> {
          if (!method.getName().equals("addFunctionBindings")) {
            throw new UnsupportedOperationException(method.getName());
          }
          if (arguments[0] instanceof Iterable<?> several) {
            several.forEach(it -> to.add((CelFunctionBinding) it));
          } else {
            to.addAll(List.of((CelFunctionBinding[]) arguments[0]));
          }
          return proxy;
        });
  }
}
