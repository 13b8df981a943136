package dev.joinall.web;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The W3C trace context of one request.
 *
 * @param id of the whole trace, 32 hex digits
 * @param parent what backends and the client are told, as {@code traceparent}
 */
record Trace(String id, String parent) {
  private static final Pattern VALID =
      Pattern.compile("00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}");
  private static final int ID_FROM = 3;
  private static final int ID_TO = 35;

  /** Goes on with what the client sent, if that is valid; otherwise begins a trace. */
  static Trace of(@Nullable String sent) {
    return sent != null && VALID.matcher(sent).matches()
        ? of(sent.substring(ID_FROM, ID_TO), sent.substring(sent.length() - 2))
        : of(random() + random(), "00");
  }

  private static Trace of(String id, String flags) {
    return new Trace(id, "00-" + id + "-" + random() + "-" + flags);
  }

  /** Sixteen hex digits, not all zero. */
  private static String random() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong() | 1);
  }
}
