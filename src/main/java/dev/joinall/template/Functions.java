package dev.joinall.template;

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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every function that an expression can call, with its cost. CEL's own functions are used as they
 * are, replaced ({@link OwnFunctions}), or removed. A function without a {@link Costs cost}
 * prevents the start.
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
    // The others are CEL's dispatchers from a name to its overloads, which are never called.
    bindings.keySet().retainAll(declared);
    return bindings.values().stream().map(Functions::metered).toList();
  }

  @SuppressWarnings("Immutable") // a cost has no mutable state
  private static CelFunctionBinding metered(CelFunctionBinding binding) {
    String id = binding.getOverloadId();
    Cost cost = Costs.of(id);
    return InternalFunctionBinder.from(
        id,
        binding.getArgTypes(),
        arguments -> {
          try {
            cost.charge(arguments);
            return binding.getDefinition().apply(arguments);
          } catch (RuntimeException e) {
            throw new CelEvaluationException(Functions.reason(id, e));
          }
        },
        binding.isStrict());
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
