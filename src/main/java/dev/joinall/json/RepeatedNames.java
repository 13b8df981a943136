package dev.joinall.json;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Looks, in one pass over bytes that are known to be valid, for an object with two members of one
 * name. RFC 8259 leaves open which of them counts, so two readers may see two documents.
 */
final class RepeatedNames {
  private RepeatedNames() {}

  /** Of the object or array between the offsets. */
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
          names.push(Set.of()); // which has none
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

  /** Whether the string that ends here is one: nothing else has a colon behind it. */
  private static boolean isName(byte[] bytes, int behind) {
    return bytes[JsonCursor.skipSpace(bytes, behind)] == ':';
  }
}
