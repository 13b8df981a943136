package dev.joinall.ops;

import dev.joinall.backend.Backend;
import dev.joinall.backend.Health;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Health checks of backends: one check at a time for each backend, cached for a second, with the
 * timeout {@link #CHECK_TIMEOUT}, independent of the number of callers. Thread-safe.
 */
public final class BackendChecks {
  /** Less than the second that Kubernetes allows for a probe. */
  static final Duration CHECK_TIMEOUT = Duration.ofMillis(800);

  static final Duration RESULT_TTL = Duration.ofSeconds(1);

  private final Scheduler timer;
  private final Map<Backend, Mono<BackendStatus>> checks = new ConcurrentHashMap<>();

  public BackendChecks(Scheduler timer) {
    this.timer = timer;
  }

  /** The status from the latest check and the previous ones. */
  Mono<BackendStatus> check(Backend backend) {
    return checks.computeIfAbsent(backend, this::checks);
  }

  private Mono<BackendStatus> checks(Backend backend) {
    var history = new CheckHistory();
    return Mono.defer(backend::check)
        .timeout(CHECK_TIMEOUT, Mono.fromSupplier(BackendChecks::late), timer)
        .onErrorResume(error -> Mono.just(new Health.Down(error.getClass().getSimpleName())))
        .map(history::add)
        .cache(RESULT_TTL, timer);
  }

  private static Health late() {
    return new Health.Down("no answer within " + CHECK_TIMEOUT.toMillis() + " ms");
  }

  /** Drops all other backends, which a reload has closed. */
  void retain(Collection<Backend> served) {
    checks.keySet().retainAll(served);
  }
}
