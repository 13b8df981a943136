package dev.joinall.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Follows the references of a JSON Schema into the schema itself: JSON Pointers and anchors. */
final class SchemaPointer {
  /** The maximum length of a chain of references, because a reference can lead to itself. */
  private static final int MAX_CHAIN = 32;

  private SchemaPointer() {}

  /**
   * The target of a reference such as {@code #/$defs/node} or {@code #node}; null if there is none.
   */
  static @Nullable Object find(Map<?, ?> root, String reference) {
    String fragment = fragment(reference);
    if (!fragment.isEmpty() && !fragment.startsWith("/")) {
      return anchored(root, fragment);
    }
    @Nullable Object at = root;
    List<String> parts = List.of(fragment.split("/", -1));
    for (String part : parts.subList(1, parts.size())) { // the first is in front of the slash
      at = child(at, part.replace("~1", "/").replace("~0", "~"));
    }
    return at;
  }

  /** The last reference of a chain, because the target of a reference may be another reference. */
  static String target(Map<?, ?> root, String reference) {
    String at = reference;
    for (int i = 0; i < MAX_CHAIN; i++) {
      if (find(root, at) instanceof Map<?, ?> map
          && map.size() == 1
          && map.get("$ref") instanceof String next) {
        at = next;
      } else {
        return at;
      }
    }
    return at;
  }

  /** The last part of the reference's fragment; empty for the root. */
  static String last(String reference) {
    String fragment = fragment(reference);
    return fragment.substring(fragment.lastIndexOf('/') + 1);
  }

  private static String fragment(String reference) {
    String fragment = reference.substring(reference.indexOf('#') + 1);
    return URLDecoder.decode(fragment.replace("+", "%2B"), UTF_8);
  }

  private static @Nullable Object child(@Nullable Object at, String part) {
    return switch (at) {
      case Map<?, ?> map -> map.get(part);
      case List<?> list when part.matches("\\d{1,9}") -> {
        int index = Integer.parseInt(part);
        yield index < list.size() ? list.get(index) : null;
      }
      case null, default -> null;
    };
  }

  private static @Nullable Object anchored(Object part, String anchor) {
    if (part instanceof Map<?, ?> map
        && (anchor.equals(map.get("$anchor")) || anchor.equals(map.get("$dynamicAnchor")))) {
      return map;
    }
    Iterable<?> children =
        switch (part) {
          case Map<?, ?> map -> map.values();
          case List<?> list -> list;
          default -> List.of();
        };
    for (Object child : children) {
      @Nullable Object found = anchored(child, anchor);
      if (found != null) {
        return found;
      }
    }
    return null;
  }
}
