package dev.joinall.backend.sql;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The text of a statement, split at its named parameters. Immutable.
 *
 * @param pieces the text between the parameters, one more than there are parameters
 * @param parameters in order, each as often as it is written
 * @param words outside of quotes and comments, in upper case
 */
record SqlText(List<String> pieces, List<Parameter> parameters, List<String> words) {
  SqlText {
    pieces = List.copyOf(pieces);
    parameters = List.copyOf(parameters);
    words = List.copyOf(words);
  }

  /**
   * A named parameter.
   *
   * @param isList whether it is the only item in {@code in (...)}
   */
  record Parameter(String name, boolean isList) {}

  /** Statements that read, by their first word. */
  private static final Set<String> READS =
      Set.of("SELECT", "WITH", "VALUES", "TABLE", "SHOW", "DESCRIBE");

  /**
   * Statements that change the state of the connection, which other calls share, by their first
   * word.
   */
  private static final Set<String> OF_THE_CONNECTION =
      Set.of(
          "ABORT",
          "BEGIN",
          "CLOSE",
          "COMMIT",
          "COPY",
          "DEALLOCATE",
          "DECLARE",
          "DISCARD",
          "END",
          "FETCH",
          "LISTEN",
          "LOAD",
          "LOCK",
          "PREPARE",
          "RELEASE",
          "RESET",
          "ROLLBACK",
          "SAVEPOINT",
          "SET",
          "START",
          "UNLISTEN",
          "UNLOCK",
          "USE",
          "XA");

  /** The distinct names of the parameters. */
  Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    parameters.forEach(it -> names.add(it.name()));
    return names;
  }

  /** The operation: {@code SELECT}. */
  String operation() {
    return words.isEmpty() ? "" : words.getFirst();
  }

  boolean changesTheConnection() {
    return OF_THE_CONNECTION.contains(operation());
  }

  /** Whether it only reads, according to its words; a function may still write. */
  boolean reads() {
    return READS.contains(operation())
        && !words.contains("INTO")
        && !hasPair("DELETE", "FROM")
        && !(operation().equals("WITH") && updates());
  }

  /**
   * Whether it has an {@code update}; {@code for update} and {@code for no key update} only lock.
   */
  private boolean updates() {
    for (int i = 0; i < words.size(); i++) {
      if (words.get(i).equals("UPDATE")
          && (i == 0 || !Set.of("FOR", "KEY").contains(words.get(i - 1)))) {
        return true;
      }
    }
    return false;
  }

  private boolean hasPair(String one, String two) {
    for (int i = 0; i + 1 < words.size(); i++) {
      if (words.get(i).equals(one) && words.get(i + 1).equals(two)) {
        return true;
      }
    }
    return false;
  }

  /** Whether an effect returns rows in addition to their number. */
  boolean givesRows() {
    return words.contains("RETURNING") || reads();
  }
}
