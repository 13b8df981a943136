package dev.joinall.backend.redis;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Locale;

/** Parses the numbers of a reply. Throws an exception if the bytes are not a number. */
final class ReplyNumbers {
  private static final String OF_A_REAL = "0123456789+-.eE";

  private ReplyNumbers() {}

  static long integer(ByteBuf in, int start, int end) {
    boolean negative = start < end && in.getByte(start) == '-';
    int first = isSigned(in, start, end) ? start + 1 : start;
    if (first == end) {
      throw noNumber();
    }
    // Negative, because the range of negative numbers is larger by one.
    long value = 0;
    for (int i = first; i < end; i++) {
      int digit = digit(in, i);
      if (value < (Long.MIN_VALUE + digit) / 10) {
        throw noNumber();
      }
      value = 10 * value - digit;
    }
    if (!negative && value == Long.MIN_VALUE) {
      throw noNumber();
    }
    return negative ? value : -value;
  }

  private static boolean isSigned(ByteBuf in, int start, int end) {
    return start < end && (in.getByte(start) == '-' || in.getByte(start) == '+');
  }

  private static int digit(ByteBuf in, int at) {
    int digit = in.getByte(at) - '0';
    if (digit < 0 || digit > 9) {
      throw noNumber();
    }
    return digit;
  }

  /** Checks an integer of any length. */
  static ByteBuffer digits(ByteBuf in, int start, int end) {
    int first = isSigned(in, start, end) ? start + 1 : start;
    if (first == end) {
      throw noNumber();
    }
    for (int i = first; i < end; i++) {
      digit(in, i);
    }
    return in.nioBuffer(start, end - start);
  }

  static double real(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "inf", "+inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      case "nan", "-nan" -> Double.NaN;
      default -> finite(text);
    };
  }

  /** Rejects {@code 1d} and {@code 0x1p3}, which Java accepts. */
  private static double finite(String text) {
    if (!text.chars().allMatch(it -> OF_A_REAL.indexOf(it) >= 0)) {
      throw noNumber();
    }
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw noNumber();
    }
  }

  static boolean bool(ByteBuf in, int start, int end) {
    byte value = end - start == 1 ? in.getByte(start) : 0;
    if (value != 't' && value != 'f') {
      throw RedisFaults.notRedis("a boolean that is neither t nor f");
    }
    return value == 't';
  }

  private static RuntimeException noNumber() {
    return RedisFaults.notRedis("an invalid number");
  }
}
