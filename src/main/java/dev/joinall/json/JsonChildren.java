package dev.joinall.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the children of one object or array: one of them, or all at once for an index. */
final class JsonChildren {
  /** Marks that a member was looked up once, which does not justify an index yet. */
  static final Object LOOKED_UP = new Object();

  /** In bytes. Scanning a shorter value is faster than indexing it. */
  static final int INDEXED_FROM = 256;

  private JsonChildren() {}

  /** The last member with this name. */
  static @Nullable Json find(JsonCursor members, String name) {
    Json found = null;
    while (members.next()) {
      if (members.isNamed(name)) {
        found = members.value();
      }
    }
    return found;
  }

  /** All members; the last one for a duplicate name. */
  static Map<String, Json> byName(JsonCursor members) {
    Map<String, Json> all = new HashMap<>();
    while (members.next()) {
      all.put(members.name(), members.value());
    }
    return all;
  }

  static @Nullable Json at(JsonCursor elements, int index) {
    for (int i = 0; elements.next(); i++) {
      if (i == index) {
        return elements.value();
      }
    }
    return null;
  }

  static int count(JsonCursor children) {
    int size = 0;
    while (children.next()) {
      size++;
    }
    return size;
  }

  static List<Json> inOrder(JsonCursor elements) {
    List<Json> all = new ArrayList<>();
    while (elements.next()) {
      all.add(elements.value());
    }
    return Collections.unmodifiableList(all);
  }
}
