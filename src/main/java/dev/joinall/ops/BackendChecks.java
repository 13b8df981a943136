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
 * Asks backends for a sign of life, however many ask for it: one check at a time for each, its
 * result is good for a second, and it never takes longer than {@link #PATIENCE}. Thread-safe.
 */
public final class BackendChecks {
  /** Less than the second that Kubernetes waits for a probe. */
  static final Duration PATIENCE = Duration.ofMillis(800);

  static final Duration GOOD_FOR = Duration.ofSeconds(1);

  private final Scheduler timer;
  private final Map<Backend, Mono<Checked>> checks = new ConcurrentHashMap<>();

  public BackendChecks(Scheduler timer) {
    this.timer = timer;
  }

  /** What the last check said, and those before it. */
  Mono<Checked> check(Backend backend) {
    return checks.computeIfAbsent(backend, this::checks);
  }

  private Mono<Checked> checks(Backend backend) {
    var history = new CheckHistory();
    return Mono.defer(backend::check)
        .timeout(PATIENCE, Mono.fromSupplier(BackendChecks::late), timer)
        .onErrorResume(error -> Mono.just(new Health.Down(error.getClass().getSimpleName())))
        .map(history::add)
        .cache(GOOD_FOR, timer);
  }

  private static Health late() {
    return new Health.Down("no answer within " + PATIENCE.toMillis() + " ms");
  }

  /** Forgets the others: a reloaded file has closed them. */
  void keep(Collection<Backend> served) {
    checks.keySet().retainAll(served);
  }
}
