package dev.joinall.cache;

import dev.joinall.backend.Fault;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Counts and logs why values could not be shared: the calls are made, so no answer tells. Each
 * reason has one line in a while. Nothing is asked just after an error. Thread-safe.
 */
final class SharedCacheErrors {
  private static final Logger log = LoggerFactory.getLogger(SharedCacheErrors.class);
  private static final long QUIET = Duration.ofMinutes(10).toNanos();
  private static final int MAX_REASONS = 50;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final SharedValues values;
  private final LongSupplier clock;
  private final LongAdder failures;
  private final Scheduler timer;
  private final Map<String, Long> told = new ConcurrentHashMap<>();
  private volatile long pausedUntil;

  SharedCacheErrors(SharedValues values, LongSupplier clock, LongAdder failures, Scheduler timer) {
    this.values = values;
    this.clock = clock;
    this.failures = failures;
    this.timer = timer;
    this.pausedUntil = clock.getAsLong();
  }

  /**
   * Limits the time of a question. If the backend fails, all fail at once for a second.
   *
   * @param what such as "look up a value"
   */
  <T> Mono<T> guarded(String what, Mono<T> question) {
    return Mono.defer(() ->
        clock.getAsLong() - pausedUntil < 0
            ? Mono.error(new IllegalStateException("it did not respond a moment ago"))
            : question
                .timeout(values.timeout(), timer)
                .doOnError(error -> pauseAfter(what, error)));
  }

  private void pauseAfter(String what, Throwable error) {
    if (!isOfOneValue(Fault.of(error))) {
      pausedUntil = clock.getAsLong() + PAUSE.toNanos();
    }
    failed(what, error);
  }

  /** One that is too large, or a key that something else holds, says nothing of the others. */
  private static boolean isOfOneValue(Fault fault) {
    return fault.type() == Fault.Type.TOO_LARGE
        || (fault.type() == Fault.Type.ERROR && fault.nature() == Fault.Nature.CALLERS);
  }

  /**
   * Something failed.
   *
   * @param what such as "look up a value"
   */
  void failed(String what, Throwable error) {
    failures.increment();
    String reason = what + ": " + detail(error);
    long now = clock.getAsLong();
    boolean isNew =
        (told.containsKey(reason) || told.size() < MAX_REASONS)
            && told.merge(reason, now, (before, it) -> it - before < QUIET ? before : it) == now;
    if (isNew) {
      log.warn("The shared cache at the backend \"{}\" could not {}", values.backend(), reason);
    } else {
      log.debug("Again: the backend \"{}\" could not {}", values.backend(), reason, error);
    }
  }

  private static String detail(Throwable error) {
    return error instanceof TimeoutException ? "no reply in time" : Fault.of(error).detail();
  }
}
