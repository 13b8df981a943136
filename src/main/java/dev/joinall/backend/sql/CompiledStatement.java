package dev.joinall.backend.sql;

import dev.joinall.config.Problems;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A statement with compiled arguments. Immutable and thread-safe. */
sealed interface CompiledStatement {
  /** The names of parameters. */
  Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  SqlStatement declared();

  SqlText text();

  Map<String, Template> args();

  /**
   * Returns the statement of one request.
   *
   * @throws dev.joinall.template.InvalidExpression if an argument fails or can't be sent
   */
  BoundStatement bind(Scope scope);

  /** The text that the server prepares: the statement with its placeholders. */
  String sql();

  /** Returns the same statement with all rows as its value. */
  CompiledStatement withoutOne();

  /** Whether data of the client causes a value that the server can't use. */
  default boolean isOfInputs() {
    return args().values().stream().anyMatch(Template::isOfInputs)
        && args().values().stream()
            .allMatch(it -> it instanceof Template.Constant || it.isOfInputs());
  }

  /** Empty if it is invalid, after a problem was reported. */
  static Optional<CompiledStatement> of(
      SqlStatement declared, Dialect dialect, Templates templates) {
    Problems problems = templates.problems();
    Map<String, Template> args = new LinkedHashMap<>();
    declared.args().forEach((name, tree) -> args.put(name, templates.compile(tree)));
    SqlText text;
    try {
      text = SqlScanner.scan(declared.text(), dialect);
    } catch (SqlScanner.Unusable e) {
      problems.add(declared.where(), String.valueOf(e.getMessage()), e.hint());
      return Optional.empty();
    }
    new StatementCheck(declared, text, dialect, problems).check();
    return Optional.of(
        dialect.isPostgres()
            ? Numbered.of(declared, text, args)
            : new Positional(declared, text, args));
  }

  /** Compiles the statement without arguments, only to prepare it. Empty if the text is invalid. */
  static Optional<CompiledStatement> unbound(SqlStatement declared, Dialect dialect) {
    try {
      SqlText text = SqlScanner.scan(declared.text(), dialect);
      return Optional.of(
          dialect.isPostgres()
              ? Numbered.of(declared, text, Map.of())
              : new Positional(declared, text, Map.of()));
    } catch (SqlScanner.Unusable e) {
      return Optional.empty();
    }
  }

  /** A statement of PostgreSQL, with {@code $1} for each name. */
  record Numbered(
      SqlStatement declared,
      SqlText text,
      Map<String, Template> args,
      List<String> names,
      String sql)
      implements CompiledStatement {
    static Numbered of(SqlStatement declared, SqlText text, Map<String, Template> args) {
      List<String> names = new ArrayList<>(text.names());
      var sql = new StringBuilder(text.pieces().getFirst());
      for (int i = 0; i < text.parameters().size(); i++) {
        sql.append('$')
            .append(names.indexOf(text.parameters().get(i).name()) + 1)
            .append(text.pieces().get(i + 1));
      }
      return new Numbered(declared, text, args, names, sql.toString());
    }

    @Override
    public Numbered withoutOne() {
      return new Numbered(declared.withoutOne(), text, args, names, sql);
    }

    @Override
    public BoundStatement bind(Scope scope) {
      List<@Nullable Object> values = new ArrayList<>(names.size());
      for (String name : names) {
        Template arg = args.get(name);
        if (arg != null) {
          values.add(PostgresValues.of(arg, scope));
        }
      }
      return new BoundStatement(sql, values);
    }
  }

  /**
   * A statement of MySQL or MariaDB, with {@code ?} for each parameter, and for each item of a
   * list.
   */
  record Positional(SqlStatement declared, SqlText text, Map<String, Template> args)
      implements CompiledStatement {
    @Override
    public Positional withoutOne() {
      return new Positional(declared.withoutOne(), text, args);
    }

    @Override
    public BoundStatement bind(Scope scope) {
      Map<String, @Nullable Object> known = new LinkedHashMap<>();
      args.forEach((name, arg) -> known.put(name, MariaValues.of(arg, scope)));
      List<@Nullable Object> values = new ArrayList<>();
      var sql = new StringBuilder(text.pieces().getFirst());
      for (int i = 0; i < text.parameters().size(); i++) {
        SqlText.Parameter parameter = text.parameters().get(i);
        Object value = known.get(parameter.name());
        if (value instanceof List<?> items) {
          if (!parameter.isList()) {
            Template arg = args.get(parameter.name());
            String message = "a list can only be in (:%s)".formatted(parameter.name());
            throw arg == null ? new IllegalStateException(message) : arg.invalid(message);
          }
          sql.append(items.isEmpty() ? "null" : "?" + ",?".repeat(items.size() - 1));
          values.addAll(items);
        } else {
          sql.append('?');
          values.add(value);
        }
        sql.append(text.pieces().get(i + 1));
      }
      return new BoundStatement(sql.toString(), values);
    }

    @Override
    public String sql() {
      return String.join("?", text.pieces());
    }
  }
}
