package dev.joinall.json;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Searches valid bytes, in one pass, for an object with duplicate member names. RFC 8259 does not
 * define which member counts, so two readers may see different documents.
 */
final class RepeatedNames {
  private RepeatedNames() {}

  /** The first duplicate in the object or array between the offsets. */
  static Optional<String> first(byte[] bytes, int from, int to) {
    Deque<Set<String>> names = new ArrayDeque<>();
    int at = from;
    while (at < to) {
      switch (bytes[at]) {
        case '{' -> {
          names.push(new HashSet<>());
          at++;
        }
        case '[' -> {
          names.push(Set.of()); // an array has no names
          at++;
        }
        case '}', ']' -> {
          names.pop();
          at++;
        }
        case '"' -> {
          int text = at + 1;
          at = JsonCursor.skipString(bytes, at);
          if (isName(bytes, at)) {
            String name = JsonStrings.decode(bytes, text, at - 1);
            if (!names.element().add(name)) {
              return Optional.of(name);
            }
          }
        }
        default -> at++;
      }
    }
    return Optional.empty();
  }

  /** Whether the string that ends here is a name: only a name is followed by a colon. */
  private static boolean isName(byte[] bytes, int behind) {
    return bytes[JsonCursor.skipSpace(bytes, behind)] == ':';
  }
}
