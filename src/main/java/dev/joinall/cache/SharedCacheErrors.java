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

/**
 * Counts and logs why values could not be shared: the calls are made, so no answer tells. Each
 * reason has one line in a while. Thread-safe.
 */
final class SharedCacheErrors {
  private static final Logger log = LoggerFactory.getLogger(SharedCacheErrors.class);
  private static final long QUIET = Duration.ofMinutes(10).toNanos();
  private static final int MAX_REASONS = 50;

  private final String backend;
  private final LongSupplier clock;
  private final LongAdder failures;
  private final Map<String, Long> told = new ConcurrentHashMap<>();

  /**
   * @param backend its name
   */
  SharedCacheErrors(String backend, LongSupplier clock, LongAdder failures) {
    this.backend = backend;
    this.clock = clock;
    this.failures = failures;
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
      log.warn("The shared cache at the backend \"{}\" could not {}", backend, reason);
    } else {
      log.debug("Again: the backend \"{}\" could not {}", backend, reason, error);
    }
  }

  private static String detail(Throwable error) {
    return error instanceof TimeoutException ? "no reply in time" : Fault.of(error).detail();
  }
}
