package dev.joinall.backend.sql;

import dev.joinall.backend.StepException;
import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Runs one statement on a connection.
 *
 * @param alone whether it is its own transaction, so that its effect has happened when the server
 *     has responded
 * @param maxBytes of its value
 */
record StatementRun(
    CompiledStatement statement, BoundStatement bound, boolean alone, int maxBytes) {

  /** Emits the value; empty if only one row is expected, and there is none. */
  Mono<Json> run(Session session, Running call) {
    SqlStatement declared = statement.declared();
    boolean readsRows = !declared.effect() || statement.text().givesRows();
    return Mono.defer(() -> readsRows ? rows(session, call) : count(session))
        .onErrorMap(
            error -> SqlFaults.of(error, declared.effect() && alone, statement.isOfInputs()));
  }

  private Mono<Json> rows(Session session, Running call) {
    var reader = new RowsReader(session.rows(), maxBytes, statement.declared().one());
    return results(session)
        .concatMap(result -> result.map((row, metadata) -> add(row, reader, call)))
        .then(Mono.fromSupplier(() -> value(reader)));
  }

  /** Adds a row. An effect is read to its end, because it will happen. */
  private boolean add(Row row, RowsReader reader, Running call) {
    boolean written = reader.add(row);
    StepException failure = reader.failure();
    if (failure != null && !(statement.declared().effect() && alone)) {
      call.fail(failure);
    }
    return written;
  }

  private @Nullable Json value(RowsReader reader) {
    StepException failure = reader.failure();
    boolean effect = statement.declared().effect();
    if (failure == null && !effect) {
      return reader.value();
    }
    if (failure != null) {
      throw effect && alone ? new StepException(failure.fault().ofAccepted()) : failure;
    }
    Json rows = reader.value();
    var out = new JsonWriter(64).beginObject().member("rows", Json.number(reader.rows()));
    if (rows != null) {
      out.member("returning", rows);
    }
    return out.endObject().toJson();
  }

  private Mono<Json> count(Session session) {
    return results(session)
        .concatMap(Result::getRowsUpdated)
        .reduce(0L, Long::sum)
        .map(rows ->
            new JsonWriter(16)
                .beginObject()
                .member("rows", Json.number(rows))
                .endObject()
                .toJson());
  }

  private Flux<? extends Result> results(Session session) {
    return Flux.from(session.statement(bound).execute());
  }
}
