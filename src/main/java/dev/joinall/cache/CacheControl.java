package dev.joinall.cache;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The directives of {@code Cache-Control} (RFC 9111, 5.2.2). The first of several directives of one
 * name counts. In a malformed line each word is a directive, so that none that forbids caching is
 * missed.
 *
 * @param directives by name in lower case; the value is empty if there is none
 */
record CacheControl(Map<String, String> directives) {
  private static final long MAX_SECONDS = Duration.ofDays(365).toSeconds();

  private static final Pattern DIRECTIVE =
      Pattern.compile(
          "([!#$%&'*+.^_`|~0-9A-Za-z-]+)\\s*"
              + "(?:=(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^,;\\s]*)))?");

  static CacheControl of(List<String> lines) {
    Map<String, String> directives = new HashMap<>();
    for (String line : lines) {
      Matcher directive = DIRECTIVE.matcher(line);
      while (directive.find()) {
        String value =
            Optional.ofNullable(directive.group(2))
                .or(() -> Optional.ofNullable(directive.group(3)))
                .orElse("");
        directives.putIfAbsent(directive.group(1).toLowerCase(Locale.ROOT), value);
      }
    }
    return new CacheControl(directives);
  }

  boolean has(String name) {
    return directives.containsKey(name);
  }

  /** The time of a directive; zero for one that can't be read, which counts as stale (4.2.1). */
  Optional<Long> seconds(String name) {
    return Optional.ofNullable(directives.get(name)).map(it -> parse(it).orElse(0L));
  }

  /** A time in seconds, at most a year; empty if the text is no such time. */
  static Optional<Long> parse(String text) {
    if (text.isEmpty() || !text.chars().allMatch(it -> it >= '0' && it <= '9')) {
      return Optional.empty();
    }
    return Optional.of(text.length() > 10 ? MAX_SECONDS : limited(Long.parseLong(text)));
  }

  static long limited(long seconds) {
    return Math.clamp(seconds, 0, MAX_SECONDS);
  }
}
