package dev.joinall.backend.mongo;

import java.util.Optional;
import org.bson.BsonDouble;
import org.bson.BsonInt64;
import org.bson.BsonValue;

/**
 * Normalises values so that two of them are equal exactly if they are equal for MongoDB. Only for
 * values for which this is certain: null (which also matches missing fields), lists and documents
 * have no key.
 */
final class ComparableKeys {
  /** 2^63: from here on, no integer of BSON equals a double. */
  private static final double BEYOND_INT64 = 0x1p63;

  private ComparableKeys() {}

  static Optional<BsonValue> of(BsonValue value) {
    return switch (value.getBsonType()) {
      case STRING, BOOLEAN, OBJECT_ID, DATE_TIME, INT64 -> Optional.of(value);
      case INT32 -> Optional.of(new BsonInt64(value.asInt32().getValue()));
      case DOUBLE -> Optional.of(number(value.asDouble()));
      default -> Optional.empty();
    };
  }

  /** Normalises 1.0 to 1 and -0.0 to 0. */
  private static BsonValue number(BsonDouble number) {
    double value = number.getValue();
    boolean whole = value == Math.rint(value) && value >= -BEYOND_INT64 && value < BEYOND_INT64;
    return whole ? new BsonInt64((long) value) : number;
  }
}
