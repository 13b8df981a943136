package dev.joinall.template;

import com.google.common.primitives.UnsignedLong;
import com.google.protobuf.NullValue;
import dev.cel.common.values.CelByteString;
import dev.joinall.json.Decimal;
import dev.joinall.json.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Converts between CEL's values, the types of {@link Template#value}, and JSON. */
final class Values {
  private Values() {}

  /**
   * Converts JSON to a CEL value. Objects and lists stay views of their bytes, so that an
   * unmodified one is passed on unchanged.
   */
  static Object toCel(@Nullable Json json) {
    if (json == null) {
      return NullValue.NULL_VALUE;
    }
    return switch (json.kind()) {
      case NULL -> NullValue.NULL_VALUE;
      case OBJECT -> new JsonViews.ObjectView(json);
      case ARRAY -> new JsonViews.ListView(json);
      case NUMBER -> number(json);
      case STRING, BOOLEAN -> Objects.requireNonNull(json.value());
    };
  }

  private static Number number(Json json) {
    int unread = json.unread();
    if (unread > SHORT_NUMBER) {
      Meter.chargeElements(NUMBER + (long) DIGIT * unread);
    }
    return json.number();
  }

  /** In bytes: a shorter number is parsed in negligible time. */
  private static final int SHORT_NUMBER = 15;

  /** In elements: the cost of parsing a longer number, and of each of its digits. */
  private static final int NUMBER = 100;

  private static final int DIGIT = 3;

  /**
   * Converts the result of an expression. Its contents are charged as bytes that will be created.
   */
  static @Nullable Object fromCel(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case NullValue _, dev.cel.common.values.NullValue _ -> null;
      case JsonViews.View view -> view.json();
      case Optional<?> optional -> fromCel(optional.orElse(null));
      case UnsignedLong number -> number.bigIntegerValue();
      case CelByteString bytes -> bytes.toByteArray();
      case Map<?, ?> map -> map(map);
      case List<?> list -> list(list);
      case Decimal number -> Json.number(number);
      case String _, Number _, Boolean _, Instant _, Duration _, HexId _, UUID _ -> value;
      default ->
          throw new InvalidExpression(
              "a value of type " + value.getClass().getSimpleName() + " can't be used");
    };
  }

  private static Object map(Map<?, ?> map) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    map.forEach((name, value) -> {
      String key = String.valueOf(fromCel(name));
      if (values.putIfAbsent(key, inner(value)) != null) {
        throw new InvalidExpression("a map has the key \"" + key + "\" more than once");
      }
    });
    return values;
  }

  private static Object list(List<?> list) {
    List<@Nullable Object> values = new ArrayList<>(list.size());
    list.forEach(value -> values.add(inner(value)));
    return values;
  }

  private static @Nullable Object inner(@Nullable Object value) {
    Meter.chargeElements(INNER);
    Meter.chargeBytes(
        switch (value) {
          case String text -> Cost.ENTRY + text.length();
          case JsonViews.View view -> Cost.ENTRY + view.json().length();
          case CelByteString bytes -> Cost.ENTRY + bytes.size();
          case Decimal number -> Cost.ENTRY + number.toString().length();
          case null, default -> Cost.ENTRY;
        });
    return fromCel(value);
  }

  /** In elements: the cost of converting a nested value to JSON. */
  private static final int INNER = 10;

  /**
   * Converts dates to ISO 8601, durations to seconds, bytes to base64, and an objectId to its hex
   * digits.
   */
  static Json json(@Nullable Object value) {
    return Json.of(plain(value));
  }

  private static @Nullable Object plain(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Instant date -> date.toString();
      case Duration duration -> seconds(duration);
      case byte[] bytes -> Base64.getEncoder().encodeToString(bytes);
      case HexId id -> id.hex();
      case UUID id -> id.toString();
      case Map<?, ?> map -> {
        Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
        map.forEach((name, member) -> copy.put(name, plain(member)));
        yield copy;
      }
      case List<?> list -> {
        List<@Nullable Object> copy = new ArrayList<>(list.size());
        list.forEach(item -> copy.add(plain(item)));
        yield copy;
      }
      default -> value;
    };
  }

  private static BigDecimal seconds(Duration duration) {
    BigDecimal seconds =
        BigDecimal.valueOf(duration.getSeconds()).add(BigDecimal.valueOf(duration.getNano(), 9));
    BigDecimal shortest = seconds.stripTrailingZeros();
    return shortest.scale() < 0 ? shortest.setScale(0) : shortest;
  }
}
