package dev.joinall.cache;

import dev.joinall.config.CacheConfig;
import dev.joinall.json.Json;
import dev.joinall.template.Reply;
import dev.joinall.template.ReplyParts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides which results are cached, and for how long: by the file, and by the headers of the reply
 * if the file obeys them.
 */
record CachePolicy(CacheConfig config) {
  /** The time for which an expired value with a validator is retained for revalidation. */
  private static final Duration RETENTION = Duration.ofHours(1);

  /**
   * The entry of a call; empty for a fault, and for an absent value that must not be cached.
   *
   * @param began the start of the call
   */
  Optional<CacheEntry> entry(
      LoadedCall result, ReplyParts parts, List<String> marks, long began, long now) {
    Json value = result.value();
    byte @Nullable [] json = value == null || value.isNull() ? null : value.toBytes();
    Optional<OriginRules> rules =
        result
            .reply()
            .filter(it -> config.obeysBackend())
            .map(it -> OriginRules.of(it, Instant.now()));
    Optional<Duration> ttl =
        (json == null ? config.negativeTtl() : Optional.of(config.ttl()))
            .map(it -> rules.flatMap(OriginRules::fresh).orElse(it));
    boolean isStorable = rules.map(OriginRules::isStorable).orElse(true);
    if (result.error() != null || ttl.isEmpty() || !isStorable) {
      return Optional.empty();
    }
    Optional<Reply> stored =
        result.reply().map(it -> rules.isPresent() ? OriginRules.storable(it) : it);
    boolean isComparable =
        json != null
            && rules.isPresent()
            && result.reply().filter(OriginRules::isComparable).isPresent();
    long fresh = now + ttl.get().toNanos();
    return Optional.of(
        new CacheEntry(
            json,
            stored.map(Reply::withoutCookies),
            parts,
            began,
            fresh,
            fresh + whileRevalidated(rules),
            fresh + ifError(rules),
            isComparable ? fresh + RETENTION.toNanos() : fresh,
            marks));
  }

  private long whileRevalidated(Optional<OriginRules> rules) {
    return nanos(
        rules,
        config.staleWhileRevalidate().or(() -> rules.flatMap(OriginRules::staleWhileRevalidate)));
  }

  private long ifError(Optional<OriginRules> rules) {
    return nanos(rules, config.staleIfError().or(() -> rules.flatMap(OriginRules::staleIfError)));
  }

  private static long nanos(Optional<OriginRules> rules, Optional<Duration> stale) {
    boolean mayBeStale = rules.map(OriginRules::mayBeStale).orElse(true);
    return mayBeStale ? stale.map(Duration::toNanos).orElse(0L) : 0;
  }
}
