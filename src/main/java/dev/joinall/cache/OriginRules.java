package dev.joinall.cache;

import dev.joinall.template.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The caching rules in the headers of a backend's answer (RFC 9111). The cache serves several
 * callers, so the rules of a shared cache apply.
 *
 * @param isStorable whether the answer may be stored
 * @param fresh how long it is fresh; empty if the headers do not define it
 * @param mayBeStale whether it may be used after that
 * @param staleWhileRevalidate how long it may be used after that while a new one is loaded (RFC
 *     5861)
 * @param staleIfError how long it may be used after that if the call fails
 */
record OriginRules(
    boolean isStorable,
    Optional<Duration> fresh,
    boolean mayBeStale,
    Optional<Duration> staleWhileRevalidate,
    Optional<Duration> staleIfError) {
  private static final String AGE = "age";

  /**
   * The headers that belong to the connection, not to the answer (RFC 9110, 7.6.1; RFC 9111, 3.1).
   */
  private static final Set<String> OF_CONNECTION =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authentication-info",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /**
   * The statuses that are understood: {@code must-understand} overrules {@code no-store} for them.
   */
  private static final Set<Integer> UNDERSTOOD =
      Set.of(200, 203, 204, 300, 301, 302, 303, 307, 308, 404, 405, 410, 414, 501);

  /**
   * @param received the time of arrival, used in place of a missing {@code Date}
   */
  static OriginRules of(Reply reply, Instant received) {
    var cacheControl = CacheControl.of(values(reply, "cache-control").toList());
    Optional<Long> lifetime =
        cacheControl.has("no-cache")
            ? Optional.of(0L)
            : cacheControl
                .seconds("s-maxage")
                .or(() -> cacheControl.seconds("max-age"))
                .or(() -> expires(reply, received));
    boolean isForbidden =
        cacheControl.has("must-understand")
            ? !UNDERSTOOD.contains(reply.code())
            : cacheControl.has("no-store");
    return new OriginRules(
        !isForbidden
            && !cacheControl.has("private")
            && values(reply, "vary").noneMatch(it -> it.contains("*")),
        lifetime.map(it -> Duration.ofSeconds(Math.max(0, it - age(reply)))),
        !cacheControl.has("no-cache")
            && !cacheControl.has("must-revalidate")
            && !cacheControl.has("proxy-revalidate")
            && !cacheControl.has("s-maxage"),
        cacheControl.seconds("stale-while-revalidate").map(Duration::ofSeconds),
        cacheControl.seconds("stale-if-error").map(Duration::ofSeconds));
  }

  private static Stream<String> values(Reply reply, String name) {
    return reply.headers().getOrDefault(name, List.of()).stream();
  }

  /**
   * The freshness lifetime by {@code Expires} and the clock of the backend. An invalid or repeated
   * {@code Expires} counts as expired (5.3, 4.2.1).
   */
  private static Optional<Long> expires(Reply reply, Instant received) {
    List<String> lines = values(reply, "expires").toList();
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    Instant sent =
        values(reply, "date")
            .findFirst()
            .flatMap(it -> HttpDate.parse(it, received))
            .orElse(received);
    return Optional.of(
        Optional.of(lines.getFirst())
            .filter(it -> lines.size() == 1)
            .flatMap(it -> HttpDate.parse(it, received))
            .map(it -> CacheControl.limited(Duration.between(sent, it).toSeconds()))
            .orElse(0L));
  }

  /**
   * The age at its arrival in seconds. The first of several values counts; an invalid one is
   * ignored.
   */
  private static long age(Reply reply) {
    return values(reply, AGE)
        .findFirst()
        .map(it -> it.split(",", 2)[0].strip())
        .flatMap(CacheControl::parse)
        .orElse(0L);
  }

  /** The reply as it is stored: without headers of the connection, and with its age. */
  static Reply storable(Reply reply) {
    Map<String, List<String>> headers = new LinkedHashMap<>(reply.headers());
    values(reply, "connection")
        .flatMap(it -> Stream.of(it.split(",")))
        .forEach(it -> headers.remove(it.strip().toLowerCase(Locale.ROOT)));
    headers.keySet().removeAll(OF_CONNECTION);
    headers.put(AGE, List.of(Long.toString(age(reply))));
    return new Reply(reply.code(), headers, reply.body());
  }

  /** A stored reply, some seconds later. */
  static Reply withAge(Reply reply, long seconds) {
    if (seconds <= 0 || !reply.headers().containsKey(AGE)) {
      return reply;
    }
    Map<String, List<String>> headers = new LinkedHashMap<>(reply.headers());
    headers.put(AGE, List.of(Long.toString(age(reply) + seconds)));
    return new Reply(reply.code(), headers, reply.body());
  }

  /** The entity tag for a conditional call; empty if the backend sent none. */
  static Optional<String> tag(Reply reply) {
    return values(reply, "etag").findFirst();
  }

  /** The time of the last change for a conditional call; empty if the backend sent none. */
  static Optional<String> modified(Reply reply) {
    return values(reply, "last-modified").findFirst();
  }

  /** Whether the reply has a validator. */
  static boolean isComparable(Reply reply) {
    return tag(reply).isPresent() || modified(reply).isPresent();
  }
}
