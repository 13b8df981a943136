package dev.joinall.template;

import com.google.common.collect.ImmutableList;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.CelByteString;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionOverload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Declarations of functions for the type checker, and their bindings. A function of this table
 * charges its own cost. Filled at start-up.
 */
@SuppressWarnings("Immutable") // these functions depend only on their arguments
final class FunctionTable {
  static final ListType LIST = ListType.create(SimpleType.DYN);
  static final MapType MAP = MapType.create(SimpleType.DYN, SimpleType.DYN);
  static final OpaqueType OBJECT_ID = OpaqueType.create("objectId");
  static final OpaqueType UNIQUE_ID = OpaqueType.create("uuid");

  private static final List<CelType> NUMBERS =
      List.of(SimpleType.INT, SimpleType.UINT, SimpleType.DOUBLE);

  private static final Map<CelType, Class<?>> CLASSES =
      Map.of(
          SimpleType.STRING,
          String.class,
          SimpleType.BYTES,
          CelByteString.class,
          SimpleType.INT,
          Long.class,
          SimpleType.DOUBLE,
          Number.class,
          SimpleType.TIMESTAMP,
          Instant.class,
          SimpleType.DURATION,
          Duration.class,
          LIST,
          Collection.class,
          MAP,
          Map.class,
          OBJECT_ID,
          HexId.class,
          UNIQUE_ID,
          UUID.class);

  private final List<CelFunctionDecl> declarations = new ArrayList<>();
  private final List<CelFunctionBinding> bindings = new ArrayList<>();

  /** An argument whose parameter is {@link #MAP}. */
  static Map<?, ?> map(Object argument) {
    return (Map<?, ?>) argument;
  }

  /** An argument whose parameter is {@link #LIST}. */
  static Collection<?> list(Object argument) {
    return (Collection<?>) argument;
  }

  List<CelFunctionDecl> declarations() {
    return List.copyOf(declarations);
  }

  List<CelFunctionBinding> bindings() {
    return List.copyOf(bindings);
  }

  /** Declares a function that has its binding elsewhere. */
  void declare(String name, String id, CelType result, CelType... parameters) {
    declarations.add(
        CelFunctionDecl.newFunctionDeclaration(
            name, CelOverloadDecl.newGlobalOverload(id, result, parameters)));
  }

  /** Adds a function, called as {@code name(a, b)}. */
  void function(
      String name, String id, CelFunctionOverload code, CelType result, CelType... parameters) {
    declare(name, id, result, parameters);
    bind(id, code, parameters);
  }

  /** Adds a function whose first argument is a number of any type. */
  void ofNumber(
      String name, String id, CelFunctionOverload code, CelType result, CelType... others) {
    CelType[] parameters = new CelType[others.length + 1];
    System.arraycopy(others, 0, parameters, 1, others.length);
    for (CelType number : NUMBERS) {
      parameters[0] = number;
      declare(name, id + "@" + number.name(), result, parameters.clone());
    }
    parameters[0] = SimpleType.DOUBLE;
    bind(id, code, parameters);
  }

  /** Adds a method, called as {@code a.name(b)}. */
  void method(
      String name, String id, CelFunctionOverload code, CelType result, CelType... parameters) {
    declarations.add(
        CelFunctionDecl.newFunctionDeclaration(
            name, CelOverloadDecl.newMemberOverload(id, result, parameters)));
    bind(id, code, parameters);
  }

  /** Binds a function that a CEL library declares. */
  void bind(String id, CelFunctionOverload code, CelType... parameters) {
    ImmutableList.Builder<Class<?>> classes = ImmutableList.builder();
    for (CelType parameter : parameters) {
      classes.add(CLASSES.getOrDefault(parameter, Object.class));
    }
    bindings.add(CelFunctionBinding.from(id, classes.build(), code));
  }
}
