package dev.joinall.schema;

import dev.joinall.schema.Places.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The keys that the schema describes. */
final class Keys {
  private static final FileSchema SCHEMA = new FileSchema();

  /** Each key once, at the first position that has it. */
  static final List<Key> ALL = all();

  private Keys() {}

  /** A key of a position. */
  record Key(Place place, Path path) {
    /** A file in which it has this value. */
    ObjectNode in(JsonNode value) {
      return path.set(place.file(), value);
    }
  }

  private static List<Key> all() {
    List<Key> all = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Place place : Places.ALL.closed()) {
      if (isFine(place.file())) {
        for (String key : SCHEMA.keys(place.file(), place.path()).orElse(Set.of())) {
          Path path = place.path().to(key);
          boolean other = SCHEMA.operations().contains(key) && !path.isIn(place.file());
          boolean forbidden = SCHEMA.isForbidden(place.file(), path);
          if (!other && !forbidden && seen.add(key + SCHEMA.at(place.file(), path))) {
            all.add(new Key(place, path));
          }
        }
      }
    }
    return all;
  }

  private static boolean isFine(JsonNode file) {
    return SCHEMA.allows(file) && Reader.problems(file).isEmpty();
  }
}
