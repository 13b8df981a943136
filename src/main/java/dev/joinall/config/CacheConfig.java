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
 * @param obeysBackend whether {@code Cache-Control}, {@code Age} and {@code ETag} of the backend
 *     count
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
  static final String EXAMPLE = "cache: { ttl: 1m }";

  public CacheConfig {
    vary = List.copyOf(vary);
    tags = List.copyOf(tags);
  }

  static Optional<CacheConfig> read(Fields fields) {
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
            fields.flag("obey-cache-control", false),
            fields.items("tags"),
            fields.constant("shared"));
    fields.done();
    return ttl.map(it -> read);
  }
}
