package dev.joinall.template;

import dev.joinall.config.Internal;
import java.util.Arrays;

/**
 * The key of a call: equal keys mean equal rendered calls of the same declaration. Immutable.
 * Comparable, so that keys that a client makes collide cost a map little.
 */
@Internal
public final class CallKey implements Comparable<CallKey> {
  private final byte[] bytes;
  private final int hash;

  CallKey(byte[] bytes) {
    this.bytes = bytes;
    this.hash = Arrays.hashCode(bytes);
  }

  /** In bytes. */
  public int length() {
    return bytes.length;
  }

  /** Returns a copy. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CallKey key && hash == key.hash && Arrays.equals(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public int compareTo(CallKey other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  /** Omits the bytes, which may contain a credential. */
  @Override
  public String toString() {
    return "key of " + bytes.length + " bytes";
  }
}
