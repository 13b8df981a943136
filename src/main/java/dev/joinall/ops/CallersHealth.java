package dev.joinall.ops;

import java.util.Map;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import reactor.core.publisher.Mono;

/**
 * Reports the callers whose issuer's keys can't be fetched. The server itself is up: other callers
 * are recognized, and known keys stay in use for an hour.
 *
 * @param failures the failures of the callers served now, by name
 */
public record CallersHealth(Supplier<Map<String, String>> failures)
    implements ReactiveHealthIndicator {
  @Override
  public Mono<Health> health() {
    return Mono.fromSupplier(() -> Health.up().withDetails(failures.get()).build());
  }
}
