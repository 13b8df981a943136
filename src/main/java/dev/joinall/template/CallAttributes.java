package dev.joinall.template;

import java.util.LinkedHashMap;
import java.util.Map;

/** The attributes that a call adds to the span of its task. Bounded and thread-safe. */
final class CallAttributes {
  private static final int MAX = 32;

  /** In characters; a longer text is truncated. */
  private static final int MAX_TEXT = 2_048;

  private final Map<String, Object> attributes = new LinkedHashMap<>();

  /** Sets an attribute. The last value of a name counts, so that of the last attempt. */
  synchronized void set(String name, Object value) {
    if (attributes.size() < MAX || attributes.containsKey(name)) {
      attributes.put(
          name,
          value instanceof String text && text.length() > MAX_TEXT
              ? text.substring(0, MAX_TEXT)
              : value);
    }
  }

  synchronized Map<String, Object> all() {
    return Map.copyOf(attributes);
  }
}
