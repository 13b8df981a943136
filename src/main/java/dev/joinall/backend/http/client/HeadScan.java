package dev.joinall.backend.http.client;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpConstants;

/**
 * Scans the bytes of a head, eight at a time, for syntax that the decoder accepts and other parsers
 * read differently: a header that continues on the next line ({@code obs-fold}; RFC 9112, 5.2), and
 * control characters, including a CR without LF (RFC 9112, 2.2; RFC 9110, 5.5).
 */
final class HeadScan {
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = ONES << 7;
  private static final long SPACES = ONES * ' ';
  private static final byte DELETE = 0x7F;
  private static final long DELETES = ONES * DELETE;

  private boolean lineEnded;
  private boolean afterReturn;
  private boolean folded;
  private boolean controls;

  /** Scans the next bytes of a head. */
  void read(ByteBuf in, int from, int to) {
    int at = from;
    while (at < to) {
      if (lineEnded) {
        byte first = in.getByte(at);
        folded |= first == HttpConstants.SP || first == HttpConstants.HT;
        lineEnded = false;
      }
      int control = controlUntil(in, at, to);
      byte found = control < to ? in.getByte(control) : HttpConstants.SP;
      if (afterReturn) {
        controls |= control != at || found != HttpConstants.LF;
        afterReturn = false;
      }
      lineEnded = found == HttpConstants.LF;
      afterReturn = found == HttpConstants.CR;
      controls |= control < to && !lineEnded && !afterReturn && found != HttpConstants.HT;
      at = control + 1;
    }
  }

  /** The offset of the first control character, or {@code to}. */
  private static int controlUntil(ByteBuf in, int from, int to) {
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      long eight = in.getLongLE(at);
      // A subtraction sets the high bit of a byte that is too small. Its borrow can only affect
      // later bytes, so the first hit is exact, and only the first one is used.
      long deletes = eight ^ DELETES;
      long hits = (((eight - SPACES) & ~eight) | ((deletes - ONES) & ~deletes)) & HIGH_BITS;
      if (hits != 0) {
        return at + (Long.numberOfTrailingZeros(hits) >>> 3);
      }
    }
    while (at < to && !isControl(in.getByte(at))) {
      at++;
    }
    return at;
  }

  private static boolean isControl(byte b) {
    return (b >= 0 && b < HttpConstants.SP) || b == DELETE;
  }

  /** Whether the head has a folded line. */
  boolean isFolded() {
    return folded;
  }

  /** Whether the head has a control character other than a tab and the ends of its lines. */
  boolean hasControls() {
    return controls;
  }

  /** Whether the head has the strict form of RFC 9112, which is unambiguous. */
  boolean isStrict() {
    return !folded && !controls;
  }

  /** Called when the next head begins. */
  void restart() {
    lineEnded = false;
    afterReturn = false;
    folded = false;
    controls = false;
  }
}
