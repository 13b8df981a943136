package dev.joinall.config;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads one value of the file by its type. A wrong value is reported. */
record ScalarReader(Problems problems) {
  /** The words for true and false in YAML 1.1, which are texts in YAML 1.2. */
  private static final Set<String> TRUE = Set.of("true", "yes", "on", "y", "1");

  private static final Set<String> FALSE = Set.of("false", "no", "off", "n", "0");

  Optional<String> text(Tree tree) {
    if (tree instanceof Tree.Scalar(var at, var path, String value, var text, var env)) {
      return Optional.of(value);
    }
    boolean quoted = tree instanceof Tree.Scalar scalar && scalar.value() != null;
    problems.add(tree, "expected a string, got " + tree.noun(), quoted ? "put it in quotes" : "");
    return Optional.empty();
  }

  Optional<Boolean> flag(Tree tree) {
    if (tree instanceof Tree.Scalar(var at, var path, Boolean value, var text, var env)) {
      return Optional.of(value);
    }
    problems.add(
        tree,
        "expected true or false, got " + tree.noun(),
        tree instanceof Tree.Scalar scalar ? booleanHint(scalar.text()) : "");
    return Optional.empty();
  }

  /** Suggests a boolean in place of the word; empty for other words. */
  private static String booleanHint(String written) {
    String word = written.toLowerCase(Locale.ROOT);
    if (TRUE.contains(word)) {
      return "write true, without quotes";
    }
    return FALSE.contains(word) ? "write false, without quotes" : "";
  }

  Optional<Integer> count(Tree tree, int min, int max) {
    if (tree instanceof Tree.Scalar scalar) {
      try {
        int value = Integer.parseInt(scalar.text());
        if (value >= min && value <= max) {
          return Optional.of(value);
        }
      } catch (NumberFormatException e) {
        // reported below, like a number out of bounds
      }
    }
    problems.add(
        tree, "expected an integer from %d to %d, got %s".formatted(min, max, tree.noun()), "");
    return Optional.empty();
  }

  <E extends Enum<E>> Optional<E> oneOf(Tree tree, Class<E> type) {
    Map<String, E> names = new LinkedHashMap<>();
    for (E constant : type.getEnumConstants()) {
      names.put(Fields.name(constant), constant);
    }
    return oneOf(tree, names);
  }

  <T> Optional<T> oneOf(Tree tree, Map<String, T> names) {
    if (tree instanceof Tree.Scalar scalar && names.containsKey(scalar.text())) {
      return Optional.of(names.get(scalar.text()));
    }
    String choices = String.join(", ", names.keySet());
    String hint =
        tree instanceof Tree.Scalar scalar
            ? NearNames.nearest(scalar.text(), names.keySet(), 1).stream()
                .findFirst()
                .map(it -> "did you mean \"" + it + "\"?")
                .orElse("")
            : "";
    problems.add(tree, "expected one of " + choices + "; got " + tree.noun(), hint);
    return Optional.empty();
  }

  <T> Optional<T> parsed(Tree tree, Function<String, Optional<T>> parse, String noun, String hint) {
    Optional<T> value =
        tree instanceof Tree.Scalar scalar ? parse.apply(scalar.text()) : Optional.empty();
    if (value.isEmpty()) {
      problems.add(tree, "expected " + noun + ", got " + tree.noun(), hint);
    }
    return value;
  }
}
