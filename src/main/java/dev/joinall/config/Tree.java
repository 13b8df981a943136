package dev.joinall.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A YAML value with its position. Immutable. */
public sealed interface Tree {
  Position at();

  /** The path, such as {@code aggregations.page.tasks.price.command[1]}. */
  String path();

  /** The type of this value, for messages: "a list", "a number". */
  String noun();

  /** The value as written, on one line. */
  default String onOneLine() {
    String text = this instanceof Scalar scalar ? scalar.text() : noun();
    return text.strip().replaceAll("[\\s\\p{Cntrl}]+", " ");
  }

  /** Whether both have the same content, regardless of position and order of keys. */
  default boolean sameContentAs(Tree other) {
    return switch (this) {
      case Scalar one ->
          other instanceof Scalar two
              && one.text.equals(two.text)
              && Objects.equals(one.value, two.value);
      case Sequence one -> other instanceof Sequence two && haveSameContent(one.items, two.items);
      case Mapping one ->
          other instanceof Mapping two
              && one.entries.size() == two.entries.size()
              && one.entries.entrySet().stream()
                  .allMatch(
                      it -> two.get(it.getKey()).filter(it.getValue()::sameContentAs).isPresent());
    };
  }

  /** The value under these keys, or the last one on the way to it that exists. */
  @Internal
  default Tree placeOf(String... keys) {
    Tree at = this;
    for (String key : keys) {
      if (!(at instanceof Mapping mapping) || mapping.get(key).isEmpty()) {
        return at;
      }
      at = mapping.get(key).get();
    }
    return at;
  }

  /** All values without parts in this one, in the order of the file; keys are not values. */
  @Internal
  default Stream<Scalar> scalars() {
    return switch (this) {
      case Scalar scalar -> Stream.of(scalar);
      case Sequence sequence -> sequence.items.stream().flatMap(Tree::scalars);
      case Mapping mapping -> mapping.entries.values().stream().flatMap(Tree::scalars);
    };
  }

  private static boolean haveSameContent(List<Tree> one, List<Tree> two) {
    return one.size() == two.size()
        && IntStream.range(0, one.size()).allMatch(i -> one.get(i).sameContentAs(two.get(i)));
  }

  /**
   * A value without parts.
   *
   * @param value null, Boolean, Long, java.math.BigInteger, java.math.BigDecimal or String
   * @param text as written
   * @param fromEnvironment whether it contains an environment variable, which may be a secret
   */
  record Scalar(
      Position at, String path, @Nullable Object value, String text, boolean fromEnvironment)
      implements Tree {
    @Internal
    public Scalar {}

    @Internal
    public Scalar(Position at, String path, @Nullable Object value, String text) {
      this(at, path, value, text, false);
    }

    public static Scalar of(Tree where, String text) {
      return new Scalar(where.at(), where.path(), text, text);
    }

    @Internal
    public static Scalar fromEnvironment(Tree where, String text) {
      return new Scalar(where.at(), where.path(), text, text, true);
    }

    @Override
    public String noun() {
      if (fromEnvironment) {
        return "the value of an environment variable";
      }
      if (Secrets.isSecret(path)) {
        return "a value that is not shown";
      }
      return switch (value) {
        case null -> "null";
        case Boolean b -> "the boolean " + b;
        case Number n -> "the number " + Excerpt.beginning(n.toString());
        case Object o -> "the string \"" + Excerpt.beginning(o.toString()) + "\"";
      };
    }
  }

  record Sequence(Position at, String path, List<Tree> items) implements Tree {
    @Internal
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String noun() {
      return "a list";
    }
  }

  /**
   * Entries in written order.
   *
   * @param keys the position of each key
   * @param optional keys that are omitted if their value is null; set by {@link OptionalKeys}
   */
  record Mapping(
      Position at,
      String path,
      Map<String, Tree> entries,
      Map<String, Position> keys,
      Set<String> optional)
      implements Tree {
    @Internal
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
      keys = Map.copyOf(keys);
      optional = Set.copyOf(optional);
    }

    @Internal
    public Mapping(
        Position at, String path, Map<String, Tree> entries, Map<String, Position> keys) {
      this(at, path, entries, keys, Set.of());
    }

    @Internal
    public static Mapping empty(Position at, String path) {
      return new Mapping(at, path, Map.of(), Map.of());
    }

    public Optional<Tree> get(String key) {
      return Optional.ofNullable(entries.get(key));
    }

    /** Returns a copy without these keys. */
    @Internal
    public Mapping without(String... dropped) {
      var remaining = new LinkedHashMap<>(entries);
      for (String key : dropped) {
        remaining.remove(key);
      }
      return new Mapping(at, path, remaining, keys, optional);
    }

    @Override
    public String noun() {
      return "a mapping";
    }
  }
}
