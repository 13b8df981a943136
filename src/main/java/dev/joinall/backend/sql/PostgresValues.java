package dev.joinall.backend.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.json.Json;
import dev.joinall.template.HexId;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Converts the value of an argument to PostgreSQL's text. The server infers the type from the place
 * of the parameter, so that a number keeps its digits and a string may be a date. A list becomes an
 * array, an object its JSON.
 */
final class PostgresValues {
  /** For the charge to the budget of expressions. */
  private static final int BYTES_PER_UNIT = 16;

  private PostgresValues() {}

  /** A value for {@link RawCodec}. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Text(byte[] utf8) {}

  /** The value; null for SQL's null. */
  static @Nullable Object of(Template arg, Scope scope) {
    String text = text(arg.value(scope));
    if (text == null) {
      return null;
    }
    if (text.indexOf('\0') >= 0) {
      throw arg.invalid("a text of PostgreSQL can't hold the character U+0000");
    }
    byte[] utf8 = text.getBytes(UTF_8);
    scope.budget().chargeElements(1 + utf8.length / BYTES_PER_UNIT);
    return new Text(utf8);
  }

  private static @Nullable String text(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case String text -> text;
      case HexId id -> id.hex();
      case byte[] bytes -> "\\x" + HexFormat.of().formatHex(bytes);
      case Json json -> text(json);
      case List<?> items -> array(items);
      case Map<?, ?> object -> Json.of(object).toString();
      default -> value.toString();
    };
  }

  private static @Nullable String text(Json json) {
    return switch (json.kind()) {
      case NULL -> null;
      case ARRAY -> array(json.elements());
      case STRING, NUMBER, BOOLEAN, OBJECT -> json.text();
    };
  }

  private static String array(List<?> items) {
    var out = new StringBuilder("{");
    for (Object item : items) {
      if (out.length() > 1) {
        out.append(',');
      }
      String text = text(item);
      if (text == null) {
        out.append("NULL");
      } else if (isList(item)) {
        out.append(text);
      } else {
        quote(text, out);
      }
    }
    return out.append('}').toString();
  }

  private static boolean isList(@Nullable Object item) {
    return item instanceof List<?> || (item instanceof Json json && json.kind() == Json.Kind.ARRAY);
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\');
      }
      out.append(c);
    }
    out.append('"');
  }
}
