package dev.joinall.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects the problems of a file, so that all are reported together. Not thread-safe. */
public final class Problems {
  /** The limit of problems; a file with more probably has another format. */
  static final int MAX_PROBLEMS = 500;

  /** In characters. A text in the file may be as long as the file. */
  private static final int MAX_TEXT = 1_000;

  private final Set<Problem> found = new LinkedHashSet<>();
  private final boolean isWhole;

  /** Thrown if the limit of problems is exceeded. */
  @Internal
  public static final class TooMany extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private TooMany() {
      super("too many problems", null, false, false);
    }
  }

  /** Collects the problems of a part of the file; drops those over the limit. */
  public Problems() {
    this(false);
  }

  private Problems(boolean isWhole) {
    this.isWhole = isWhole;
  }

  /** Collects the problems of the whole file; one over the limit throws {@link TooMany}. */
  @Internal
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

  @Internal
  public void addAll(Collection<Problem> more) {
    more.forEach(this::add);
  }

  /** Removes a problem that another one explains. */
  void drop(Tree where, String message) {
    found.removeIf(it ->
        it.at().equals(where.at())
            && it.path().equals(where.path())
            && it.message().equals(message));
  }

  void add(Problem problem) {
    add(problem.at(), problem.path(), problem.message(), problem.hint());
  }

  /** Whether a problem at this position was already reported. */
  public boolean hasProblemsAt(Tree where) {
    return hasProblemsAt(where.at());
  }

  boolean hasProblemsAt(Position at) {
    return found.stream().anyMatch(problem -> problem.at().equals(at));
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
    return NearNames.suggest(written, known);
  }

  /** The nearest known names, the nearest one first; excludes names that differ too much. */
  public static List<String> nearest(String written, Collection<String> known, int max) {
    return NearNames.nearest(written, known, max);
  }
}
