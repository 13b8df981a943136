package dev.joinall.cache;

import dev.joinall.backend.Batch;
import dev.joinall.backend.Fault;
import dev.joinall.json.Json;
import dev.joinall.template.CallKey;
import dev.joinall.template.ReplyParts;
import dev.joinall.template.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A batch that calls only for the items without a cached value, and stores the value of each. Calls
 * of several requests are not joined.
 */
record CachedBatch<K>(Batch<K> batch, UnaryOperator<Scope> single, TaskCache cache)
    implements Batch<CachedBatch.Keyed<K>> {

  /** The key of an item in the batch, and the key of its value in the store. */
  static final class Keyed<K> {
    private final K item;
    private final CallKey stored;
    private final List<String> marks;

    private Keyed(K item, CallKey stored, List<String> marks) {
      this.item = item;
      this.stored = stored;
      this.marks = marks;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Keyed<?> keyed && item.equals(keyed.item);
    }

    @Override
    public int hashCode() {
      return item.hashCode();
    }
  }

  @Override
  public String word() {
    return batch.word();
  }

  /** One item is enough, because the values of the others may be cached. */
  @Override
  public int min() {
    return 1;
  }

  @Override
  public int max() {
    return batch.max();
  }

  @Override
  public Optional<Keyed<K>> key(Scope item) {
    return batch
        .key(item)
        .map(it -> new Keyed<>(it, cache.key(single.apply(item)), cache.marks(item)));
  }

  @Override
  public Mono<List<Result>> call(List<Keyed<K>> keys, Scope scope) {
    long began = cache.now();
    List<@Nullable CacheEntry> found = new ArrayList<>();
    List<Integer> missing = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      CacheEntry entry = cache.find(keys.get(i).stored, scope);
      found.add(entry);
      if (entry == null || !entry.isFresh(began)) {
        missing.add(i);
      }
    }
    Optional<SharedStore> shared = cache.shared().filter(it -> !missing.isEmpty());
    return shared.isEmpty()
        ? load(keys, found, missing, scope, began)
        : lookUp(shared.get(), keys, found, missing, scope)
            .publishOn(cache.scheduler())
            .flatMap(it -> load(keys, found, it, scope, began));
  }

  /** Fills in the values of the shared cache; emits the positions that are still missing. */
  private Mono<List<Integer>> lookUp(
      SharedStore shared,
      List<Keyed<K>> keys,
      List<@Nullable CacheEntry> found,
      List<Integer> missing,
      Scope scope) {
    ReplyParts parts = scope.call().parts();
    return Flux.fromIterable(missing)
        .flatMapSequential(it -> shared.lookUp(SharedNames.of(keys.get(it).stored, parts), parts))
        .collectList()
        .map(lookups -> {
          List<Integer> rest = new ArrayList<>();
          for (int i = 0; i < lookups.size(); i++) {
            int place = missing.get(i);
            if (!useShared(lookups.get(i).entry(), keys.get(place), place, found)) {
              rest.add(place);
            }
          }
          return rest;
        });
  }

  private boolean useShared(
      Optional<CacheEntry> entry, Keyed<K> key, int place, List<@Nullable CacheEntry> found) {
    entry.ifPresent(it -> {
      var _ = cache.put(key.stored, it);
      found.set(place, it);
    });
    return entry.filter(it -> it.isFresh(cache.now())).isPresent();
  }

  private Mono<List<Result>> load(
      List<Keyed<K>> keys,
      List<@Nullable CacheEntry> found,
      List<Integer> missing,
      Scope scope,
      long began) {
    LogPosition position = cache.shared().map(SharedStore::position).orElse(LogPosition.START);
    if (missing.size() < batch.min()) {
      return Mono.fromSupplier(() -> {
        missing.forEach(it -> found.set(it, null));
        return known(found);
      });
    }
    return batch
        .call(missing.stream().map(it -> keys.get(it).item).toList(), scope)
        .map(
            results -> merged(keys, found, missing, results, scope.call().parts(), began, position))
        .onErrorResume(error -> Mono.fromSupplier(() -> failed(found, missing, Fault.of(error))));
  }

  /** The cached results. Items without a value run alone, and look in the cache once more. */
  private List<Result> known(List<@Nullable CacheEntry> found) {
    List<Result> results = new ArrayList<>();
    for (CacheEntry entry : found) {
      results.add(entry == null ? new Unsure() : hit(entry));
    }
    return results;
  }

  private Result hit(CacheEntry entry) {
    cache.count(CacheEvent.HIT);
    return result(entry);
  }

  private static Result result(CacheEntry entry) {
    Json value = entry.value();
    return value == null ? new Absent() : new Value(value);
  }

  private List<Result> merged(
      List<Keyed<K>> keys,
      List<@Nullable CacheEntry> found,
      List<Integer> missing,
      List<Result> results,
      ReplyParts parts,
      long began,
      LogPosition position) {
    Result[] all = new Result[keys.size()];
    for (int i = 0; i < missing.size(); i++) {
      int place = missing.get(i);
      Result result = results.get(i);
      all[place] = result;
      storeResult(keys.get(place), result, parts, began, position);
    }
    return filled(all, found);
  }

  private void storeResult(
      Keyed<K> key, Result result, ReplyParts parts, long began, LogPosition position) {
    switch (result) {
      case Value(Json json) -> store(key, json, parts, began, position);
      case Absent absent -> store(key, null, parts, began, position);
      case Failed failed -> cache.count(CacheEvent.MISS);
      case Unsure unsure -> {}
    }
  }

  private void store(
      Keyed<K> key, @Nullable Json json, ReplyParts parts, long began, LogPosition position) {
    cache.count(CacheEvent.MISS);
    var result = new LoadedCall(json, null, Optional.empty(), Map.of(), Optional.empty());
    cache
        .entry(result, parts, key.marks, began)
        .ifPresent(it -> {
          var _ = cache.put(key.stored, it);
          cache
              .shared()
              .ifPresent(to -> to.putWithoutLock(SharedNames.of(key.stored, parts), it, position));
        });
  }

  private List<Result> failed(List<@Nullable CacheEntry> found, List<Integer> missing, Fault why) {
    Result[] all = new Result[found.size()];
    for (int place : missing) {
      CacheEntry entry = found.get(place);
      boolean isStale = entry != null && entry.isForErrors(cache.now()) && Load.isOfBackend(why);
      cache.count(isStale ? CacheEvent.STALE : CacheEvent.MISS);
      all[place] = isStale ? result(entry) : new Failed(why);
    }
    return filled(all, found);
  }

  private List<Result> filled(Result[] all, List<@Nullable CacheEntry> found) {
    for (int i = 0; i < all.length; i++) {
      CacheEntry entry = found.get(i);
      if (all[i] == null && entry != null) {
        all[i] = hit(entry);
      }
    }
    return List.of(all);
  }
}
