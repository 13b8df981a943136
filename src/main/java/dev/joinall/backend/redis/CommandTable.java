package dev.joinall.backend.redis;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.Map;
import java.util.stream.Stream;

/** Creates maps whose keys are names of commands. */
final class CommandTable {
  private CommandTable() {}

  /** The entries of all parts; each name is in one of them. */
  @SafeVarargs
  static <T> Map<String, T> of(Map<String, T>... parts) {
    return Stream.of(parts)
        .flatMap(it -> it.entrySet().stream())
        .collect(toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /**
   * The same value for each name.
   *
   * @param names separated by blanks
   */
  static <T> Map<String, T> each(T value, String names) {
    return Stream.of(names.split(" ", -1)).collect(toUnmodifiableMap(name -> name, name -> value));
  }
}
