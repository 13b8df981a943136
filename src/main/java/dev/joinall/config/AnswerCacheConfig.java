package dev.joinall.config;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The instructions of a complete response to the caches of clients.
 *
 * @param maxAge the time for which a cache uses the response without revalidation
 * @param shared whether shared caches may store it
 * @param staleWhileRevalidate the time after {@code maxAge} for which a cache uses it during the
 *     revalidation
 */
public record AnswerCacheConfig(
    Tree where, Duration maxAge, boolean shared, Optional<Duration> staleWhileRevalidate) {

  static Optional<AnswerCacheConfig> read(Fields fields, Map<String, Tree> headers) {
    Optional<Tree> maxAge = fields.required("max-age", "for example cache: { max-age: 1m }");
    boolean shared = fields.flag("public", false);
    if (fields.flag("private", !shared) == shared) {
      fields.report(
          fields.mapping(),
          "an answer is either private or public",
          "write public: true if every client may get the same answer");
    }
    headers.keySet().stream()
        .filter("cache-control"::equalsIgnoreCase)
        .findFirst()
        .ifPresent(it ->
            fields.report(
                fields.mapping(),
                "the headers declare \"" + it + "\" as well",
                "remove one of the two"));
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
