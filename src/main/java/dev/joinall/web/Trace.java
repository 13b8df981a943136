package dev.joinall.web;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The W3C trace context of one request.
 *
 * @param id of the whole trace, 32 hex digits
 * @param parent what backends and the client are told, as {@code traceparent}
 */
record Trace(String id, String parent) {
  private static final String VERSION = "00-";
  private static final int ID_FROM = 3;
  private static final int ID_TO = 35;
  private static final int PARENT_FROM = 36;
  private static final int PARENT_TO = 52;
  private static final int FLAGS_FROM = 53;
  private static final int LENGTH = 55;

  /** Goes on with what the client sent, if that is valid; otherwise begins a trace. */
  static Trace of(@Nullable String sent) {
    return sent != null && isValid(sent)
        ? of(sent.substring(ID_FROM, ID_TO), sent.substring(FLAGS_FROM))
        : of(random() + random(), "00");
  }

  private static boolean isValid(String sent) {
    return sent.length() == LENGTH
        && sent.startsWith(VERSION)
        && sent.charAt(ID_TO) == '-'
        && sent.charAt(PARENT_TO) == '-'
        && isId(sent, ID_FROM, ID_TO)
        && isId(sent, PARENT_FROM, PARENT_TO)
        && isHex(sent, FLAGS_FROM, LENGTH);
  }

  /** All zero means that there is none. */
  private static boolean isId(String sent, int from, int to) {
    for (int i = from; i < to; i++) {
      if (sent.charAt(i) != '0') {
        return isHex(sent, from, to);
      }
    }
    return false;
  }

  private static boolean isHex(String sent, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = sent.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  private static Trace of(String id, String flags) {
    return new Trace(id, "00-" + id + "-" + random() + "-" + flags);
  }

  /** Sixteen hex digits, not all zero. */
  private static String random() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong() | 1);
  }
}
