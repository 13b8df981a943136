package dev.joinall.backend.sql;

import dev.joinall.backend.Batch;
import dev.joinall.backend.Fault;
import dev.joinall.backend.Step;
import dev.joinall.backend.StepException;
import dev.joinall.json.Json;
import dev.joinall.template.Scope;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import reactor.core.publisher.Mono;

/**
 * A query by one key, which can also run as one statement for many keys.
 *
 * @param many runs the statement, and emits the rows
 */
record KeyedStep(Step step, KeyedQuery query, BiFunction<BoundStatement, Scope, Mono<Json>> many)
    implements Step, Batch<Json> {
  @Override
  public Mono<Json> run(Scope scope) {
    return step.run(scope);
  }

  @Override
  public String word() {
    return query.dialect().isPostgres() ? "= any" : "in";
  }

  @Override
  public Optional<Json> key(Scope item) {
    return query.key(item);
  }

  /**
   * Returns unsure results if one key is invalid, or the response is too large: this must not fail
   * the others.
   */
  @Override
  public Mono<List<Result>> call(List<Json> keys, Scope scope) {
    if (keys.stream().map(Json::kind).distinct().count() > 1) {
      return Mono.just(KeyedRows.unsure(keys));
    }
    return many.apply(query.of(keys), scope)
        .map(rows -> new KeyedRows(query.column(), query.one()).of(keys, rows))
        .onErrorResume(KeyedStep::isOfOneKey, error -> Mono.just(KeyedRows.unsure(keys)));
  }

  private static boolean isOfOneKey(Throwable error) {
    return error instanceof StepException step
        && switch (step.fault().type()) {
          case INVALID, STATUS, TOO_LARGE, MALFORMED ->
              step.fault().nature() != Fault.Nature.TRANSIENT;
          case TIMEOUT, REJECTED, UNAVAILABLE, CONFLICT, UNKNOWN, ERROR -> false;
        };
  }
}
