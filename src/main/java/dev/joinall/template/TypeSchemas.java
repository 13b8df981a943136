package dev.joinall.template;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.NullableType;
import dev.joinall.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON Schemas of the types of expressions. */
final class TypeSchemas {
  private TypeSchemas() {}

  /** Matches every value if the type is unknown. */
  static Json of(CelType type) {
    return Json.of(schema(type));
  }

  private static Map<String, Object> schema(CelType type) {
    Map<String, Object> schema = plain(TypeNames.plain(type));
    if (type instanceof NullableType && schema.get("type") instanceof String name) {
      schema.put("type", List.of(name, "null"));
    }
    return schema;
  }

  private static Map<String, Object> plain(CelType type) {
    Map<String, Object> schema = new LinkedHashMap<>();
    switch (type.kind()) {
      case BOOL -> schema.put("type", "boolean");
      case INT, UINT -> schema.put("type", "integer");
      case DOUBLE, DURATION -> schema.put("type", "number");
      case STRING -> schema.put("type", "string");
      case BYTES -> {
        schema.put("type", "string");
        schema.put("contentEncoding", "base64");
      }
      case TIMESTAMP -> {
        schema.put("type", "string");
        schema.put("format", "date-time");
      }
      case LIST -> {
        schema.put("type", "array");
        schema.put("items", type instanceof ListType list ? schema(list.elemType()) : Map.of());
      }
      case MAP -> schema.put("type", "object");
      default -> {}
    }
    return schema;
  }
}
