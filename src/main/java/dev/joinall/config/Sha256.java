package dev.joinall.config;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Makes SHA-256 hashes. Thread-safe. */
public final class Sha256 {
  /** To be cloned, which is faster than to ask all security providers each time. */
  private static final MessageDigest UNUSED = create();

  private Sha256() {}

  private static MessageDigest create() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** A hash of no bytes yet, for one thread. */
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
