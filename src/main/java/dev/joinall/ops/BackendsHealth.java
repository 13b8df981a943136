package dev.joinall.ops;

import dev.joinall.backend.Backend;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Tells of every backend whether it answers. The server itself is up whatever they say: a task of a
 * backend that is down fails alone.
 */
public final class BackendsHealth implements ReactiveHealthIndicator {
  private final BackendChecks checks;
  private final Supplier<Map<String, Backend>> backends;

  /**
   * @param backends those that are served now, by name
   */
  public BackendsHealth(BackendChecks checks, Supplier<Map<String, Backend>> backends) {
    this.checks = checks;
    this.backends = backends;
  }

  @Override
  public Mono<Health> health() {
    return Mono.defer(() -> {
      Map<String, Backend> served = backends.get();
      checks.keep(served.values());
      return words(checks, served).map(words -> Health.up().withDetails(words).build());
    });
  }

  /** By the names of the backends, in no order. */
  private static Mono<Map<String, String>> words(
      BackendChecks checks, Map<String, Backend> served) {
    return Flux.fromIterable(served.entrySet())
        .flatMap(it -> checks.check(it.getValue()).map(found -> Map.entry(it.getKey(), found)))
        .collectMap(Map.Entry::getKey, it -> it.getValue().word(), LinkedHashMap::new);
  }
}
