package dev.joinall.run;

import dev.joinall.backend.Batch;
import dev.joinall.backend.Batch.Result;
import dev.joinall.backend.Fault;
import dev.joinall.run.Outcome.Absent;
import dev.joinall.run.Outcome.Failed;
import dev.joinall.run.Outcome.Ok;
import dev.joinall.template.Scope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * Asks for many items at once. What a call can't tell is left unsettled; a call that fails settles
 * all of its items with its fault.
 */
final class BatchedItems<K> {
  private final Batch<K> batch;
  private final Items items;
  private final Scope scope;

  /** The places that each key serves. */
  private final Map<K, List<Integer>> places = new LinkedHashMap<>();

  BatchedItems(Batch<K> batch, Items items, Scope scope) {
    this.batch = batch;
    this.items = items;
    this.scope = scope;
  }

  /** The calls to make, each over when its items are settled; none fails. */
  List<Mono<Void>> calls(Collection<List<Integer>> wanted) {
    wanted.forEach(this::add);
    List<K> keys = List.copyOf(places.keySet());
    List<Mono<Void>> calls = new ArrayList<>();
    for (int from = 0; keys.size() - from >= batch.min(); from += batch.max()) {
      calls.add(call(keys.subList(from, Math.min(keys.size(), from + batch.max()))));
    }
    return calls;
  }

  private void add(List<Integer> same) {
    try {
      Optional<K> key = batch.key(items.scopeOf(same.getFirst()));
      key.ifPresent(it -> places.computeIfAbsent(it, k -> new ArrayList<>()).addAll(same));
    } catch (RuntimeException e) {
      items.settle(same, new Failed(Fault.of(e)));
    }
  }

  private Mono<Void> call(List<K> keys) {
    return Mono.defer(() -> batch.call(keys, scope))
        .doOnNext(results -> settle(keys, results))
        .onErrorResume(error -> Mono.fromRunnable(() -> fail(keys, Fault.of(error))))
        .then();
  }

  private void settle(List<K> keys, List<Result> results) {
    for (int i = 0; i < keys.size(); i++) {
      List<Integer> its = places.getOrDefault(keys.get(i), List.of());
      switch (results.get(i)) {
        case Batch.Value(var json) ->
            items.settle(its, json.isNull() ? new Absent() : new Ok(json));
        case Batch.Absent absent -> items.settle(its, new Absent());
        case Batch.Failed(Fault why) -> items.settle(its, new Failed(why));
        case Batch.Unsure unsure -> {}
      }
    }
  }

  private void fail(List<K> keys, Fault why) {
    keys.forEach(key -> items.settle(places.getOrDefault(key, List.of()), new Failed(why)));
  }
}
