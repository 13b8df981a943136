package dev.joinall.backend.sql;

import dev.joinall.config.Problems;
import java.util.Set;

/** Checks one statement of the file. */
record StatementCheck(SqlStatement declared, SqlText text, Dialect dialect, Problems problems) {
  void check() {
    checkVerb();
    checkArguments();
    if (dialect.isPostgres()) {
      text.parameters().stream()
          .filter(SqlText.Parameter::isList)
          .map(SqlText.Parameter::name)
          .distinct()
          .forEach(this::reportList);
    }
  }

  private void checkVerb() {
    if (text.changesTheConnection()) {
      problem(
          text.operation() + " changes the connection, which other calls share",
          "remove it; a task with several statements is one transaction: statements: [...]");
    } else if (!declared.effect() && !text.reads()) {
      problem(
          "a query only reads, and this statement may write", "write execute in place of query");
    }
  }

  private void checkArguments() {
    Set<String> used = text.names();
    for (String name : used) {
      if (!declared.args().containsKey(name)) {
        problem("the parameter :" + name + " has no value", "write args: { " + name + ": ... }");
      }
    }
    declared
        .args()
        .forEach((name, tree) -> {
          if (!CompiledStatement.NAME.matcher(name).matches()) {
            problems.add(
                tree,
                "\"" + name + "\" can't be the name of a parameter",
                "letters, digits and _, as in :order_id; a null is SQL's null");
          } else if (!used.contains(name)) {
            problems.add(
                tree, "the statement has no parameter :" + name, Problems.suggest(name, used));
          }
        });
  }

  /** Reports {@code in (:ids)}, which PostgreSQL compares with one value. */
  private void reportList(String name) {
    problem(
        "in (:" + name + ") compares with one value",
        "write = any(:%s), and give a list; or = :%s for one value".formatted(name, name));
  }

  private void problem(String message, String hint) {
    problems.add(declared.where(), message, hint);
  }
}
