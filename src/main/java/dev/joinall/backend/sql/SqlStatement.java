package dev.joinall.backend.sql;

import dev.joinall.config.Fields;
import dev.joinall.config.Tree;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One statement of a task, as declared in the file.
 *
 * @param effect whether it is an {@code execute}
 * @param args by the names of parameters
 * @param one whether its value is its first row instead of a list
 */
record SqlStatement(Tree where, String text, boolean effect, Map<String, Tree> args, boolean one) {
  static final String QUERY = "query";
  static final String EXECUTE = "execute";
  private static final String ARGS = "args";
  static final String ONE = "one";

  /** Empty if the text is missing or has expressions, after a problem was reported. */
  static Optional<SqlStatement> read(String verb, Fields fields) {
    boolean effect = verb.equals(EXECUTE);
    Map<String, Tree> args = new LinkedHashMap<>(fields.entries(ARGS));
    boolean one = !effect && fields.flag(ONE, false);
    Optional<String> text = fields.text(verb);
    Tree where = fields.tree(verb).orElseThrow();
    if (text.filter(it -> it.contains("${")).isPresent()) {
      fields
          .problems()
          .add(
              where,
              "the text of a statement takes no expressions, so that nothing can be injected",
              "write a parameter such as :id in its place, and args: { id: \"${...}\" }");
      return Optional.empty();
    }
    return text.map(it -> new SqlStatement(where, it, effect, args, one));
  }

  /** Returns the same statement with all rows as its value. */
  SqlStatement withoutOne() {
    return new SqlStatement(where, text, effect, args, false);
  }

  /** The operation, for display and spans: {@code SELECT}. */
  String operation() {
    return text.strip().split("\\s+", 2)[0].toUpperCase(Locale.ROOT);
  }
}
