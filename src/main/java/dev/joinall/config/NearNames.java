package dev.joinall.config;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
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
      otherNames(
          """
          depends-on depends requires after: needs
          delay: backoff
          interval: per backoff
          any race: first
          input: with
          as: into
          method: route
          url: uri get
          uri: url get
          retries: retry
          query where: filter
          if condition: when
          params parameters: query input
          args: query with
          inputs: input with
          json data payload content html text: body
          loop each: for-each
          items list: in
          default on-error: fallback
          response answer output: respond
          code: status
          message reason: detail
          cookies: headers
          cookie: header headers
          type: kind as
          endpoint address host: url uri
          hosts servers instances addresses endpoints upstreams: urls
          steps calls: tasks
          path: route get
          timeout: deadline
          deadline: timeout
          routes apis: aggregations
          services sources: backends
          size: max
          count: attempts
          notfound not-found: absent
          """);

  private NearNames() {}

  /** Reads lines such as {@code loop each: for-each}: the keys of other formats, and ours. */
  private static Map<String, List<String>> otherNames(String lines) {
    Map<String, List<String>> names = new HashMap<>();
    for (String line : lines.lines().toList()) {
      String[] sides = line.split(": ", 2);
      for (String other : sides[0].split(" ", -1)) {
        if (names.put(other, List.of(sides[1].split(" ", -1))) != null) {
          throw new IllegalStateException(other);
        }
      }
    }
    return Map.copyOf(names);
  }

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
