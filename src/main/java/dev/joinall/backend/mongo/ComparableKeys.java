package dev.joinall.backend.mongo;

import java.util.Optional;
import org.bson.BsonDouble;
import org.bson.BsonInt64;
import org.bson.BsonValue;

/**
 * Values of which it is certain what MongoDB finds equal to them, made alike: two of them are equal
 * if and only if they are equal to MongoDB. Null is none (it finds what is missing), nor are lists
 * and documents.
 */
final class ComparableKeys {
  /** 2^63: from there on, no whole number of BSON is equal to a double. */
  private static final double BEYOND_INT64 = 0x1p63;

  private ComparableKeys() {}

  static Optional<BsonValue> of(BsonValue value) {
    return switch (value.getBsonType()) {
      case STRING, BOOLEAN, OBJECT_ID, DATE_TIME, INT64 -> Optional.of(value);
      case INT32 -> Optional.of(new BsonInt64(value.asInt32().getValue()));
      case DOUBLE -> Optional.of(number(value.asDouble()));
      case NULL,
          UNDEFINED,
          DOCUMENT,
          ARRAY,
          BINARY,
          DECIMAL128,
          REGULAR_EXPRESSION,
          DB_POINTER,
          JAVASCRIPT,
          JAVASCRIPT_WITH_SCOPE,
          SYMBOL,
          TIMESTAMP,
          MIN_KEY,
          MAX_KEY,
          END_OF_DOCUMENT ->
          Optional.empty();
    };
  }

  /** 1.0 is 1, and -0.0 is 0. */
  private static BsonValue number(BsonDouble number) {
    double value = number.getValue();
    boolean whole = value == Math.rint(value) && value >= -BEYOND_INT64 && value < BEYOND_INT64;
    return whole ? new BsonInt64((long) value) : number;
  }
}
