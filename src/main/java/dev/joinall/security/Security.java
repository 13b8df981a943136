package dev.joinall.security;

import dev.joinall.config.AggregationConfig;
import dev.joinall.config.Config;
import dev.joinall.config.RequestLimitConfig;
import dev.joinall.config.SecurityConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Callers, client addresses and rate limiters of one version of the file. Thread-safe.
 *
 * @param callers empty if the file declares none
 * @param clients finds the addresses of clients
 * @param limiters by aggregation; the limiter of all routes has the empty name
 */
public record Security(
    Optional<Callers> callers, ClientAddress clients, Map<String, RequestLimiter> limiters) {
  /** For a file without these declarations. */
  public static final Security NONE =
      new Security(Optional.empty(), new ClientAddress(List.of()), Map.of());

  private static final String ALL = "";

  public Security {
    limiters = Map.copyOf(limiters);
  }

  /**
   * Creates them for a file.
   *
   * @param shared counts for all replicas, by the name of the backend
   * @param previous the previous version; parts with the same declaration keep their keys and
   *     counts
   */
  public static Security of(
      Config config, Map<String, SharedBuckets> shared, Optional<Security> previous) {
    return of(config, shared, previous, System::nanoTime);
  }

  static Security of(
      Config config,
      Map<String, SharedBuckets> shared,
      Optional<Security> previous,
      LongSupplier clock) {
    Map<String, RequestLimiter> limiters = new HashMap<>();
    config
        .rateLimit()
        .ifPresent(it -> limiters.put(ALL, limiter(ALL, it, shared, previous, clock)));
    for (AggregationConfig it : config.aggregations().values()) {
      it.access()
          .rateLimit()
          .ifPresent(
              limit -> limiters.put(it.name(), limiter(it.name(), limit, shared, previous, clock)));
    }
    return new Security(
        config.security().map(it -> Callers.of(it, previous.flatMap(Security::callers))),
        new ClientAddress(config.security().map(SecurityConfig::trustedProxies).orElse(List.of())),
        limiters);
  }

  private static RequestLimiter limiter(
      String name,
      RequestLimitConfig config,
      Map<String, SharedBuckets> shared,
      Optional<Security> previous,
      LongSupplier clock) {
    if (config.shared().isPresent()) {
      // Its backend may be another object in this version of the file.
      return new RequestLimiter(name, config, config.shared().map(shared::get), clock);
    }
    return previous
        .flatMap(it -> Optional.ofNullable(it.limiters.get(name)))
        .filter(it -> it.config().where().sameContentAs(config.where()))
        .orElseGet(() -> new RequestLimiter(config, clock));
  }

  /** The reasons why the keys of issuers can't be fetched, by the name of the callers. */
  public Map<String, String> failures() {
    return callers.map(Callers::failures).orElse(Map.of());
  }

  /** The limiter of an aggregation, or of all routes if the name is empty. */
  public RequestLimiter limiter(String owner) {
    return Objects.requireNonNull(limiters.get(owner));
  }
}
