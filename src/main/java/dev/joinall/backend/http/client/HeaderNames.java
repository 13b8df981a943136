package dev.joinall.backend.http.client;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * The names of the headers of the previous response on the same connection. Most servers send the
 * same names in the same order, so few names need a new object. Not thread-safe.
 */
final class HeaderNames {
  private static final int MAX = 32;

  private final @Nullable AsciiString[] names = new @Nullable AsciiString[MAX];
  private int next;

  /** Called when a head begins. */
  void restart() {
    next = 0;
  }

  /** The next name if it is the same as in the previous response; otherwise null. */
  @Nullable AsciiString same(byte[] bytes, int start, int length) {
    AsciiString name = next < MAX ? names[next] : null;
    if (name == null || name.length() != length || !isSame(name, bytes, start)) {
      return null;
    }
    next++;
    return name;
  }

  private static boolean isSame(AsciiString name, byte[] bytes, int start) {
    for (int i = 0; i < name.length(); i++) {
      if (name.byteAt(i) != bytes[start + i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Stores the next name.
   *
   * @throws IllegalArgumentException if it is not a valid name of a header
   */
  AsciiString intern(AsciiString name) {
    DefaultHttpHeadersFactory.headersFactory().getNameValidator().validateName(name);
    if (next < MAX) {
      names[next++] = name;
    }
    return name;
  }
}
