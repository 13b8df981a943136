package dev.joinall.backend.mongo;

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
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Converts results of templates to BSON: an integer to int32 if it fits, else to int64; any other
 * number to double; an objectId and a date to their types. Values that BSON can't represent exactly
 * fail with {@link InvalidExpression}.
 */
final class BsonValues {
  /** Budget units for each value, about 60 ns. */
  private static final long VALUE_COST = 6;

  private final Budget budget;

  private BsonValues(Budget budget) {
    this.budget = budget;
  }

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
      case Duration duration -> number(duration.toNanos() / 1e9);
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
      case Long whole -> whole(whole);
      case BigInteger large when large.bitLength() < Long.SIZE -> whole(large.longValue());
      case BigDecimal decimal -> fraction(decimal.doubleValue());
      default -> fraction(number.doubleValue());
    };
  }

  private static BsonValue whole(long number) {
    return number == (int) number ? new BsonInt32((int) number) : new BsonInt64(number);
  }

  private static BsonValue fraction(double number) {
    if (!Double.isFinite(number)) {
      throw new InvalidExpression("a number is larger than MongoDB can hold");
    }
    return new BsonDouble(number);
  }

  private BsonDocument document(Map<?, ?> map) {
    budget.look(2 * VALUE_COST * map.size());
    var document = new BsonDocument(Math.max(8, map.size() * 2));
    map.forEach((name, value) -> document.put(name(String.valueOf(name)), bson(value)));
    return document;
  }

  private BsonArray array(List<?> list) {
    budget.look(VALUE_COST * list.size());
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
