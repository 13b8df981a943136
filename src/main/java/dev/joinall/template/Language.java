package dev.joinall.template;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableMap;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelFunctionBinding;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;

/**
 * CEL as Joinall speaks it: the standard macros, optional values ({@code a.?b.orValue(c)}), the
 * string, list, math and encoder extensions, {@code objectId(text)} and {@code date(text)}. Roots
 * with members are struct types, so that the checker itself refuses a member that isn't there.
 */
final class Language {
  /** Of one expression. The compiler bounds its nesting itself, to 250. */
  static final int MAX_CHARACTERS = 10_000;

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .enableOptionalSyntax(true)
          .enableQuotedIdentifierSyntax(true)
          .enableHeterogeneousNumericComparisons(true)
          // An expression works on one answer; this many steps is a mistake, not work.
          .comprehensionMaxIterations(100_000)
          .maxExpressionCodePointSize(MAX_CHARACTERS)
          .build();
  private static final String STRUCT = "joinall.";

  /** A map, so that a name with a dash can be written {@code header["x-trace"]}. */
  private static final MapType HEADERS = MapType.create(SimpleType.STRING, SimpleType.DYN);

  private static final OpaqueType OBJECT_ID = OpaqueType.create("objectId");

  private Language() {}

  static Cel over(Names names) {
    ImmutableMap.Builder<String, CelType> declared = ImmutableMap.builder();
    names.groups().forEach((group, members) -> declared.put(group, type(group, members)));
    ImmutableMap<String, CelType> structs = declared.buildOrThrow();
    var builder =
        CelFactory.legacyCelBuilder()
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .setOptions(OPTIONS)
            .setTypeProvider(new Types(structs.values()))
            .addCompilerLibraries(
                CelExtensions.optional(),
                CelExtensions.strings(),
                CelExtensions.lists(),
                CelExtensions.math(),
                CelExtensions.encoders(OPTIONS))
            .addRuntimeLibraries(
                CelExtensions.optional(),
                CelExtensions.strings(),
                CelExtensions.lists(),
                CelExtensions.math(),
                CelExtensions.encoders(OPTIONS))
            .addFunctionDeclarations(
                function("objectId", OBJECT_ID), function("date", SimpleType.TIMESTAMP))
            .addFunctionBindings(
                CelFunctionBinding.from("objectId_string", String.class, HexId::new),
                CelFunctionBinding.from("date_string", String.class, Language::date));
    names.roots().forEach((name, member) -> builder.addVar(name, member.type()));
    structs.forEach(builder::addVar);
    return builder.build();
  }

  private static CelFunctionDecl function(String name, CelType result) {
    return CelFunctionDecl.newFunctionDeclaration(
        name, CelOverloadDecl.newGlobalOverload(name + "_string", result, SimpleType.STRING));
  }

  /** A date is midnight UTC; a time without an offset is refused. */
  private static Instant date(String text) {
    try {
      return text.length() == "2026-01-31".length()
          ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
          : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("not an ISO 8601 date: \"" + text + "\"", e);
    }
  }

  /** Whether a value of this type is a root with members. */
  static boolean isGroup(CelType type) {
    return type.name().startsWith(STRUCT) || type.equals(HEADERS);
  }

  private static CelType type(String group, Map<String, Names.Member> members) {
    if (group.equals(Names.HEADER)) {
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
