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
 * @param counters of the route
 * @param longest for which a run may take
 * @param shared where the replicas share the answers; empty if they do not
 */
public record AnswerCache(
    CacheStore store,
    CacheConfig config,
    CacheNaming naming,
    EnumCounters<CacheEvent> counters,
    Duration longest,
    Optional<SharedStore> shared) {

  /**
   * Looks for an answer before the run, and keeps what the run gives. Requests that join a run get
   * its whole reply, also one with a cookie, which they must not use.
   */
  public Step around(Step run, Scheduler scheduler) {
    return new TaskCache(store, config, naming, counters, longest, scheduler, shared, true)
        .around(run);
  }
}
