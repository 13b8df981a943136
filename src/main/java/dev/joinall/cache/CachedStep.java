package dev.joinall.cache;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Step;
import dev.joinall.json.Json;
import dev.joinall.template.CacheUse.Result;
import dev.joinall.template.CallKey;
import dev.joinall.template.ReplyParts;
import dev.joinall.template.Scope;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.util.context.Context;

/**
 * A step whose values are kept. Equal calls at one time are made once: the call runs apart from the
 * request that began it, in the time that its own timeouts give it.
 */
final class CachedStep implements Step {
  private static final Logger log = LoggerFactory.getLogger(CachedStep.class);

  private final Step step;
  private final TaskCache cache;

  /** The calls that are on their way. */
  private final Map<CallKey, Load> loads = new ConcurrentHashMap<>();

  /**
   * One call.
   *
   * @param marks by which its value can be purged
   * @param began on the clock of the store
   * @param parts what those who wait read of the reply
   */
  private record Load(SharedCall call, List<String> marks, long began, ReplyParts parts) {}

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
      found.used(Result.HIT, now).give(sink, scope.call(), true);
    } else if (found != null && found.isRevalidated(now)) {
      cache.count(CacheEvent.STALE);
      found.used(Result.STALE, now).give(sink, scope.call(), true);
      refresh(key, scope, found, Context.of(sink.contextView()));
    } else if (loads.containsKey(key)) {
      load(key, scope, Optional.ofNullable(found), sink);
    } else {
      loadUnlessKept(key, scope, sink);
    }
  }

  /** A call may have ended since the value was looked for. */
  private void loadUnlessKept(CallKey key, Scope scope, MonoSink<Json> sink) {
    @Nullable CacheEntry found = cache.find(key, scope);
    long now = cache.now();
    if (found != null && found.isFresh(now)) {
      cache.count(CacheEvent.HIT);
      found.used(Result.HIT, now).give(sink, scope.call(), true);
    } else {
      load(key, scope, Optional.ofNullable(found), sink);
    }
  }

  private void load(CallKey key, Scope scope, Optional<CacheEntry> found, MonoSink<Json> sink) {
    @Nullable Load other = loads.get(key);
    while (other == null || !isUsable(other, scope)) {
      Load mine = load(key, scope, found, true);
      if (replace(key, other, mine)) {
        mine.call.join(sink, scope.call(), true);
        mine.call.begin(step, Context.of(sink.contextView()));
        return;
      }
      other = loads.get(key);
    }
    cache.count(CacheEvent.COLLAPSED);
    other.call.join(sink, scope.call(), false);
  }

  /** Nobody waits for it. */
  private void refresh(CallKey key, Scope scope, CacheEntry found, Context context) {
    try {
      @Nullable Load other = loads.get(key);
      if (other == null || !isUsable(other, scope)) {
        Load mine = load(key, scope, Optional.of(found), false);
        if (replace(key, other, mine)) {
          mine.call.begin(step, context);
        }
      }
    } catch (RuntimeException e) {
      log.debug("A value could not be revalidated", e);
    }
  }

  /** A call that began before its value was purged may give what is purged. */
  private boolean isUsable(Load load, Scope scope) {
    return !cache.isPurged(load.marks, load.began) && load.parts.equals(scope.call().parts());
  }

  private boolean replace(CallKey key, @Nullable Load before, Load by) {
    return before == null ? loads.putIfAbsent(key, by) == null : loads.replace(key, before, by);
  }

  /**
   * @param counted whether a caller waits for it
   */
  private Load load(CallKey key, Scope scope, Optional<CacheEntry> found, boolean counted) {
    List<String> marks = cache.marks(scope);
    long began = cache.now();
    Load[] mine = new Load[1];
    var call =
        new SharedCall(
            cache.detached(scope, found),
            result -> {
              CallResult last = ended(key, mine[0], found, result, counted);
              loads.remove(key, mine[0]);
              return last;
            },
            true,
            cache.scheduler());
    mine[0] = new Load(call, marks, began, scope.call().parts());
    return mine[0];
  }

  private CallResult ended(
      CallKey key, Load load, Optional<CacheEntry> found, CallResult result, boolean counted) {
    long now = cache.now();
    boolean isStale =
        result.error() != null
            && found.filter(it -> it.isForErrors(now)).isPresent()
            && isOfBackend(Fault.of(result.error()));
    if (counted) {
      cache.count(isStale ? CacheEvent.STALE : CacheEvent.MISS);
    }
    return isStale
        ? found.orElseThrow().used(Result.STALE, now)
        : result.with(
            cache.keep(
                key,
                result,
                load.parts,
                load.marks,
                load.began,
                load.call.scope().call().isRenewed()));
  }

  /** Whether the backend, and not the call, is the reason. */
  static boolean isOfBackend(Fault fault) {
    return fault.type() == Fault.Type.REJECTED
        || switch (fault.nature()) {
          case PASSING, LASTING -> true;
          case CALLERS, CLIENTS -> false;
        };
  }
}
