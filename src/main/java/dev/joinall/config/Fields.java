package dev.joinall.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Reads the keys of one mapping by name and type. Reports a wrong value and replaces it by the
 * default, so that reading continues; {@link #done} reports the keys that were never read.
 */
public final class Fields {
  private final Tree.Mapping mapping;
  private final Problems problems;
  private final ScalarReader scalars;
  private final boolean isMapping;
  private final Set<String> known = new LinkedHashSet<>();
  private final Set<String> missing = new LinkedHashSet<>();

  /**
   * Reads one mapping.
   *
   * @param tree reported if it is not a mapping; it then has no keys
   */
  public Fields(Tree tree, Problems problems) {
    this(tree, "", problems);
  }

  /**
   * @param example an example of the mapping, for the problem
   */
  Fields(Tree tree, String example, Problems problems) {
    this.isMapping = tree instanceof Tree.Mapping;
    this.problems = problems;
    this.scalars = new ScalarReader(problems);
    if (tree instanceof Tree.Mapping written) {
      this.mapping = written;
    } else {
      problems.add(tree, "expected a mapping, got " + tree.noun(), hint(tree, example));
      this.mapping = Tree.Mapping.empty(tree.at(), tree.path());
    }
  }

  private static String hint(Tree tree, String example) {
    if (!example.isEmpty()) {
      return "for example " + example;
    }
    return tree instanceof Tree.Sequence
        ? "write each one under its name, as in name: { ... }, without a dash"
        : "";
  }

  /** Whether it is a mapping; otherwise it has no keys, and a problem was reported. */
  boolean isMapping() {
    return isMapping;
  }

  public Tree.Mapping mapping() {
    return mapping;
  }

  /** The collection of problems for this mapping. */
  public Problems problems() {
    return problems;
  }

  /** Adds a problem. */
  void report(Tree where, String message, String hint) {
    problems.add(where, message, hint);
  }

  boolean isKnown(String key) {
    return known.contains(key);
  }

  public Optional<Tree> tree(String key) {
    known.add(key);
    return mapping.get(key);
  }

  /** Marks keys as known without reading them, such as those of a task's operation. */
  void know(Set<String> keys) {
    known.addAll(keys);
  }

  public Optional<Tree> required(String key, String hint) {
    Optional<Tree> found = tree(key);
    if (found.isEmpty() && isMapping) {
      missing.add(key);
      problems.add(mapping, isMissing(key), hint);
    }
    return found;
  }

  private static String isMissing(String key) {
    return "\"" + key + "\" is missing";
  }

  public Optional<String> text(String key) {
    return tree(key).flatMap(scalars::text);
  }

  /** The text of an item of a list. */
  Optional<String> text(Tree item) {
    return scalars.text(item);
  }

  /** A text without expressions, such as a name. */
  public Optional<String> constant(String key) {
    Optional<String> text = text(key);
    text.filter(it -> it.contains("${"))
        .ifPresent(it ->
            problems.add(
                tree(key).orElseThrow(),
                "\"" + key + "\" is a constant and takes no expressions",
                "write its value"));
    return text;
  }

  public List<String> texts(String key) {
    return items(key).stream().flatMap(item -> scalars.text(item).stream()).toList();
  }

  /**
   * The texts of a list, of which each invalid one is reported.
   *
   * @param noun the end of the message, such as {@code no scope}
   */
  List<String> texts(String key, Predicate<String> isValid, String noun, String hint) {
    for (Tree item : items(key)) {
      text(item)
          .filter(isValid.negate())
          .ifPresent(it -> report(item, "\"" + it + "\" is " + noun, hint));
    }
    return texts(key);
  }

  /** The items of a list; a single value counts as a list of one. */
  public List<Tree> items(String key) {
    return tree(key)
        .map(tree -> tree instanceof Tree.Sequence sequence ? sequence.items() : List.of(tree))
        .orElse(List.of());
  }

  /** The entries of a mapping, in declared order. */
  public Map<String, Tree> entries(String key) {
    return tree(key)
        .map(tree -> new Fields(tree, key + ": { name: ... }", problems).mapping.entries())
        .orElse(Map.of());
  }

  /** The entries of a mapping; none if there are more than {@code max}. */
  Map<String, Tree> entries(String key, int max, String hint) {
    Map<String, Tree> all = entries(key);
    if (all.size() <= max) {
      return all;
    }
    problems.add(
        tree(key).orElseThrow(),
        "expected at most %d entries, got %d".formatted(max, all.size()),
        hint);
    return Map.of();
  }

  public Optional<Fields> nested(String key) {
    return nested(key, "");
  }

  /**
   * @param example an example of the key with its mapping, for the problem
   */
  public Optional<Fields> nested(String key, String example) {
    return tree(key).map(tree -> new Fields(tree, example, problems));
  }

  public boolean flag(String key, boolean defaultValue) {
    return tree(key).flatMap(scalars::flag).orElse(defaultValue);
  }

  public int count(String key, int min, int max, int defaultValue) {
    return tree(key).flatMap(tree -> scalars.count(tree, min, max)).orElse(defaultValue);
  }

  public Optional<Duration> duration(String key) {
    return duration(key, "");
  }

  /**
   * @param more other allowed values for the message, such as " or p95"; the caller reads them
   */
  Optional<Duration> duration(String key, String more) {
    return parsed(
        key,
        Units::duration,
        "a duration from 1ms to 24h" + more,
        "write for example 50ms, 2s, 1m or 1h");
  }

  public Duration duration(String key, Duration defaultValue) {
    return duration(key).orElse(defaultValue);
  }

  public int bytes(String key, int defaultValue) {
    return parsed(key, Units::bytes, "a size", "write for example 512KB or 8MB")
        .orElse(defaultValue);
  }

  /** A percentage, above 0 and at most 100. */
  public Optional<BigDecimal> percent(String key) {
    return parsed(key, Units::percent, "a percentage from 1% to 100%", "write for example 50%");
  }

  public <E extends Enum<E>> E oneOf(String key, Class<E> type, E defaultValue) {
    return tree(key).flatMap(tree -> scalars.oneOf(tree, type)).orElse(defaultValue);
  }

  /** The value that the map has for the word in the file; empty for an unknown word. */
  public <T> Optional<T> oneOf(String key, Map<String, T> names) {
    return tree(key).flatMap(tree -> scalars.oneOf(tree, names));
  }

  /** The name of an enum's constant in the file: {@code FIND_ONE} is {@code find-one}. */
  public static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Reports the keys that were never read. */
  public void done() {
    for (String key : mapping.entries().keySet()) {
      if (!known.contains(key)) {
        unknown(key);
      }
    }
  }

  /**
   * Reports an unknown key. If it is probably a misspelt missing key, drops the problem of the
   * missing one.
   */
  private void unknown(String key) {
    NearNames.likely(key, known)
        .filter(missing::remove)
        .ifPresent(it -> problems.drop(mapping, isMissing(it)));
    String path = Paths.member(mapping.path(), key);
    Position at = mapping.keys().getOrDefault(key, mapping.at());
    problems.add(at, path, "unknown key \"" + key + "\"", Problems.suggest(key, known));
  }

  private <T> Optional<T> parsed(
      String key, Function<String, Optional<T>> parse, String noun, String hint) {
    return tree(key).flatMap(tree -> scalars.parsed(tree, parse, noun, hint));
  }
}
