package dev.joinall.ops;

import dev.joinall.backend.Backend;
import dev.joinall.backend.InstanceUse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Reports the status of every backend. The server itself is always up: if a backend is down, only
 * its tasks fail.
 *
 * @param backends the backends served now, by name
 */
public record BackendsHealth(BackendChecks checks, Supplier<Map<String, Backend>> backends)
    implements ReactiveHealthIndicator {
  @Override
  public Mono<Health> health() {
    return Mono.defer(() -> {
      Map<String, Backend> served = backends.get();
      checks.retain(served.values());
      return statuses(checks, served).map(it -> Health.up().withDetails(it).build());
    });
  }

  /** The status words by the name of the backend, unordered. */
  private static Mono<Map<String, String>> statuses(
      BackendChecks checks, Map<String, Backend> served) {
    return Flux.fromIterable(served.entrySet())
        .flatMap(it -> checks.check(it.getValue()).map(found -> Map.entry(it.getKey(), found)))
        .collectMap(
            Map.Entry::getKey,
            it -> it.getValue().word() + ejected(served.get(it.getKey())),
            LinkedHashMap::new);
  }

  /** The instances that get no calls, such as {@code "; 1 of 3 instances ejected: 10.0.0.7:80"}. */
  private static String ejected(@Nullable Backend backend) {
    List<InstanceUse> all = backend == null ? List.of() : backend.instances();
    List<String> out = all.stream().filter(InstanceUse::ejected).map(InstanceUse::address).toList();
    return out.isEmpty()
        ? ""
        : "; %d of %d instances ejected: %s"
            .formatted(out.size(), all.size(), String.join(", ", out));
  }
}
