package dev.joinall.cache;

import dev.joinall.backend.Step;
import dev.joinall.json.Json;
import dev.joinall.template.CacheUse.Result;
import dev.joinall.template.CallKey;
import dev.joinall.template.Scope;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.util.context.Context;

/**
 * A step whose values are cached. Equal concurrent calls are made once: the call is independent of
 * the request that began it, and bounded by its own timeouts.
 */
final class CachedStep implements Step {
  private static final Logger log = LoggerFactory.getLogger(CachedStep.class);

  private final Step step;
  private final TaskCache cache;

  /** The loads in progress. */
  private final Map<CallKey, Load> loads = new ConcurrentHashMap<>();

  CachedStep(Step step, TaskCache cache) {
    this.step = step;
    this.cache = cache;
  }

  @Override
  public Mono<Json> run(Scope scope) {
    return Mono.create(sink -> find(scope, sink));
  }

  private void find(Scope scope, MonoSink<Json> sink) {
    CallKey key = cache.key(scope);
    @Nullable CacheEntry found = cache.find(key, scope);
    long now = cache.now();
    if (found != null && found.isFresh(now)) {
      cache.count(CacheEvent.HIT);
      found.used(Result.HIT, now).deliver(sink, scope.call(), true);
    } else if (found != null && found.isRevalidated(now)) {
      cache.count(CacheEvent.STALE);
      found.used(Result.STALE, now).deliver(sink, scope.call(), true);
      refresh(key, scope, found, Context.of(sink.contextView()));
    } else if (loads.containsKey(key)) {
      load(key, scope, found, sink);
    } else {
      loadUnlessCached(key, scope, sink);
    }
  }

  /**
   * Looks once more and else loads the value: another load may have ended since the first lookup.
   */
  private void loadUnlessCached(CallKey key, Scope scope, MonoSink<Json> sink) {
    @Nullable CacheEntry found = cache.find(key, scope);
    long now = cache.now();
    if (found != null && found.isFresh(now)) {
      cache.count(CacheEvent.HIT);
      found.used(Result.HIT, now).deliver(sink, scope.call(), true);
    } else {
      load(key, scope, found, sink);
    }
  }

  private void load(CallKey key, Scope scope, @Nullable CacheEntry found, MonoSink<Json> sink) {
    @Nullable Load other = loads.get(key);
    while (other == null || !other.isUsable(scope)) {
      Load mine = new Load(cache, key, scope, found, true, it -> loads.remove(key, it));
      if (replace(key, other, mine)) {
        mine.join(sink, scope.call(), true);
        mine.begin(step, this, Context.of(sink.contextView()));
        return;
      }
      other = loads.get(key);
    }
    cache.count(CacheEvent.COLLAPSED);
    other.join(sink, scope.call(), false);
  }

  /** Loads a new value in the background. */
  void refresh(CallKey key, Scope scope, CacheEntry found, Context context) {
    try {
      @Nullable Load other = loads.get(key);
      if (other == null || !other.isUsable(scope)) {
        Load mine = new Load(cache, key, scope, found, false, it -> loads.remove(key, it));
        if (replace(key, other, mine)) {
          mine.begin(step, this, context);
        }
      }
    } catch (RuntimeException e) {
      log.debug("A value could not be revalidated", e);
    }
  }

  private boolean replace(CallKey key, @Nullable Load before, Load by) {
    return before == null ? loads.putIfAbsent(key, by) == null : loads.replace(key, before, by);
  }
}
