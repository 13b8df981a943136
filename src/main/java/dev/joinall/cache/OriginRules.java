package dev.joinall.cache;

import dev.joinall.template.Reply;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the headers of a backend's answer say of keeping it (RFC 9111). The cache serves several
 * callers, so it is a shared one.
 *
 * @param isStorable whether it may be kept
 * @param fresh for how long it is fresh; empty if they do not say
 * @param mayBeStale whether it may be used after that
 */
record OriginRules(boolean isStorable, Optional<Duration> fresh, boolean mayBeStale) {
  private static final long MAX_SECONDS = Duration.ofDays(365).toSeconds();

  private static final Pattern DIRECTIVE =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+)\\s*(?:=\\s*(?:\"([^\"]*)\"|([^,\\s]*)))?");

  static OriginRules of(Reply reply) {
    Map<String, String> directives = directives(reply);
    Optional<Long> age = values(reply, "age").findFirst().flatMap(it -> seconds(it.strip()));
    Optional<Long> lifetime =
        directives.containsKey("no-cache")
            ? Optional.of(0L)
            : seconds(directives, "s-maxage").or(() -> seconds(directives, "max-age"));
    return new OriginRules(
        !directives.containsKey("no-store")
            && !directives.containsKey("private")
            && values(reply, "vary").noneMatch(it -> it.contains("*")),
        lifetime.map(it -> Duration.ofSeconds(Math.max(0, it - age.orElse(0L)))),
        !directives.containsKey("no-cache")
            && !directives.containsKey("must-revalidate")
            && !directives.containsKey("proxy-revalidate")
            && !directives.containsKey("s-maxage"));
  }

  private static Stream<String> values(Reply reply, String name) {
    return reply.headers().getOrDefault(name, List.of()).stream();
  }

  /** Of two of one name the first counts (RFC 9111, 4.2.1). */
  private static Map<String, String> directives(Reply reply) {
    Map<String, String> directives = new HashMap<>();
    values(reply, "cache-control")
        .forEach(line -> {
          Matcher directive = DIRECTIVE.matcher(line);
          while (directive.find()) {
            String value =
                Optional.ofNullable(directive.group(2))
                    .or(() -> Optional.ofNullable(directive.group(3)))
                    .orElse("");
            directives.putIfAbsent(directive.group(1).toLowerCase(Locale.ROOT), value);
          }
        });
    return directives;
  }

  /** One that can't be read counts as stale (RFC 9111, 4.2.1). */
  private static Optional<Long> seconds(Map<String, String> directives, String name) {
    return Optional.ofNullable(directives.get(name)).map(it -> seconds(it).orElse(0L));
  }

  private static Optional<Long> seconds(String text) {
    if (text.isEmpty() || !text.chars().allMatch(it -> it >= '0' && it <= '9')) {
      return Optional.empty();
    }
    return Optional.of(
        text.length() > 10 ? MAX_SECONDS : Math.min(MAX_SECONDS, Long.parseLong(text)));
  }

  /** By which the answer can be asked for again; empty if the backend gave none. */
  static Optional<String> tag(Reply reply) {
    return values(reply, "etag").findFirst();
  }
}
