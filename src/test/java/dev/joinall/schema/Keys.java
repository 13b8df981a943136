package dev.joinall.schema;

import dev.joinall.schema.Places.Place;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;

/** The keys that the schema describes. */
final class Keys {
  private static final FileSchema SCHEMA = new FileSchema();
  private static final Places PLACES = Places.ALL;

  private Keys() {}

  /** Each key once, at the first position that has it. */
  static void each(BiConsumer<Place, Path> consumer) {
    Set<String> seen = new HashSet<>();
    for (Place place : PLACES.closed()) {
      if (isFine(place.file())) {
        for (String key : SCHEMA.keys(place.file(), place.path()).orElse(Set.of())) {
          Path path = place.path().to(key);
          boolean other = SCHEMA.operations().contains(key) && !path.isIn(place.file());
          boolean forbidden = SCHEMA.isForbidden(place.file(), path);
          if (!other && !forbidden && seen.add(key + SCHEMA.at(place.file(), path))) {
            consumer.accept(place, path);
          }
        }
      }
    }
  }

  private static boolean isFine(JsonNode file) {
    return SCHEMA.violations(file).isEmpty() && Reader.problems(file).isEmpty();
  }
}
