package dev.joinall.backend;

import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.joinall.config.Internal;
import java.util.Map;
import java.util.stream.Stream;

/** Creates maps whose keys are words of a protocol or of the file. */
@Internal
public final class WordTable {
  private WordTable() {}

  /** The entries of all parts; each word is in one of them. */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <T> Map<String, T> of(Map<String, T>... parts) {
    return Stream.of(parts)
        .flatMap(it -> it.entrySet().stream())
        .collect(toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /**
   * The same value for each word.
   *
   * @param words separated by blanks
   */
  public static <T> Map<String, T> each(T value, String words) {
    return Stream.of(words.split(" ", -1)).collect(toUnmodifiableMap(word -> word, word -> value));
  }
}
