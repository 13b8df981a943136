package dev.joinall.backend.mongo;

import dev.joinall.json.Decimal;
import dev.joinall.json.Json;
import dev.joinall.template.Budget;
import dev.joinall.template.HexId;
import dev.joinall.template.InvalidExpression;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Converts results of templates to BSON: an integer to int32 if it fits, else to int64; any other
 * number to double if its digits are those of one, else to Decimal128; an objectId, a UUID and a
 * date to their types. Values that BSON can't represent exactly fail with {@link
 * InvalidExpression}.
 */
record BsonValues(Budget budget) {
  /** Budget units for each value, about 60 ns. */
  private static final long VALUE_COST = 6;

  /** 2^63, and the first power of ten that a Decimal128 can't hold with all digits. */
  private static final double BEYOND_INT64 = 0x1p63;

  private static final double BEYOND_DECIMAL128 = 1e34;

  private static final int LONG_DIGITS = 19;

  /** Converts a constant of the file. */
  static BsonValue of(@Nullable Object value) {
    return of(value, Budget.unbounded());
  }

  /**
   * Converts a value of a request.
   *
   * @param budget is charged for each value
   */
  static BsonValue of(@Nullable Object value, Budget budget) {
    return new BsonValues(budget).bson(value);
  }

  private BsonValue bson(@Nullable Object value) {
    return switch (value) {
      case null -> BsonNull.VALUE;
      case Json json -> bson(json.value());
      case String text -> new BsonString(encodable(text));
      case Boolean bool -> BsonBoolean.valueOf(bool);
      case Number number -> number(number);
      case HexId id -> new BsonObjectId(new ObjectId(id.hex()));
      case Instant date -> new BsonDateTime(date.toEpochMilli());
      case UUID id -> new BsonBinary(id);
      case Duration duration ->
          number(
              BigDecimal.valueOf(duration.getSeconds())
                  .add(BigDecimal.valueOf(duration.getNano(), 9)));
      case byte[] bytes -> new BsonBinary(bytes);
      case Map<?, ?> map -> document(map);
      case List<?> list -> array(list);
      default ->
          throw new InvalidExpression(
              "a value of type " + value.getClass().getSimpleName() + " can't be sent to MongoDB");
    };
  }

  private static BsonValue number(Number number) {
    return switch (number) {
      case Integer small -> new BsonInt32(small);
      case Long whole -> integer(whole);
      case BigInteger whole when whole.bitLength() < Long.SIZE -> integer(whole.longValue());
      default -> decimal(Decimal.of(finite(number)));
    };
  }

  private static Number finite(Number number) {
    if (number instanceof Double value && !Double.isFinite(value)) {
      throw new InvalidExpression("a number is larger than MongoDB can hold");
    }
    return number;
  }

  /** Converts exactly, or fails. */
  private static BsonValue decimal(Decimal number) {
    boolean isLarge = number.isWhole() && Math.abs(number.doubleValue()) >= BEYOND_INT64;
    if (number.is(number.doubleValue())
        && !(isLarge && Math.abs(number.doubleValue()) < BEYOND_DECIMAL128)) {
      return new BsonDouble(number.doubleValue());
    }
    try {
      BigDecimal decimal = number.big();
      return isLarge || number.isWhole()
          ? integer(decimal.setScale(0))
          : new BsonDecimal128(new Decimal128(decimal));
    } catch (NumberFormatException | ArithmeticException e) {
      throw new InvalidExpression(
          "a number has more digits than MongoDB can hold: a Decimal128 has 34");
    }
  }

  private static BsonValue integer(BigDecimal number) {
    return number.precision() <= LONG_DIGITS && number.toBigInteger().bitLength() < Long.SIZE
        ? integer(number.longValueExact())
        : new BsonDecimal128(new Decimal128(number));
  }

  private static BsonValue integer(long number) {
    return number == (int) number ? new BsonInt32((int) number) : new BsonInt64(number);
  }

  private BsonDocument document(Map<?, ?> map) {
    budget.chargeElements(2 * VALUE_COST * map.size());
    var document = new BsonDocument(Math.max(8, map.size() * 2));
    map.forEach((name, value) -> document.put(name(String.valueOf(name)), bson(value)));
    return document;
  }

  private BsonArray array(List<?> list) {
    budget.chargeElements(VALUE_COST * list.size());
    var array = new BsonArray(list.size());
    list.forEach(item -> array.add(bson(item)));
    return array;
  }

  private static String name(String name) {
    if (name.indexOf('\0') >= 0) {
      throw new InvalidExpression("a field's name in MongoDB can't hold the character U+0000");
    }
    return encodable(name);
  }

  /** Rejects an unpaired surrogate, which the driver would write as invalid UTF-8. */
  private static String encodable(String text) {
    boolean surrogates = text.chars().anyMatch(c -> Character.isSurrogate((char) c));
    if (surrogates && !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new InvalidExpression("a text has half a surrogate pair, which is no character");
    }
    return text;
  }
}
