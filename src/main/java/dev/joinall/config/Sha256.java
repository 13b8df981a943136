package dev.joinall.config;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Creates SHA-256 hashes. Thread-safe. */
public final class Sha256 {
  /** A prototype to clone, which is faster than a search of all security providers each time. */
  private static final MessageDigest UNUSED = create();

  private Sha256() {}

  private static MessageDigest create() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** A new hash, for use by one thread. */
  public static MessageDigest begin() {
    try {
      return (MessageDigest) UNUSED.clone();
    } catch (CloneNotSupportedException e) {
      return create();
    }
  }

  public static byte[] of(byte[] bytes) {
    return begin().digest(bytes);
  }
}
