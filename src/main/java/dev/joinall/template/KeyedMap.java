package dev.joinall.template;

import java.util.LinkedHashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An object whose names are the keys of other values: texts unchanged, numbers and booleans as in
 * JSON. So a number finds its entry in any form.
 */
final class KeyedMap extends LinkedHashMap<String, Object> {
  private static final long serialVersionUID = 1L;

  /**
   * The name of a key; empty for null.
   *
   * @throws IllegalArgumentException for a list, an object or bytes
   */
  static Optional<String> name(@Nullable Object key) {
    return switch (key) {
      case String text -> Optional.of(text);
      case Boolean truth -> Optional.of(truth.toString());
      case Long whole -> Optional.of(whole.toString());
      case Number number ->
          Optional.of(
              Arithmetic.text(
                  Arithmetic.isFinite(number)
                      ? Arithmetic.number(Arithmetic.big(number))
                      : number));
      case null, default -> {
        if (Comparison.isNull(key)) {
          yield Optional.empty();
        }
        throw new IllegalArgumentException("a key is a text, a number, a boolean or null");
      }
    };
  }
}
