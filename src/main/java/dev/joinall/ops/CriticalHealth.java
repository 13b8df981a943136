package dev.joinall.ops;

import dev.joinall.backend.Backend;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Reports down while a critical backend is down. Part of readiness, never of liveness: a restart of
 * this server does not repair a backend.
 *
 * @param critical the critical backends served now, by name
 */
public record CriticalHealth(BackendChecks checks, Supplier<Map<String, Backend>> critical)
    implements ReactiveHealthIndicator {
  @Override
  public Mono<Health> health() {
    return Flux.defer(() -> Flux.fromIterable(critical.get().entrySet()))
        .flatMap(it -> checks.check(it.getValue()).map(found -> Map.entry(it.getKey(), found)))
        .collectMap(Map.Entry::getKey, Map.Entry::getValue, TreeMap::new)
        .map(CriticalHealth::health);
  }

  private static Health health(Map<String, BackendStatus> found) {
    boolean isDown = found.values().stream().anyMatch(BackendStatus::isDown);
    Health.Builder health = isDown ? Health.down() : Health.up();
    found.forEach((name, checked) -> health.withDetail(name, checked.word()));
    return health.build();
  }
}
