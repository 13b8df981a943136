package dev.joinall.template;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableMap;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.checker.CelStandardDeclarations.StandardFunction;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.compiler.CelCompilerLibrary;
import dev.cel.extensions.CelExtensionLibrary;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelRuntimeLibrary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The CEL environment of Joinall: the standard macros, optional values ({@code a.?b.orValue(c)}),
 * the string, list, math and encoder extensions, {@code objectId(text)} and {@code date(text)}.
 * Roots with members are struct types, so the type checker rejects a member that does not exist.
 */
final class Language {
  /** Of one expression. The compiler itself limits its nesting to 250. */
  static final int MAX_CHARACTERS = 10_000;

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .enableOptionalSyntax(true)
          .enableQuotedIdentifierSyntax(true)
          .enableHeterogeneousNumericComparisons(true)
          .maxExpressionCodePointSize(MAX_CHARACTERS)
          .build();
  private static final String STRUCT = "joinall.";

  /** A map, so that a name with a dash can be written {@code header["x-trace"]}. */
  private static final MapType HEADERS = MapType.create(SimpleType.STRING, SimpleType.DYN);

  /** An operator by the compiler's name, and its result type. */
  private record Sign(String name, CelType result) {}

  /** The operators that support decimals, by the prefix of their ids. */
  private static final Map<String, Sign> OPERATORS =
      Map.of(
          "less", new Sign("_<_", SimpleType.BOOL),
          "less_equals", new Sign("_<=_", SimpleType.BOOL),
          "greater", new Sign("_>_", SimpleType.BOOL),
          "greater_equals", new Sign("_>=_", SimpleType.BOOL),
          "add", new Sign("_+_", SimpleType.DYN),
          "subtract", new Sign("_-_", SimpleType.DYN),
          "multiply", new Sign("_*_", SimpleType.DYN));

  private static final OpaqueType OBJECT_ID = OpaqueType.create("objectId");

  private static final OpaqueType DECIMAL = OpaqueType.create("decimal");

  private static final List<CelRuntimeLibrary> LIBRARIES =
      List.of(
          CelExtensions.optional(),
          CelExtensions.strings(),
          CelExtensions.lists(),
          CelExtensions.math(),
          CelExtensions.encoders(OPTIONS));

  private static final List<CelFunctionDecl> OWN = own();

  /** Functions do not depend on names, so one runtime serves all files. */
  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.legacyCelRuntimeBuilder()
          .setOptions(OPTIONS)
          .setStandardEnvironmentEnabled(false)
          .addFunctionBindings(Functions.metered(OPTIONS, LIBRARIES, overloads()))
          .build();

  private Language() {}

  static Cel over(SymbolTable symbols) {
    ImmutableMap.Builder<String, CelType> declared = ImmutableMap.builder();
    symbols.groups().forEach((group, members) -> declared.put(group, type(group, members)));
    ImmutableMap<String, CelType> structs = declared.buildOrThrow();
    CelCompilerBuilder compiler =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .setOptions(OPTIONS)
            .setTypeProvider(new Types(structs.values()))
            .addFunctionDeclarations(OWN);
    LIBRARIES.forEach(library -> compiler.addLibraries((CelCompilerLibrary) library));
    symbols.roots().forEach((name, member) -> compiler.addVar(name, member.type()));
    structs.forEach(compiler::addVar);
    return CelFactory.combine(compiler.build(), RUNTIME);
  }

  /** The ids of all functions that the compiler knows. */
  static Set<String> overloads() {
    Stream<CelFunctionDecl> standard =
        Stream.of(StandardFunction.values()).map(StandardFunction::functionDecl);
    Stream<CelFunctionDecl> libraries =
        LIBRARIES.stream()
            .flatMap(it -> ((CelExtensionLibrary.FeatureSet) it).functions().stream());
    return Stream.of(standard, libraries, OWN.stream())
        .flatMap(Function.identity())
        .flatMap(it -> it.overloads().stream())
        .map(CelOverloadDecl::overloadId)
        .collect(Collectors.toSet());
  }

  private static List<CelFunctionDecl> own() {
    List<CelFunctionDecl> own = new ArrayList<>();
    own.add(function("objectId", "objectId_string", OBJECT_ID, SimpleType.STRING));
    own.add(function("date", "date_string", SimpleType.TIMESTAMP, SimpleType.STRING));
    own.add(function("string", "decimal_to_string", SimpleType.STRING, DECIMAL));
    own.add(function("double", "decimal_to_double", SimpleType.DOUBLE, DECIMAL));
    own.add(function("int", "decimal_to_int64", SimpleType.INT, DECIMAL));
    own.add(function("uint", "decimal_to_uint64", SimpleType.UINT, DECIMAL));
    own.add(function("-_", "negate_decimal", SimpleType.DYN, DECIMAL));
    OPERATORS.forEach((operator, sign) ->
        Orders.pairs((a, b) -> {
          if (a.equals("decimal") || b.equals("decimal")) {
            own.add(
                function(
                    sign.name(), Orders.id(operator, a, b), sign.result(), number(a), number(b)));
          }
        }));
    return own;
  }

  private static CelType number(String form) {
    return switch (form) {
      case "int64" -> SimpleType.INT;
      case "uint64" -> SimpleType.UINT;
      case "double" -> SimpleType.DOUBLE;
      default -> DECIMAL;
    };
  }

  private static CelFunctionDecl function(
      String name, String id, CelType result, CelType... parameters) {
    return CelFunctionDecl.newFunctionDeclaration(
        name, CelOverloadDecl.newGlobalOverload(id, result, parameters));
  }

  /** Whether a value of this type is a root with members. */
  static boolean isGroup(CelType type) {
    return type.name().startsWith(STRUCT) || type.equals(HEADERS);
  }

  private static CelType type(String group, Map<String, SymbolTable.Member> members) {
    if (group.equals(SymbolTable.HEADER)) {
      return HEADERS;
    }
    ImmutableMap.Builder<String, CelType> types = ImmutableMap.builder();
    members.forEach((name, member) -> types.put(name, member.type()));
    ImmutableMap<String, CelType> known = types.buildOrThrow();
    return StructType.create(
        STRUCT + group, known.keySet(), name -> Optional.ofNullable(known.get(name)));
  }

  private record Types(ImmutableCollection<CelType> structs) implements CelTypeProvider {
    @Override
    public ImmutableCollection<CelType> types() {
      return structs;
    }

    @Override
    public Optional<CelType> findType(String name) {
      return structs.stream().filter(type -> type.name().equals(name)).findFirst();
    }
  }
}
