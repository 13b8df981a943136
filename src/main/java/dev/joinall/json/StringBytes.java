package dev.joinall.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Searches the bytes of a string, eight at a time. Most bytes of most documents are plain
 * characters in strings, so this is the inner loop of all parsing.
 */
final class StringBytes {
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = ONES << 7;
  private static final long QUOTES = ONES * '"';
  private static final long BACKSLASHES = ONES * '\\';
  private static final long SPACES = ONES * ' ';

  /** In bytes. A string without a stop in this length is usually long. */
  private static final int LONG = 32;

  private StringBytes() {}

  /**
   * The first offset with a quote, a backslash, a control character or a byte that is not ASCII; or
   * {@code to}.
   */
  static int plainUntil(byte[] bytes, int from, int to) {
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      long hits = stops((long) EIGHT.get(bytes, at));
      if (hits != 0) {
        return at + firstOf(hits);
      }
      if (at - from >= LONG) {
        at = skipLong(bytes, at, to);
      }
    }
    while (at < to && bytes[at] >= ' ' && bytes[at] != '"' && bytes[at] != '\\') {
      at++;
    }
    return at;
  }

  /**
   * Skips four words at a time. The word at the offset has no stop, and neither has the word at the
   * result.
   */
  private static int skipLong(byte[] bytes, int from, int to) {
    int at = from;
    while (at <= to - 5 * Long.BYTES
        && (stops((long) EIGHT.get(bytes, at + 8))
                | stops((long) EIGHT.get(bytes, at + 16))
                | stops((long) EIGHT.get(bytes, at + 24))
                | stops((long) EIGHT.get(bytes, at + 32)))
            == 0) {
      at += 4 * Long.BYTES;
    }
    return at;
  }

  /** The high bit of each byte at which {@link #plainUntil} ends, exact up to the first one. */
  private static long stops(long eight) {
    // A subtraction sets the high bit of a byte that is too small. Its borrow can only affect
    // later bytes. A byte that is not ASCII is a hit itself.
    return (((eight ^ QUOTES) - ONES) | ((eight ^ BACKSLASHES) - ONES) | (eight - SPACES) | eight)
        & HIGH_BITS;
  }

  /** The first offset with a quote or a backslash; or {@code to}. */
  static int textUntil(byte[] bytes, int from, int to) {
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      long eight = (long) EIGHT.get(bytes, at);
      long hits = zeros(eight ^ QUOTES) | zeros(eight ^ BACKSLASHES);
      if (hits != 0) {
        return at + firstOf(hits);
      }
    }
    while (at < to && bytes[at] != '"' && bytes[at] != '\\') {
      at++;
    }
    return at;
  }

  /** Whether it is white space in JSON. */
  static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  /** The high bit of each byte that is zero, exact up to the first one. */
  private static long zeros(long eight) {
    return (eight - ONES) & ~eight & HIGH_BITS;
  }

  private static int firstOf(long highBits) {
    return Long.numberOfTrailingZeros(highBits) >>> 3;
  }
}
