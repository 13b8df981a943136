package dev.joinall.backend.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.json.Json;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A query of one table by one column: {@code select sku, name from products where sku = :sku}.
 * Recognizes only such a text, because then the rows of many keys are the rows of each key: it
 * calls no function, has no order and no limit, and the column identifies the key of a row.
 *
 * @param before the text before the parameter
 * @param column the key in a row
 * @param key of an item
 */
record KeyedQuery(
    Dialect dialect, String before, String after, String column, boolean one, Template key) {
  private static final String NAME = "[A-Za-z_][A-Za-z0-9_]*";
  private static final String COLUMN = "(?:%s\\.)?%s(?:\\s+as\\s+%s)?".formatted(NAME, NAME, NAME);
  private static final Pattern QUERY =
      Pattern.compile(
          "\\s*select\\s+(?<columns>\\*|%s(?:\\s*,\\s*%s)*)\\s+from\\s+%s(?:\\.%s)?(?:\\s+(?:as\\s+)?%s)?"
                  .formatted(COLUMN, COLUMN, NAME, NAME, NAME)
              + "\\s+where\\s+(?:%s\\.)?(?<key>%s)\\s*=\\s*".formatted(NAME, NAME),
          Pattern.CASE_INSENSITIVE);

  private static final Pattern WHOLE_NUMBER = Pattern.compile("-?(0|[1-9][0-9]{0,17})");

  /** Texts for which the rules of servers differ at most in case, blanks and punctuation. */
  private static final Pattern PLAIN_TEXT = Pattern.compile("[A-Za-z0-9_.:-]{1,200}");

  /** Empty for any other statement. */
  static Optional<KeyedQuery> of(CompiledStatement statement, Dialect dialect) {
    SqlText text = statement.text();
    if (statement.declared().effect()
        || text.parameters().size() != 1
        || !text.pieces().getLast().isBlank()) {
      return Optional.empty();
    }
    Matcher matcher = QUERY.matcher(text.pieces().getFirst());
    Template key = statement.args().get(text.parameters().getFirst().name());
    return matcher.matches() && key != null
        ? column(matcher.group("columns"), matcher.group("key"), dialect)
            .map(it ->
                new KeyedQuery(
                    dialect,
                    text.pieces().getFirst(),
                    text.pieces().getLast(),
                    it,
                    statement.declared().one(),
                    key))
        : Optional.empty();
  }

  /** The name of the key in a row; empty if rows do not contain it. */
  private static Optional<String> column(String columns, String key, Dialect dialect) {
    if (columns.equals("*")) {
      return Optional.of(named(key, dialect));
    }
    for (String column : columns.split(",", -1)) {
      String[] words = column.strip().split("\\s+", -1);
      String name = words[0].substring(words[0].indexOf('.') + 1);
      if (name.equalsIgnoreCase(key)) {
        return Optional.of(named(words[words.length - 1], dialect).replaceAll("^.*\\.", ""));
      }
    }
    return Optional.empty();
  }

  private static String named(String column, Dialect dialect) {
    return dialect.isPostgres() ? column.toLowerCase(Locale.ROOT) : column;
  }

  /** Empty if the server may compare the key by other rules than its text. */
  Optional<Json> key(Scope item) {
    Json made = key.render(item);
    return switch (made.kind()) {
      case NUMBER -> Optional.of(made).filter(it -> matches(WHOLE_NUMBER, it));
      case STRING -> Optional.of(made).filter(it -> matches(PLAIN_TEXT, it));
      case BOOLEAN, NULL, OBJECT, ARRAY -> Optional.empty();
    };
  }

  private static boolean matches(Pattern pattern, Json key) {
    return pattern.matcher(key.text()).matches();
  }

  /**
   * The statement for many keys.
   *
   * @param keys of {@link #key}, all of one kind
   */
  BoundStatement of(List<Json> keys) {
    if (dialect.isPostgres()) {
      String array =
          keys.stream().map(it -> '"' + it.text() + '"').collect(Collectors.joining(",", "{", "}"));
      return new BoundStatement(
          before + "any($1)" + after, List.of(new PostgresValues.Text(array.getBytes(UTF_8))));
    }
    String places = "?" + ",?".repeat(keys.size() - 1);
    return new BoundStatement(
        before.substring(0, before.lastIndexOf('=')) + " in (" + places + ")" + after,
        keys.stream().<@Nullable Object>map(KeyedQuery::value).toList());
  }

  private static Object value(Json key) {
    return key.kind() == Json.Kind.NUMBER ? Long.valueOf(key.text()) : key.text();
  }
}
