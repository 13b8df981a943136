package dev.joinall.backend.sql;

import dev.joinall.json.Decimal;
import dev.joinall.json.Json;
import dev.joinall.template.HexId;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Converts the value of an argument for the driver of MySQL and MariaDB. An instant is in UTC, the
 * time zone of the connections; an object becomes its JSON, and a list stays a list.
 */
final class MariaValues {
  private static final int MAX_DIGITS = 65;

  /** A larger number is sent in floating point. */
  private static final int MAX_BITS = 100;

  /** For the charge to the budget of expressions. */
  private static final int CHARACTERS_PER_UNIT = 16;

  private MariaValues() {}

  /** The value; null for SQL's null, and a list for a list. */
  static @Nullable Object of(Template arg, Scope scope) {
    Object value = value(arg.value(scope), arg);
    if (value instanceof String text) {
      scope.budget().chargeElements(1 + text.length() / CHARACTERS_PER_UNIT);
    }
    return value;
  }

  private static @Nullable Object value(@Nullable Object value, Template arg) {
    return switch (value) {
      case null -> null;
      case HexId id -> id.hex();
      case Instant time -> LocalDateTime.ofInstant(time, ZoneOffset.UTC);
      case Json json -> value(json, arg);
      case List<?> items -> items(items, arg);
      case Map<?, ?> object -> Json.of(object).toString();
      case Decimal number -> decimal(number, arg);
      case Double number -> number(number, arg);
      default -> value;
    };
  }

  private static @Nullable Object value(Json json, Template arg) {
    return switch (json.kind()) {
      case NULL -> null;
      case STRING -> json.text();
      case BOOLEAN -> json.equals(Json.TRUE);
      case NUMBER -> json.number() instanceof Long whole ? whole : number(json, arg);
      case OBJECT -> json.toString();
      case ARRAY -> items(json.elements(), arg);
    };
  }

  private static List<@Nullable Object> items(List<?> items, Template arg) {
    List<@Nullable Object> values = new ArrayList<>(items.size());
    for (Object item : items) {
      Object value = value(item, arg);
      if (value instanceof List<?>) {
        throw arg.invalid("a nested list can't be sent");
      }
      values.add(value);
    }
    return values;
  }

  /** Keeps the digits: 148.30 is a decimal number. */
  private static Object number(Json json, Template arg) {
    return json.number() instanceof Double number && needsExponent(number)
        ? number
        : decimal(Decimal.parse(json.toString()), arg);
  }

  private static Object number(double number, Template arg) {
    if (!Double.isFinite(number)) {
      throw arg.invalid("the server has no such number");
    }
    return needsExponent(number) ? number : BigDecimal.valueOf(number);
  }

  private static boolean needsExponent(double number) {
    return number != 0 && Math.abs(Math.getExponent(number)) > MAX_BITS;
  }

  /** Fails for a number with more digits than the server supports. */
  private static BigDecimal decimal(Decimal number, Template arg) {
    BigDecimal big = number.big();
    if (big.precision() > MAX_DIGITS || Math.abs((long) big.scale()) > MAX_DIGITS) {
      throw arg.invalid("a number of the server has " + MAX_DIGITS + " digits at most");
    }
    return big;
  }
}
