package dev.joinall.backend.http.client;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.netty.util.AttributeKey;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The idle time of a connection. Many servers declare in {@code Keep-Alive: timeout=5} after how
 * many seconds they close it (RFC 2068, 19.7.1.1).
 */
final class KeepAlive {
  private static final AsciiString HEADER = AsciiString.cached("keep-alive");
  private static final Pattern TIMEOUT =
      Pattern.compile(
          "(?:^|.*[,;\\s])timeout\\s*=\\s*\"?(\\d{1,6})(?!\\d).*", Pattern.CASE_INSENSITIVE);
  private static final AttributeKey<Long> MILLIS = AttributeKey.valueOf("joinall.keep-alive");

  /** A request after an idle time must arrive before the server's timer expires. */
  private static final long MARGIN_MILLIS = 1_000;

  private KeepAlive() {}

  /** Stores the idle time that the head of the first response declares. */
  static void read(Channel channel, HttpHeaders head) {
    String value = channel.hasAttr(MILLIS) ? null : head.get(HEADER);
    if (value == null) {
      return;
    }
    Matcher matcher = TIMEOUT.matcher(value);
    if (matcher.matches()) {
      long millis = 1_000 * Long.parseLong(matcher.group(1));
      channel.attr(MILLIS).set(Math.max(millis / 2, millis - MARGIN_MILLIS));
    }
  }

  /**
   * The time after which an idle connection is closed.
   *
   * @param max the maximum from the file
   */
  static long idleMillis(Channel channel, Duration max) {
    Long declared = channel.hasAttr(MILLIS) ? channel.attr(MILLIS).get() : null;
    return declared == null ? max.toMillis() : Math.min(declared, max.toMillis());
  }
}
