package dev.joinall.cache;

import dev.joinall.backend.Batch;
import dev.joinall.backend.EnumCounters;
import dev.joinall.backend.Step;
import dev.joinall.config.CacheConfig;
import dev.joinall.template.CacheUse;
import dev.joinall.template.CacheUse.Result;
import dev.joinall.template.CallKey;
import dev.joinall.template.CallRecord;
import dev.joinall.template.ReplyParts;
import dev.joinall.template.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/** The cache of one task: the keys of its values, and their lifetimes. Thread-safe. */
public final class TaskCache {
  private final CacheStore store;
  private final CachePolicy policy;
  private final CacheNaming naming;
  private final EnumCounters<CacheEvent> counters;
  private final Duration maxDuration;
  private final Scheduler scheduler;
  private final Optional<SharedStore> shared;
  private final boolean isOfAnswers;

  /**
   * The cache of one task.
   *
   * @param counters the counters of the task
   * @param maxDuration the maximum duration of a call, with all its attempts
   * @param shared the cache that the replicas share; empty if they share none
   * @param isOfAnswers whether its calls are whole runs; then other callers get the same result
   */
  public TaskCache(
      CacheStore store,
      CacheConfig config,
      CacheNaming naming,
      EnumCounters<CacheEvent> counters,
      Duration maxDuration,
      Scheduler scheduler,
      Optional<SharedStore> shared,
      boolean isOfAnswers) {
    this.store = store;
    this.policy = new CachePolicy(config);
    this.naming = naming;
    this.counters = counters;
    this.maxDuration = maxDuration;
    this.scheduler = scheduler;
    this.shared = shared;
    this.isOfAnswers = isOfAnswers;
  }

  /** Looks for the value before the call, and stores the value of the call. */
  public Step around(Step call) {
    return new CachedStep(call, this);
  }

  /**
   * The same for a batch, which then calls only for the items without a cached value.
   *
   * @param single the scope in which the call of a single item is rendered
   */
  public <K> Batch<?> around(Batch<K> batch, UnaryOperator<Scope> single) {
    return new CachedBatch<>(batch, single, this);
  }

  CallKey key(Scope scope) {
    return naming.key(scope);
  }

  /** A usable value that has the parts of the reply that the file reads; null if there is none. */
  @Nullable CacheEntry find(CallKey key, Scope scope) {
    ReplyParts parts = scope.call().parts();
    return store.find(key).filter(it -> !parts.any() || it.parts().equals(parts)).orElse(null);
  }

  /** The names by which the value of this call can be purged. */
  List<String> marks(Scope scope) {
    List<String> marks = naming.marks(scope);
    return shared.isPresent() ? SharedNames.marks(marks) : marks;
  }

  boolean isPurged(List<String> marks, long began) {
    return store.isPurged(marks, began);
  }

  long now() {
    return store.now();
  }

  void count(CacheEvent event) {
    counters.count(event);
  }

  Scheduler scheduler() {
    return scheduler;
  }

  /** The result for the callers that joined the call of another one. */
  LoadedCall ofOthers(LoadedCall result) {
    return isOfAnswers ? result : result.ofOthers();
  }

  Optional<SharedStore> shared() {
    return shared;
  }

  /**
   * The scope of a call that does not end with the request.
   *
   * @param found an expired value
   */
  Scope detached(Scope scope, Optional<CacheEntry> found) {
    CallRecord its = scope.call();
    ReplyParts parts = its.parts();
    CallRecord record =
        policy.config().obeysBackend()
            ? new CallRecord(
                parts.and(ReplyParts.HEADERS), its.isTraced(), found.flatMap(CacheEntry::known))
            : new CallRecord(parts, its.isTraced());
    return scope.detached(maxDuration.toNanos(), record);
  }

  /**
   * The entry of a call; empty if its result must not be cached.
   *
   * @param began the start of the call
   */
  Optional<CacheEntry> entry(LoadedCall result, ReplyParts parts, List<String> marks, long began) {
    return policy.entry(result, parts, marks, began, now());
  }

  /** Stores a value in this process; returns false if it is too large. */
  boolean put(CallKey key, CacheEntry entry) {
    return store.put(key, entry);
  }

  /**
   * Stores the result of a call.
   *
   * @return the result of the cache for the call
   */
  CacheUse store(CallKey key, Optional<CacheEntry> entry, boolean isRenewed) {
    if (entry.isEmpty()) {
      return new CacheUse(Result.MISS, 0, false);
    }
    boolean stored = put(key, entry.get());
    long seconds = entry.get().seconds(now());
    return new CacheUse(isRenewed ? Result.RENEWED : Result.MISS, seconds, stored);
  }
}
