package dev.joinall.backend.sql;

import dev.joinall.config.BackendCall;
import dev.joinall.config.CallResult;
import dev.joinall.config.Fields;
import dev.joinall.config.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The statements of a task, as declared in the file.
 *
 * @param statements at least one
 * @param together whether they are declared as {@code statements}: one transaction, whose value is
 *     the list of their values
 */
record SqlCall(Tree where, List<SqlStatement> statements, boolean together) implements BackendCall {
  static final String STATEMENTS = "statements";
  static final List<String> VERBS = List.of(SqlStatement.QUERY, SqlStatement.EXECUTE, STATEMENTS);

  private static final String ROW = "{\"type\": \"object\"}";
  private static final String ROWS = "{\"type\": \"array\", \"items\": " + ROW + "}";
  private static final String CHANGED =
      """
      {"type": "object",
       "properties": {"rows": {"type": "integer", "minimum": 0}, "returning": %s},
       "required": ["rows"]}\
      """
          .formatted(ROWS);

  SqlCall {
    statements = List.copyOf(statements);
  }

  static Optional<SqlCall> read(String verb, Fields task) {
    Tree where = task.tree(verb).orElseThrow();
    return verb.equals(STATEMENTS)
        ? readAll(where, task)
        : SqlStatement.read(verb, task).map(it -> new SqlCall(where, List.of(it), false));
  }

  private static Optional<SqlCall> readAll(Tree where, Fields task) {
    if (!(where instanceof Tree.Sequence sequence) || sequence.items().isEmpty()) {
      task.problems()
          .add(
              where,
              "expected a list, got " + where.noun(),
              "for example statements: [{ execute: \"update ...\", args: { id: 1 } }]");
      return Optional.empty();
    }
    List<SqlStatement> read = new ArrayList<>();
    sequence.items().forEach(item -> readOne(item, task).ifPresent(read::add));
    return read.size() == sequence.items().size()
        ? Optional.of(new SqlCall(where, read, true))
        : Optional.empty();
  }

  private static Optional<SqlStatement> readOne(Tree item, Fields task) {
    var fields = new Fields(item, task.problems());
    boolean queries = fields.tree(SqlStatement.QUERY).isPresent();
    boolean executes = fields.tree(SqlStatement.EXECUTE).isPresent();
    if (queries == executes) {
      if (item instanceof Tree.Mapping) {
        task.problems()
            .add(
                item,
                "expected a query or an execute, got " + (queries ? "both" : "neither"),
                "for example { query: \"select ...\" }");
      }
      return Optional.empty();
    }
    Optional<SqlStatement> read =
        SqlStatement.read(queries ? SqlStatement.QUERY : SqlStatement.EXECUTE, fields);
    if (executes) {
      fields
          .tree(SqlStatement.ONE)
          .ifPresent(
              it -> task.problems().add(it, "one is for a query", "remove it at an execute"));
    }
    fields.done();
    return read;
  }

  @Override
  public boolean effect() {
    return statements.stream().anyMatch(SqlStatement::effect);
  }

  @Override
  public String label() {
    String verb = together ? STATEMENTS : verb(statements.getFirst());
    String text =
        statements.stream()
            .map(it -> it.operation().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    return verb + " " + text;
  }

  private static String verb(SqlStatement statement) {
    return statement.effect() ? SqlStatement.EXECUTE : SqlStatement.QUERY;
  }

  @Override
  public CallResult result() {
    if (together) {
      CallResult all = CallResult.of("{\"type\": \"array\", \"items\": {}}");
      return effect() ? all.withConflict() : all;
    }
    SqlStatement only = statements.getFirst();
    if (only.effect()) {
      return CallResult.of(CHANGED).withConflict();
    }
    return only.one() ? CallResult.of(ROW).withAbsent() : CallResult.of(ROWS);
  }
}
