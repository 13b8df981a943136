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
 * Asks every backend for a sign of life. The server itself is up whatever they say: a task of a
 * backend that is down fails alone.
 */
public final class BackendsHealth implements ReactiveHealthIndicator {
  private final Supplier<Map<String, Backend>> backends;

  /**
   * @param backends those that are served now, by name
   */
  public BackendsHealth(Supplier<Map<String, Backend>> backends) {
    this.backends = backends;
  }

  @Override
  public Mono<Health> health() {
    return Flux.fromIterable(backends.get().entrySet())
        .flatMap(entry -> entry.getValue().check().map(it -> Map.entry(entry.getKey(), word(it))))
        .collectMap(Map.Entry::getKey, Map.Entry::getValue, LinkedHashMap::new)
        .map(details -> Health.up().withDetails(details).build());
  }

  private static String word(dev.joinall.backend.Health health) {
    return switch (health) {
      case dev.joinall.backend.Health.Up up -> "up";
      case dev.joinall.backend.Health.Down(String reason) -> "down: " + reason;
    };
  }
}
