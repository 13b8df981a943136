package dev.joinall.config;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a complete answer says to the caches of clients.
 *
 * @param maxAge for which it is used without asking again
 * @param shared whether caches may keep it that serve several clients
 * @param staleWhileRevalidate for which it is used after that while it is asked for again
 */
public record AnswerCacheConfig(
    Tree where, Duration maxAge, boolean shared, Optional<Duration> staleWhileRevalidate) {

  static Optional<AnswerCacheConfig> read(Fields fields, Map<String, Tree> headers) {
    Optional<Tree> maxAge = fields.required("max-age", "for example cache: { max-age: 1m }");
    boolean shared = fields.flag("public", false);
    if (fields.flag("private", !shared) == shared) {
      fields
          .problems()
          .add(
              fields.mapping(),
              "an answer is either private or public",
              "say public: true if every client may get the same answer");
    }
    headers.keySet().stream()
        .filter("cache-control"::equalsIgnoreCase)
        .findFirst()
        .ifPresent(it ->
            fields
                .problems()
                .add(
                    fields.mapping(),
                    "the headers declare \"" + it + "\" as well",
                    "drop one of the two"));
    var read =
        new AnswerCacheConfig(
            fields.mapping(),
            fields.duration("max-age", Duration.ZERO),
            shared,
            fields.duration("stale-while-revalidate"));
    fields.done();
    return maxAge.map(it -> read);
  }

  /** The value of {@code Cache-Control} (RFC 9111, 5.2.2; RFC 5861, 3). */
  public String cacheControl() {
    return (shared ? "public" : "private")
        + ", max-age="
        + maxAge.toSeconds()
        + staleWhileRevalidate.map(it -> ", stale-while-revalidate=" + it.toSeconds()).orElse("");
  }
}
