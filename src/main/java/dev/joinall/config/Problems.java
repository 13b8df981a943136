package dev.joinall.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Collects every problem of a file, so that all are told at once. Not thread-safe. */
public final class Problems {
  private final List<Problem> found = new ArrayList<>();

  public void add(Tree where, String message, String hint) {
    add(where.at(), where.path(), message, hint);
  }

  public void add(Position at, String path, String message, String hint) {
    var problem = new Problem(at, path, message, hint);
    if (!found.contains(problem)) {
      found.add(problem);
    }
  }

  public void addAll(Collection<Problem> more) {
    more.forEach(it -> add(it.at(), it.path(), it.message(), it.hint()));
  }

  /** Whether there is a problem at this very place already. */
  boolean concern(Tree where) {
    return found.stream().anyMatch(problem -> problem.at().equals(where.at()));
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** All problems, in the order of the file. */
  public List<Problem> all() {
    return found.stream().sorted(Comparator.comparing(Problem::at)).toList();
  }

  /** {@code did you mean "x"?} for the nearest known name, else the names that there are. */
  public static String suggest(String written, Collection<String> known) {
    if (known.isEmpty()) {
      return "";
    }
    Optional<String> nearest = nearest(written, known);
    if (nearest.isPresent()) {
      return "did you mean \"" + nearest.get() + "\"?";
    }
    return "known here: " + String.join(", ", known);
  }

  private static Optional<String> nearest(String written, Collection<String> known) {
    int tolerated = Math.max(1, written.length() / 3);
    return known.stream()
        .filter(name -> distance(written, name) <= tolerated)
        .min(Comparator.comparingInt(name -> distance(written, name)));
  }

  /** Levenshtein's edit distance, by one row. */
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
