package dev.joinall.backend.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.config.Problems;
import io.r2dbc.postgresql.api.PostgresqlException;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Result;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Lets the server prepare the statements of the file without running them. A refused statement is a
 * problem. PostgreSQL plans them with {@code explain}, and nulls as values; MySQL and MariaDB
 * prepare them with the command {@code prepare}.
 *
 * @param session not used for other calls
 */
record Preparation(Session session, Dialect dialect, Problems problems) {
  /** Statements that {@code explain} supports, by their first word. */
  private static final Set<String> PLANNED =
      Set.of("SELECT", "WITH", "VALUES", "TABLE", "INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE");

  /**
   * Prefixes of SQLSTATEs that concern the statement, and not a temporary state: not supported, no
   * such schema, syntax and names, limits; and values, if no null replaces one.
   */
  private static final List<String> OF_THE_STATEMENT = List.of("0A", "3D", "3F", "42", "54");

  private static final String OF_VALUES = "22";

  /** MySQL and MariaDB: errors without a specific SQLSTATE class. */
  private static final String GENERAL = "HY";

  /** Completes when all were prepared. Fails if the server can't be reached. */
  Mono<Void> of(List<SqlCall> calls) {
    return Flux.fromIterable(calls).concatMap(this::prepare).then();
  }

  /** Stops at a statement that creates a table, because later ones may need that table. */
  private Mono<Void> prepare(SqlCall call) {
    List<CompiledStatement> statements =
        call.statements().stream()
            .flatMap(it -> CompiledStatement.unbound(it, dialect).stream())
            .takeWhile(it -> PLANNED.contains(it.text().operation()))
            .toList();
    return Flux.fromIterable(statements).concatMap(this::prepare).then();
  }

  private Mono<Void> prepare(CompiledStatement statement) {
    return (dialect.isPostgres() ? explain(statement) : prepareByCommand(statement))
        .onErrorResume(error -> report(error, statement));
  }

  private Mono<Void> explain(CompiledStatement statement) {
    List<@Nullable Object> nulls = new ArrayList<>();
    statement.text().names().forEach(name -> nulls.add(null));
    return run(new BoundStatement("explain " + statement.sql(), nulls));
  }

  /** Sends the text in hex, so that no character of it can end the literal. */
  private Mono<Void> prepareByCommand(CompiledStatement statement) {
    String hex = HexFormat.of().formatHex(statement.sql().getBytes(UTF_8));
    return run(plain("set @joinall = convert(x'" + hex + "' using utf8mb4)"))
        .then(Mono.defer(() -> run(plain("prepare joinall from @joinall"))))
        .then(Mono.defer(() -> run(plain("deallocate prepare joinall"))));
  }

  private static BoundStatement plain(String sql) {
    return new BoundStatement(sql, List.of());
  }

  private Mono<Void> run(BoundStatement bound) {
    return Flux.from(session.statement(bound).execute()).concatMap(Result::getRowsUpdated).then();
  }

  /** Ignores an invalid value: a function that is evaluated while preparing may reject the null. */
  private Mono<Void> report(Throwable error, CompiledStatement statement) {
    Optional<R2dbcException> refusal =
        SqlFaults.server(error).filter(it -> isOfTheStatement(SqlFaults.state(it), statement));
    if (refusal.isEmpty()) {
      StepException fault = SqlFaults.of(error, false, false);
      return fault.fault().type() == Fault.Type.INVALID ? Mono.empty() : Mono.error(fault);
    }
    R2dbcException serverError = refusal.get();
    problems.add(
        statement.declared().where(),
        "the server refuses the statement: " + text(serverError),
        hint(serverError));
    return Mono.empty();
  }

  private boolean isOfTheStatement(String state, CompiledStatement statement) {
    return OF_THE_STATEMENT.stream().anyMatch(state::startsWith)
        || (state.startsWith(OF_VALUES) && statement.text().names().isEmpty())
        || (!dialect.isPostgres() && state.startsWith(GENERAL));
  }

  private static String text(R2dbcException error) {
    String text = String.valueOf(error.getMessage()).replaceAll("\\s+", " ").strip();
    String code = SqlFaults.state(error);
    return text.contains(code) ? text : text + " (" + code + ")";
  }

  private static String hint(R2dbcException error) {
    return error instanceof PostgresqlException own
        ? own.getErrorDetails().getHint().orElse("")
        : "";
  }
}
