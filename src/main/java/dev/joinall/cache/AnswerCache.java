package dev.joinall.cache;

import dev.joinall.backend.EnumCounters;
import dev.joinall.backend.Step;
import dev.joinall.config.CacheConfig;
import java.time.Duration;
import java.util.Optional;
import reactor.core.scheduler.Scheduler;

/**
 * The cache of the whole answers of one route. Immutable.
 *
 * @param naming how answers are distinguished
 * @param counters the counters of the route
 * @param maxDuration the maximum duration of a run
 * @param shared the cache that the replicas share; empty if they share none
 */
public record AnswerCache(
    CacheStore store,
    CacheConfig config,
    CacheNaming naming,
    EnumCounters<CacheEvent> counters,
    Duration maxDuration,
    Optional<SharedStore> shared) {

  /**
   * Looks for an answer before the run, and stores the answer of the run. Requests that join a run
   * get its whole reply. They must not use one with a cookie.
   */
  public Step around(Step run, Scheduler scheduler) {
    return new TaskCache(store, config, naming, counters, maxDuration, scheduler, shared, true)
        .around(run);
  }
}
