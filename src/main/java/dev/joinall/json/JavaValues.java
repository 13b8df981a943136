package dev.joinall.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes plain Java values as JSON; the types are those of {@link Json#of}. */
final class JavaValues {
  private JavaValues() {}

  static Json write(Object value) {
    JsonWriter writer = new JsonWriter(64);
    write(writer, value, 0);
    return writer.toJson();
  }

  private static void write(JsonWriter writer, @Nullable Object value, int depth) {
    switch (value) {
      case null -> writer.nullValue();
      case Json json -> writer.json(json);
      case String text -> writer.string(text);
      case Boolean bool -> writer.bool(bool);
      case Integer number -> writer.number(number.longValue());
      case Long number -> writer.number(number);
      case Double number -> writer.number(number);
      case BigInteger number -> writer.json(number(number.toString()));
      case BigDecimal number -> writer.json(number(number.toString()));
      case Decimal number -> writer.json(Json.number(number));
      case List<?> list -> array(writer, list, deeper(depth));
      case Map<?, ?> map -> object(writer, map, deeper(depth));
      default -> throw new IllegalArgumentException("no JSON for a " + value.getClass().getName());
    }
  }

  private static void array(JsonWriter writer, List<?> list, int depth) {
    writer.beginArray();
    for (Object element : list) {
      write(writer, element, depth);
    }
    writer.endArray();
  }

  private static void object(JsonWriter writer, Map<?, ?> map, int depth) {
    writer.beginObject();
    for (Map.Entry<?, ?> member : map.entrySet()) {
      if (!(member.getKey() instanceof String name)) {
        throw new IllegalArgumentException("a member's name is a string, not " + member.getKey());
      }
      writer.name(name);
      write(writer, member.getValue(), depth);
    }
    writer.endObject();
  }

  private static Json number(String digits) {
    byte[] bytes = digits.getBytes(ISO_8859_1);
    return Json.trusted(bytes, 0, bytes.length);
  }

  /** Checks the depth, which also stops at a list that contains itself. */
  private static int deeper(int depth) {
    if (depth == JsonScanner.MAX_DEPTH) {
      throw new IllegalArgumentException("deeper than " + JsonScanner.MAX_DEPTH);
    }
    return depth + 1;
  }
}
