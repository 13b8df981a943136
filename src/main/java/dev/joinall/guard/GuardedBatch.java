package dev.joinall.guard;

import dev.joinall.backend.Batch;
import dev.joinall.backend.Fault;
import dev.joinall.backend.Step;
import dev.joinall.json.Json;
import dev.joinall.template.Scope;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;

/**
 * A batch with guards around its call. The guards treat it as one call, regardless of its number of
 * keys, and do not see its results. {@code expect} and {@code schema} are checked for each result.
 */
record GuardedBatch<K>(Batch<K> batch, UnaryOperator<Step> guards, Optional<Expect> expect)
    implements Batch<K> {
  @Override
  public String word() {
    return batch.word();
  }

  @Override
  public int min() {
    return batch.min();
  }

  @Override
  public int max() {
    return batch.max();
  }

  @Override
  public Optional<K> key(Scope item) {
    return batch.key(item);
  }

  @Override
  public Mono<List<Result>> call(List<K> keys, Scope scope) {
    var answer = new AtomicReference<List<Result>>(List.of());
    Step call =
        attempt -> batch.call(keys, attempt).doOnNext(answer::set).map(results -> Json.TRUE);
    Mono<Json> answered = guards.apply(call).run(scope);
    return answered.map(
        done -> answer.get().stream().map(result -> expected(result, scope)).toList());
  }

  private Result expected(Result result, Scope scope) {
    if (expect.isPresent() && result instanceof Value(Json json)) {
      try {
        expect.get().check(json, scope);
      } catch (RuntimeException e) {
        return new Failed(Fault.of(e));
      }
    }
    return result;
  }
}
