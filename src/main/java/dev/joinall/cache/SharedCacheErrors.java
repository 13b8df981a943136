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
 * Counts and logs the failures of a shared cache, which are not visible in answers because the
 * calls are made. Each reason is logged at most once in 10 minutes. After an error the cache is not
 * used for a second. Thread-safe.
 */
final class SharedCacheErrors {
  private static final Logger log = LoggerFactory.getLogger(SharedCacheErrors.class);
  private static final long LOG_INTERVAL = Duration.ofMinutes(10).toNanos();
  private static final int MAX_REASONS = 50;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final SharedValues values;
  private final LongSupplier clock;
  private final LongAdder failures;
  private final Scheduler timer;
  private final Map<String, Long> reportedAt = new ConcurrentHashMap<>();
  private volatile long pausedUntil;

  SharedCacheErrors(SharedValues values, LongSupplier clock, LongAdder failures, Scheduler timer) {
    this.values = values;
    this.clock = clock;
    this.failures = failures;
    this.timer = timer;
    this.pausedUntil = clock.getAsLong();
  }

  /**
   * Limits the time of an operation. If the backend fails, all operations fail at once for a
   * second.
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

  /**
   * Whether the fault concerns one value, which must not pause the cache: it is too large, or its
   * key contains a foreign value.
   */
  private static boolean isOfOneValue(Fault fault) {
    return fault.type() == Fault.Type.TOO_LARGE
        || (fault.type() == Fault.Type.ERROR && fault.nature() == Fault.Nature.CALLERS);
  }

  /**
   * Counts and logs a failure.
   *
   * @param what such as "look up a value"
   */
  void failed(String what, Throwable error) {
    failures.increment();
    String reason = what + ": " + detail(error);
    long now = clock.getAsLong();
    boolean isNew =
        (reportedAt.containsKey(reason) || reportedAt.size() < MAX_REASONS)
            && reportedAt.merge(
                    reason, now, (before, it) -> it - before < LOG_INTERVAL ? before : it)
                == now;
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
