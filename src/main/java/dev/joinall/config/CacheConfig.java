package dev.joinall.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The cache of a task's values or a route's responses.
 *
 * @param ttl the time for which a value is fresh
 * @param key the values that distinguish entries; if empty, all values that the call reads
 * @param vary additional values that distinguish entries
 * @param negativeTtl the time for which an absent value is kept; empty if it is not kept
 * @param staleIfError the time after {@code ttl} for which a value is used if the call fails
 * @param staleWhileRevalidate the time after {@code ttl} for which a value is used while a new one
 *     is loaded
 * @param obeysBackend whether the headers of the backend determine the freshness (RFC 9111)
 * @param tags by which a value can be purged
 * @param shared the backend that stores the values for all replicas; empty if each replica has its
 *     own
 */
@Internal
public record CacheConfig(
    Tree where,
    Duration ttl,
    Optional<Tree> key,
    List<Tree> vary,
    Optional<Duration> negativeTtl,
    Optional<Duration> staleIfError,
    Optional<Duration> staleWhileRevalidate,
    boolean obeysBackend,
    List<Tree> tags,
    Optional<String> shared) {
  private static final String EXAMPLE = "cache: { ttl: 1m }";
  private static final String OBEYS = "obey-cache-control";

  public CacheConfig {
    vary = List.copyOf(vary);
    tags = List.copyOf(tags);
  }

  static Optional<CacheConfig> ofTask(Fields task) {
    return written(task).flatMap(it -> read(it, it.flag(OBEYS, false)));
  }

  /**
   * Reads the cache of a route. The planner rejects the key that obeys a backend, so it is not
   * suggested for an unknown key.
   */
  static Optional<CacheConfig> ofRoute(Fields aggregation) {
    return written(aggregation)
        .flatMap(it -> read(it, it.mapping().get(OBEYS).isPresent() && it.flag(OBEYS, false)));
  }

  private static Optional<Fields> written(Fields owner) {
    return owner
        .nested("cache", EXAMPLE)
        .filter(it -> owner.tree("cache").orElseThrow() instanceof Tree.Mapping);
  }

  private static Optional<CacheConfig> read(Fields fields, boolean obeysBackend) {
    Optional<Tree> ttl = fields.required("ttl", "for example " + EXAMPLE);
    var read =
        new CacheConfig(
            fields.mapping(),
            fields.duration("ttl", Duration.ZERO),
            fields.tree("key"),
            fields.items("vary"),
            fields.duration("negative-ttl"),
            fields.duration("stale-if-error"),
            fields.duration("stale-while-revalidate"),
            obeysBackend,
            fields.items("tags"),
            shared(fields));
    fields.done();
    return ttl.map(it -> read);
  }

  private static Optional<String> shared(Fields fields) {
    Optional<Tree> shared = fields.tree("shared");
    if (shared.isEmpty()
        || (shared.get() instanceof Tree.Scalar it && it.value() instanceof String)) {
      return fields.constant("shared");
    }
    fields.report(
        shared.get(),
        "expected the name of a backend that can share values, got " + shared.get().noun(),
        "for example shared: cache");
    return Optional.empty();
  }
}
