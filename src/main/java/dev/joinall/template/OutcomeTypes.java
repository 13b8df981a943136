package dev.joinall.template;

import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.NullableType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import java.util.List;
import java.util.Optional;

/** The types of outcomes and faults, so that an unknown member is a problem. */
final class OutcomeTypes {
  private static final ImmutableSet<String> OUTCOME_MEMBERS =
      ImmutableSet.of("status", "fault", "code", "headers", "body", "items", "failed", "happened");
  private static final ImmutableSet<String> FAULT_MEMBERS =
      ImmutableSet.of("type", "detail", "attempts", "happened", "code", "headers", "body");

  static final StructType OUTCOME =
      StructType.create("outcome", OUTCOME_MEMBERS, OutcomeTypes::memberOfOutcome);
  static final StructType FAULT =
      StructType.create("fault", FAULT_MEMBERS, OutcomeTypes::memberOfFault);

  static final List<StructType> ALL = List.of(OUTCOME, FAULT);

  private OutcomeTypes() {}

  private static Optional<CelType> memberOfOutcome(String name) {
    return switch (name) {
      case "status" -> Optional.of(SimpleType.STRING);
      case "headers" -> Optional.of(MapType.create(SimpleType.STRING, SimpleType.DYN));
      case "items" -> Optional.of(ListType.create(OUTCOME));
      case "fault" -> Optional.of(NullableType.create(SimpleType.STRING));
      case "code", "failed" -> Optional.of(NullableType.create(SimpleType.INT));
      case "happened" -> Optional.of(NullableType.create(SimpleType.BOOL));
      default -> OUTCOME_MEMBERS.contains(name) ? Optional.of(SimpleType.DYN) : Optional.empty();
    };
  }

  private static Optional<CelType> memberOfFault(String name) {
    return switch (name) {
      case "type" -> Optional.of(SimpleType.STRING);
      case "attempts" -> Optional.of(SimpleType.INT);
      case "code" -> Optional.of(NullableType.create(SimpleType.INT));
      case "happened" -> Optional.of(NullableType.create(SimpleType.BOOL));
      default -> FAULT_MEMBERS.contains(name) ? Optional.of(SimpleType.DYN) : Optional.empty();
    };
  }

  /** The members of an outcome, or of the root {@code fault}. */
  static List<String> members(String root) {
    return (root.equals(SymbolTable.FAULT) ? FAULT_MEMBERS : OUTCOME_MEMBERS).asList();
  }
}
