package dev.joinall.cache;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Step;
import dev.joinall.json.Json;
import dev.joinall.template.CacheUse.Result;
import dev.joinall.template.CallKey;
import dev.joinall.template.CallRecord;
import dev.joinall.template.ReplyParts;
import dev.joinall.template.Scope;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.MonoSink;
import reactor.util.context.Context;

/**
 * Loads one value: from the shared cache if one is declared, otherwise by the call. Thread-safe.
 */
final class Load {
  private final TaskCache cache;
  private final CallKey key;
  private final Scope scope;
  private final boolean counted;
  private final List<String> marks;
  private final ReplyParts parts;
  private final long began;
  private final LogPosition position;
  private final Consumer<Load> removed;
  private final SharedCall call;
  private final Disposable.Swap renewals = Disposables.swap();
  private volatile @Nullable CacheEntry found;
  private volatile CallRecord record = CallRecord.NONE;

  /**
   * A load that has not begun.
   *
   * @param found an expired value; null if there is none
   * @param counted whether a caller waits for it
   * @param removed called when its value is stored, before a caller gets it
   */
  Load(
      TaskCache cache,
      CallKey key,
      Scope scope,
      @Nullable CacheEntry found,
      boolean counted,
      Consumer<Load> removed) {
    this.cache = cache;
    this.key = key;
    this.scope = scope;
    this.found = found;
    this.counted = counted;
    this.removed = removed;
    this.marks = cache.marks(scope);
    this.parts = scope.call().parts();
    this.began = cache.now();
    this.position = cache.shared().map(SharedStore::position).orElse(LogPosition.START);
    this.call = new SharedCall(this::ended, cache::ofOthers, true, cache.scheduler());
  }

  /**
   * Whether the caller may use this load. A call that began before a purge may return a purged
   * value.
   */
  boolean isUsable(Scope by) {
    return !cache.isPurged(marks, began) && parts.equals(by.call().parts());
  }

  void join(MonoSink<Json> sink, CallRecord to, boolean isFirst) {
    call.join(sink, to, isFirst);
  }

  /** Looks for the value, and makes the call if it is not found. Called once. */
  void begin(Step step, CachedStep by, Context context) {
    cache
        .shared()
        .ifPresentOrElse(it -> lookUp(it, step, by, context), () -> callNow(step, context));
  }

  private void lookUp(SharedStore shared, Step step, CachedStep by, Context context) {
    String name = SharedNames.of(key, parts);
    var _ =
        shared
            .await(name, parts, counted)
            .publishOn(cache.scheduler())
            .subscribe(
                it -> lookedUp(it, shared, name, step, by, context),
                error -> callNow(step, context),
                () -> {},
                context);
  }

  private void lookedUp(
      SharedStore.Lookup lookup,
      SharedStore shared,
      String name,
      Step step,
      CachedStep by,
      Context context) {
    long now = cache.now();
    CacheEntry there = lookup.entry().orElse(null);
    if (there != null && (there.isFresh(now) || (counted && there.isRevalidated(now)))) {
      deliver(there, now, by, context);
      return;
    }
    if (there != null) {
      found = there;
    }
    if (lookup.isLeader()) {
      renewals.update(shared.renewals(name).subscribe());
    }
    callNow(step, context);
  }

  /** Passes on the value of another process. */
  private void deliver(CacheEntry there, long now, CachedStep by, Context context) {
    boolean isFresh = there.isFresh(now);
    var _ = cache.put(key, there);
    if (counted) {
      cache.count(isFresh ? CacheEvent.SHARED : CacheEvent.STALE);
    }
    removed.accept(this);
    call.settle(there.used(isFresh ? Result.SHARED : Result.STALE, now));
    if (!isFresh) {
      by.refresh(key, scope, there, context);
    }
  }

  private void callNow(Step step, Context context) {
    Scope its = cache.detached(scope, Optional.ofNullable(found));
    record = its.call();
    call.begin(step, its, context);
  }

  private LoadedCall ended(LoadedCall result) {
    renewals.dispose();
    LoadedCall last = result(result);
    removed.accept(this);
    return last;
  }

  private LoadedCall result(LoadedCall result) {
    long now = cache.now();
    CacheEntry stale = found;
    Throwable error = result.error();
    boolean isStale =
        error != null && stale != null && stale.isForErrors(now) && isOfBackend(Fault.of(error));
    if (counted) {
      cache.count(isStale ? CacheEvent.STALE : CacheEvent.MISS);
    }
    Optional<CacheEntry> entry = cache.entry(result, parts, marks, began);
    cache.shared().ifPresent(it -> share(it, entry));
    return isStale && stale != null
        ? stale.used(Result.STALE, now)
        : result.with(cache.store(key, entry, record.isRenewed()));
  }

  private void share(SharedStore shared, Optional<CacheEntry> entry) {
    String name = SharedNames.of(key, parts);
    entry.ifPresentOrElse(it -> shared.put(name, it, position), () -> shared.release(name));
  }

  /** Whether the fault is that of the backend, not of the call. */
  static boolean isOfBackend(Fault fault) {
    return fault.type() == Fault.Type.REJECTED
        || switch (fault.nature()) {
          case TRANSIENT, PERMANENT -> true;
          case CALLERS, CLIENTS -> false;
        };
  }
}
