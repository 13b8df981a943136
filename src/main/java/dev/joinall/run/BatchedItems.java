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
 * Runs many items in one call. An item for which a call has no clear result stays unsettled. A
 * failed call settles all of its items with its fault.
 */
final class BatchedItems<K> {
  private final Batch<K> batch;
  private final ForEachRun items;
  private final Scope scope;

  /** The list positions of each key. */
  private final Map<K, List<Integer>> places = new LinkedHashMap<>();

  BatchedItems(Batch<K> batch, ForEachRun items, Scope scope) {
    this.batch = batch;
    this.items = items;
    this.scope = scope;
  }

  /**
   * The calls to make. Each completes when its items are settled, and none fails. As few calls as
   * possible, of nearly equal size, so that the last one is not too small.
   */
  List<Mono<Void>> calls(Collection<List<Integer>> wanted) {
    wanted.forEach(this::add);
    List<K> keys = List.copyOf(places.keySet());
    if (keys.size() < batch.min()) {
      return List.of();
    }
    List<Mono<Void>> calls = new ArrayList<>();
    int from = 0;
    for (int left = Math.ceilDiv(keys.size(), batch.max()); left > 0; left--) {
      int to = from + Math.ceilDiv(keys.size() - from, left);
      calls.add(call(keys.subList(from, to)));
      from = to;
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
