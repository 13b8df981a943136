package dev.joinall.backend.mongo;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * A projection that gives one field in any case, by which a document is told.
 *
 * @param fields as the server gets it; empty where none was written
 * @param added whether the field is only there to tell the document, and left out of its value
 */
record KeyProjection(Optional<BsonDocument> fields, boolean added) {
  private static final String ID = "_id";

  /** Empty where the projection does more than to say of whole fields whether they are in. */
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

  /** The id alone may differ from the others; only where it stands alone it decides for them. */
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
