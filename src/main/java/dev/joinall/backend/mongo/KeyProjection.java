package dev.joinall.backend.mongo;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * A projection that always includes the key field, which assigns a document to its key.
 *
 * @param fields as sent to the server; empty if no projection is declared
 * @param added whether the key field was added, and is removed from the value
 */
record KeyProjection(Optional<BsonDocument> fields, boolean added) {
  private static final String ID = "_id";

  /** Empty unless the projection only includes or excludes whole fields. */
  static Optional<KeyProjection> of(Optional<BsonTemplate> written, String field) {
    if (written.isEmpty()) {
      return Optional.of(new KeyProjection(Optional.empty(), false));
    }
    if (!(written.get() instanceof BsonTemplate.Fixed(BsonValue value))) {
      return Optional.empty();
    }
    Map<String, Boolean> flags = new LinkedHashMap<>();
    for (Map.Entry<String, BsonValue> entry : value.asDocument().entrySet()) {
      if (!isFlag(entry.getValue())
          || entry.getKey().contains("$")
          || entry.getKey().startsWith(field + ".")) {
        return Optional.empty();
      }
      flags.put(entry.getKey(), isOn(entry.getValue()));
    }
    return of(flags, field);
  }

  /**
   * {@code _id} may differ from the other flags; it decides the mode only if it is the only one.
   */
  private static Optional<KeyProjection> of(Map<String, Boolean> flags, String field) {
    Map<String, Boolean> others = new LinkedHashMap<>(flags);
    boolean includes = Boolean.TRUE.equals(others.remove(ID)) && others.isEmpty();
    if (others.containsValue(true) && others.containsValue(false)) {
      return Optional.empty();
    }
    includes |= others.containsValue(true);
    boolean given = flags.getOrDefault(field, field.equals(ID) || !includes);
    if (!given && includes) {
      flags.put(field, true);
    } else if (!given) {
      flags.remove(field);
    }
    var fields = new BsonDocument();
    flags.forEach((name, in) -> fields.put(name, BsonBoolean.valueOf(in)));
    return Optional.of(new KeyProjection(Optional.of(fields), !given));
  }

  private static boolean isFlag(BsonValue value) {
    return value.isBoolean() || value.isNumber();
  }

  private static boolean isOn(BsonValue value) {
    return value.isBoolean() ? value.asBoolean().getValue() : value.asNumber().doubleValue() != 0;
  }
}
