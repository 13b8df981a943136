package dev.joinall.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Collects the problems of a file, so that all are reported together. Not thread-safe. */
public final class Problems {
  /** Limit of problems; a file with more is probably of another format. */
  static final int MAX_PROBLEMS = 500;

  /** In characters. A text in the file may be as long as the file. */
  private static final int MAX_TEXT = 1_000;

  /** Limit of known names to compare with and to list. */
  private static final int MAX_NAMES = 200;

  private static final int MAX_NAME = 60;

  private final Set<Problem> found = new LinkedHashSet<>();
  private final boolean isWhole;

  /** The limit of problems is exceeded. */
  public static final class TooMany extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private TooMany() {
      super("more problems than are looked for", null, false, false);
    }
  }

  /** Problems of a part of the file; those beyond the limit are dropped. */
  public Problems() {
    this(false);
  }

  private Problems(boolean isWhole) {
    this.isWhole = isWhole;
  }

  /** Problems of the whole file; one beyond the limit throws {@link TooMany}. */
  public static Problems ofFile() {
    return new Problems(true);
  }

  public void add(Tree where, String message, String hint) {
    add(where.at(), where.path(), message, hint);
  }

  public void add(Position at, String path, String message, String hint) {
    if (found.size() < MAX_PROBLEMS) {
      found.add(new Problem(at, shown(path), shown(message), shown(hint)));
    } else if (isWhole) {
      throw new TooMany();
    }
  }

  private static String shown(String text) {
    return Secrets.hidden(text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "...");
  }

  public void addAll(Collection<Problem> more) {
    more.forEach(it -> add(it.at(), it.path(), it.message(), it.hint()));
  }

  /** Whether a problem at this position was already reported. */
  public boolean hasProblemsAt(Tree where) {
    return found.stream().anyMatch(problem -> problem.at().equals(where.at()));
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** All problems, in the order of the file. */
  public List<Problem> all() {
    return found.stream().sorted(Comparator.comparing(Problem::at)).toList();
  }

  /** {@code did you mean "x"?} for the most similar known name, else a list of the known names. */
  public static String suggest(String written, Collection<String> known) {
    if (known.isEmpty()) {
      return "";
    }
    Optional<String> nearest = nearest(written, known);
    if (nearest.isPresent()) {
      return "did you mean \"" + nearest.get() + "\"?";
    }
    String names = known.stream().limit(MAX_NAMES).collect(Collectors.joining(", "));
    return "known here: " + names + (known.size() > MAX_NAMES ? ", ..." : "");
  }

  private static Optional<String> nearest(String written, Collection<String> known) {
    return nearest(written, known, 1).stream().findFirst();
  }

  /** The nearest known names, the nearest one first; none that is quite different. */
  public static List<String> nearest(String written, Collection<String> known, int most) {
    int tolerated = Math.max(1, written.length() / 3);
    if (written.length() > MAX_NAME) {
      return List.of();
    }
    return known.stream()
        .limit(MAX_NAMES)
        .filter(name -> name.length() <= MAX_NAME)
        .filter(name -> distance(written, name) <= tolerated)
        .sorted(Comparator.comparingInt(name -> distance(written, name)))
        .limit(most)
        .toList();
  }

  /** Levenshtein distance, with one row of the matrix. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
