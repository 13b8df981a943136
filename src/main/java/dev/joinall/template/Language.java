package dev.joinall.template;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Sets;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.checker.CelStandardDeclarations;
import dev.cel.checker.CelStandardDeclarations.StandardFunction;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.StructType;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.compiler.CelCompilerLibrary;
import dev.cel.extensions.CelComprehensionsExtensions;
import dev.cel.extensions.CelExtensionLibrary;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelListsExtensions;
import dev.cel.extensions.CelMathExtensions;
import dev.cel.parser.CelMacro;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelRuntimeLibrary;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The CEL environment of Joinall: the standard macros, optional values ({@code a.?b.orValue(c)}),
 * the extension libraries of CEL, and {@link OwnFunctions}. Roots with members are struct types, so
 * the type checker rejects a member that does not exist. Not thread-safe.
 */
final class Language {
  /** The maximum length of one expression. The compiler itself limits the nesting to 250. */
  static final int MAX_CHARACTERS = 10_000;

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .enableOptionalSyntax(true)
          .enableQuotedIdentifierSyntax(true)
          .enableHeterogeneousNumericComparisons(true)
          .maxExpressionCodePointSize(MAX_CHARACTERS)
          .build();
  private static final String STRUCT = "joinall.";

  /** Libraries whose functions, macros and types are declared to the compiler. */
  private static final List<CelCompilerLibrary> DECLARED =
      List.of(
          CelExtensions.optional(),
          CelExtensions.strings(),
          CelExtensions.lists(
              Sets.difference(
                  EnumSet.allOf(CelListsExtensions.Function.class),
                  EnumSet.of(CelListsExtensions.Function.SORT_BY))),
          CelExtensions.math(
              Sets.difference(
                  EnumSet.allOf(CelMathExtensions.Function.class),
                  EnumSet.of(
                      CelMathExtensions.Function.CEIL,
                      CelMathExtensions.Function.FLOOR,
                      CelMathExtensions.Function.ROUND,
                      CelMathExtensions.Function.TRUNC))),
          CelExtensions.encoders(OPTIONS),
          CelExtensions.sets(OPTIONS),
          CelExtensions.regex(),
          CelExtensions.comprehensions());

  /** Libraries whose functions are bound, unless {@link OwnFunctions} replaces them. */
  private static final List<CelRuntimeLibrary> BOUND =
      List.of(
          CelExtensions.optional(),
          CelExtensions.strings(),
          CelExtensions.lists(),
          CelExtensions.math(),
          CelExtensions.encoders(OPTIONS));

  private static final CelStandardDeclarations STANDARD =
      CelStandardDeclarations.newBuilder()
          .filterFunctions((function, overload) ->
              !NumberDeclarations.REPLACED.contains(overload.celOverloadDecl().overloadId()))
          .build();

  /** Functions do not depend on names, so one runtime serves all files. */
  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.legacyCelRuntimeBuilder()
          .setOptions(OPTIONS)
          .setStandardEnvironmentEnabled(false)
          .addFunctionBindings(Functions.metered(OPTIONS, BOUND, overloads()))
          .build();

  private final SymbolTable symbols;
  private @Nullable Cel cel;

  Language(SymbolTable symbols) {
    this.symbols = symbols;
  }

  /** Created on first use: an aggregation without expressions does not need it. */
  Cel cel() {
    Cel made = cel;
    if (made == null) {
      made = compilerFor(symbols);
      cel = made;
    }
    return made;
  }

  private static Cel compilerFor(SymbolTable symbols) {
    ImmutableMap.Builder<String, CelType> declared = ImmutableMap.builder();
    symbols.groups().forEach((group, members) -> declared.put(group, type(group, members)));
    ImmutableMap<String, CelType> structs = declared.buildOrThrow();
    CelCompilerBuilder compiler =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .setOptions(OPTIONS)
            .setTypeProvider(
                new Types(
                    ImmutableList.<CelType>builder()
                        .addAll(structs.values())
                        .addAll(OutcomeTypes.ALL)
                        .build()))
            .setStandardEnvironmentEnabled(false)
            .setStandardDeclarations(STANDARD)
            .addMacros(Macros.ALL)
            .addFunctionDeclarations(OwnFunctions.declarations())
            .addLibraries(CelExtensions.bindings());
    DECLARED.forEach(compiler::addLibraries);
    symbols.roots().forEach((name, member) -> compiler.addVar(name, member.type()));
    structs.forEach(compiler::addVar);
    return CelFactory.combine(compiler.build(), RUNTIME);
  }

  /** The ids of the bindings of all functions that the compiler knows. */
  static Set<String> overloads() {
    return declarations()
        .flatMap(it -> it.overloads().stream())
        .map(CelOverloadDecl::overloadId)
        .map(NumberOverloads::of)
        .collect(Collectors.toSet());
  }

  /** The names of all functions that an expression can call, and of the macros. */
  static Set<String> functions() {
    Stream<String> macros =
        Stream.of(
                CelStandardMacro.STANDARD_MACROS.stream().map(it -> it.getFunction()),
                Macros.ALL.stream().map(CelMacro::getFunction),
                DECLARED.stream()
                    .flatMap(it -> ((CelExtensionLibrary.FeatureSet) it).macros().stream())
                    .map(CelMacro::getFunction))
            .flatMap(Function.identity());
    return Stream.concat(declarations().map(CelFunctionDecl::name), macros)
        .filter(it -> it.chars().noneMatch(c -> c == '@' || c == '_' || c == '!'))
        .filter(it -> !it.equals("-"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Whether a function exists that is called as {@code a.name(b)}, or as {@code name(a, b)}. */
  static boolean isCalled(String name, boolean asMethod) {
    return declarations()
        .filter(it -> it.name().equals(name))
        .flatMap(it -> it.overloads().stream())
        .anyMatch(it -> it.isInstanceFunction() == asMethod);
  }

  private static Stream<CelFunctionDecl> declarations() {
    Stream<CelFunctionDecl> libraries =
        DECLARED.stream().flatMap(it -> ((CelExtensionLibrary.FeatureSet) it).functions().stream());
    Stream<CelFunctionDecl> standard =
        Stream.of(StandardFunction.values()).map(StandardFunction::functionDecl);
    Stream<CelFunctionDecl> comprehensions =
        Stream.of(CelComprehensionsExtensions.Function.values()).map(it -> it.functionDecl());
    return Stream.of(standard, libraries, comprehensions, OwnFunctions.declarations().stream())
        .flatMap(Function.identity());
  }

  /** Whether a value of this type is a root with members. */
  static boolean isGroup(CelType type) {
    return type.name().startsWith(STRUCT);
  }

  private static CelType type(String group, Map<String, SymbolTable.Member> members) {
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
