package dev.joinall.backend.mongo;

import dev.joinall.backend.Batch;
import dev.joinall.backend.Step;
import dev.joinall.json.Json;
import dev.joinall.template.Scope;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.bson.BsonValue;
import reactor.core.publisher.Mono;

/**
 * A {@code find-one} by one field, which becomes one {@code find} for many items.
 *
 * @param findAll creates the query for a list of keys
 */
record FindOneStep(
    Step single, Lookup lookup, BiFunction<List<BsonValue>, Scope, Mono<List<Result>>> findAll)
    implements Step, Batch<BsonValue> {
  @Override
  public Mono<Json> run(Scope scope) {
    return single.run(scope);
  }

  @Override
  public String word() {
    return "$in";
  }

  @Override
  public Optional<BsonValue> key(Scope item) {
    return lookup.key(item);
  }

  @Override
  public Mono<List<Result>> call(List<BsonValue> keys, Scope scope) {
    return Mono.defer(() -> findAll.apply(keys, scope));
  }
}
