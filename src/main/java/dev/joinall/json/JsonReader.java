package dev.joinall.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Converts valid bytes to plain Java values, as {@link Json#value} specifies. Not thread-safe.
 * Recurses as deep as the value is nested.
 */
final class JsonReader {
  private final byte[] bytes;
  private final int to;
  private int at;

  /** Creates a reader at the first byte of a value that ends before {@code to}. */
  JsonReader(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.at = from;
    this.to = to;
  }

  /** Reads the value that begins at the current position, and moves after it. */
  @Nullable Object read() {
    return switch (bytes[at]) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      case 't' -> literal("true", true);
      case 'f' -> literal("false", false);
      case 'n' -> literal("null", null);
      default -> number();
    };
  }

  private Map<String, @Nullable Object> object() {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    while (hasNext()) {
      String name = string();
      at = JsonCursor.skipSpace(bytes, JsonCursor.skipSpace(bytes, at) + 1);
      members.put(name, read());
    }
    return Collections.unmodifiableMap(members);
  }

  private List<@Nullable Object> array() {
    List<@Nullable Object> elements = new ArrayList<>();
    while (hasNext()) {
      elements.add(read());
    }
    return Collections.unmodifiableList(elements);
  }

  /** Moves past the opening bracket or a comma to the next child, or past the closing bracket. */
  private boolean hasNext() {
    at = JsonCursor.nextChild(bytes, at);
    boolean closed = bytes[at] == '}' || bytes[at] == ']';
    if (closed) {
      at++;
    }
    return !closed;
  }

  private String string() {
    int from = at + 1;
    at = JsonCursor.skipString(bytes, at);
    return JsonStrings.decode(bytes, from, at - 1);
  }

  private Number number() {
    int from = at;
    at = JsonCursor.skipScalar(bytes, at, to);
    return JsonNumbers.exact(bytes, from, at);
  }

  private @Nullable Object literal(String word, @Nullable Object value) {
    at += word.length();
    return value;
  }
}
