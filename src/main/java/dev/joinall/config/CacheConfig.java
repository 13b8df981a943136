package dev.joinall.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the value of a task for later calls.
 *
 * @param ttl for which a value is fresh
 * @param key what distinguishes values; if empty, everything that the call reads
 * @param vary what distinguishes them besides
 * @param negativeTtl for which an absent value is kept; empty if it is not
 * @param staleIfError for which a value is used after its {@code ttl} where the call fails
 * @param staleWhileRevalidate for which it is used after its {@code ttl} while a new one is loaded
 * @param obeysBackend whether the headers of the backend say what is fresh (RFC 9111)
 * @param tags by which a value can be purged
 * @param shared the backend where replicas share the values; empty if they do not
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

  /** The planner refuses to obey a backend; the key is no hint for another one that is unknown. */
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
    fields
        .problems()
        .add(
            shared.get(),
            "expected the name of a backend that can share values, got " + shared.get().noun(),
            "for example shared: cache");
    return Optional.empty();
  }
}
