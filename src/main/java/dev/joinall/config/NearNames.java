package dev.joinall.config;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Suggests a known name for an unknown one. */
final class NearNames {
  /** The maximum of known names to compare and to list. */
  private static final int MAX_NAMES = 200;

  private static final int MAX_NAME = 60;

  /** Shorter words are parts of too many names. */
  private static final int MIN_WORD = 3;

  /** Keys of other formats, in lower case, and the keys with that meaning in this one. */
  private static final Map<String, List<String>> OTHER_NAMES =
      Map.ofEntries(
          Map.entry("depends-on", List.of("needs")),
          Map.entry("depends", List.of("needs")),
          Map.entry("requires", List.of("needs")),
          Map.entry("delay", List.of("backoff")),
          Map.entry("interval", List.of("per", "backoff")),
          Map.entry("any", List.of("first")),
          Map.entry("race", List.of("first")),
          Map.entry("input", List.of("with")),
          Map.entry("as", List.of("into")),
          Map.entry("method", List.of("route")),
          Map.entry("url", List.of("uri", "get")),
          Map.entry("uri", List.of("url", "get")),
          Map.entry("after", List.of("needs")),
          Map.entry("retries", List.of("retry")),
          Map.entry("query", List.of("filter")),
          Map.entry("where", List.of("filter")),
          Map.entry("if", List.of("when")),
          Map.entry("condition", List.of("when")),
          Map.entry("params", List.of("query", "input")),
          Map.entry("parameters", List.of("query", "input")),
          Map.entry("args", List.of("query", "with")),
          Map.entry("inputs", List.of("input", "with")),
          Map.entry("json", List.of("body")),
          Map.entry("data", List.of("body")),
          Map.entry("payload", List.of("body")),
          Map.entry("content", List.of("body")),
          Map.entry("html", List.of("body")),
          Map.entry("text", List.of("body")),
          Map.entry("loop", List.of("for-each")),
          Map.entry("each", List.of("for-each")),
          Map.entry("items", List.of("in")),
          Map.entry("list", List.of("in")),
          Map.entry("default", List.of("fallback")),
          Map.entry("on-error", List.of("fallback")),
          Map.entry("response", List.of("respond")),
          Map.entry("answer", List.of("respond")),
          Map.entry("output", List.of("respond")),
          Map.entry("code", List.of("status")),
          Map.entry("message", List.of("detail")),
          Map.entry("reason", List.of("detail")),
          Map.entry("cookies", List.of("headers")),
          Map.entry("cookie", List.of("header", "headers")),
          Map.entry("type", List.of("kind", "as")),
          Map.entry("endpoint", List.of("url", "uri")),
          Map.entry("address", List.of("url", "uri")),
          Map.entry("host", List.of("url", "uri")),
          Map.entry("hosts", List.of("urls")),
          Map.entry("servers", List.of("urls")),
          Map.entry("instances", List.of("urls")),
          Map.entry("addresses", List.of("urls")),
          Map.entry("endpoints", List.of("urls")),
          Map.entry("upstreams", List.of("urls")),
          Map.entry("steps", List.of("tasks")),
          Map.entry("calls", List.of("tasks")),
          Map.entry("path", List.of("route", "get")),
          Map.entry("timeout", List.of("deadline")),
          Map.entry("deadline", List.of("timeout")),
          Map.entry("routes", List.of("aggregations")),
          Map.entry("apis", List.of("aggregations")),
          Map.entry("services", List.of("backends")),
          Map.entry("sources", List.of("backends")),
          Map.entry("size", List.of("max")),
          Map.entry("count", List.of("attempts")),
          Map.entry("notfound", List.of("absent")),
          Map.entry("not-found", List.of("absent")));

  private NearNames() {}

  /** {@code did you mean "x"?} for the most similar known name, else a list of the known names. */
  static String suggest(String written, Collection<String> known) {
    if (known.isEmpty()) {
      return "";
    }
    Optional<String> likely = likely(written, known);
    if (likely.isPresent()) {
      return "did you mean \"" + likely.get() + "\"?";
    }
    String names = known.stream().limit(MAX_NAMES).collect(Collectors.joining(", "));
    return "known here: " + names + (known.size() > MAX_NAMES ? ", ..." : "");
  }

  /** The known name that is most likely meant; empty if there is none. */
  static Optional<String> likely(String written, Collection<String> known) {
    Optional<String> nearest = nearest(written, known, 1).stream().findFirst();
    return nearest.isPresent() ? nearest : meant(written, known);
  }

  /** The nearest known names, the nearest one first; excludes names that differ too much. */
  static List<String> nearest(String written, Collection<String> known, int max) {
    // Any two names of one letter would be near.
    int tolerated = written.length() < 2 ? 0 : Math.max(1, written.length() / 3);
    if (written.length() > MAX_NAME) {
      return List.of();
    }
    String plain = plain(written);
    return known.stream()
        .limit(MAX_NAMES)
        .filter(name -> name.length() <= MAX_NAME)
        .filter(name -> distance(plain, plain(name)) <= tolerated)
        .sorted(Comparator.comparingInt(name -> distance(plain, plain(name))))
        .limit(max)
        .toList();
  }

  /** A known name with the same meaning, or the only one that shares a whole word. */
  private static Optional<String> meant(String written, Collection<String> known) {
    String plain = plain(written);
    Optional<String> other =
        OTHER_NAMES.getOrDefault(plain, List.of()).stream().filter(known::contains).findFirst();
    if (other.isPresent() || written.length() > MAX_NAME) {
      return other;
    }
    List<String> words = words(plain);
    List<String> sharing =
        known.stream()
            .limit(MAX_NAMES)
            .filter(name -> name.length() >= MIN_WORD)
            .filter(name ->
                words.contains(name)
                    || words.contains(name + "s")
                    || (plain.length() >= MIN_WORD && words(name).contains(plain)))
            .toList();
    return sharing.size() == 1 ? Optional.of(sharing.getFirst()) : Optional.empty();
  }

  private static List<String> words(String name) {
    return Arrays.asList(name.split("-", -1));
  }

  /**
   * Normalizes a name to lower case with dashes between words: {@code maxBody} and {@code max_body}
   * are equal.
   */
  private static String plain(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The Levenshtein distance, with a swap of two adjacent characters as one error. */
  private static int distance(String a, String b) {
    int[][] errors = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        errors[i][j] = i == 0 || j == 0 ? i + j : minErrors(errors, a, b, i, j);
      }
    }
    return errors[a.length()][b.length()];
  }

  /** The minimum of errors between the first i characters of one and the first j of the other. */
  private static int minErrors(int[][] errors, String a, String b, int i, int j) {
    int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    int fewest =
        Math.min(errors[i - 1][j - 1] + same, Math.min(errors[i - 1][j], errors[i][j - 1]) + 1);
    boolean isSwapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return isSwapped ? Math.min(fewest, errors[i - 2][j - 2] + 1) : fewest;
  }
}
