package dev.joinall.template;

import dev.cel.common.types.CelType;
import dev.cel.common.types.NullableType;

/** The nouns of types of expressions, for messages. */
final class TypeNames {
  private TypeNames() {}

  /** The type without null. */
  static CelType plain(CelType type) {
    return type instanceof NullableType nullable ? nullable.targetType() : type;
  }

  /** False if a value of this type is never a number. */
  static boolean mayBeNumber(CelType type) {
    return switch (plain(type).kind()) {
      case BOOL, STRING, BYTES, LIST, MAP, STRUCT, TIMESTAMP, DURATION -> false;
      default -> true;
    };
  }

  /** False if a value of this type is never a list. */
  static boolean mayBeList(CelType type) {
    return switch (plain(type).kind()) {
      case BOOL, INT, UINT, DOUBLE, STRING, BYTES, MAP, STRUCT, TIMESTAMP, DURATION -> false;
      default -> true;
    };
  }

  static String noun(CelType type) {
    return switch (plain(type).kind()) {
      case BOOL -> "true or false";
      case INT, UINT -> "an integer";
      case DOUBLE -> "a number";
      case STRING -> "a text";
      case BYTES -> "bytes";
      case LIST -> "a list";
      case MAP, STRUCT -> "an object";
      case TIMESTAMP -> "a date";
      case DURATION -> "a duration";
      case NULL_TYPE -> "null";
      default -> "a " + type.name();
    };
  }
}
