package com.example.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Heavy work: it keeps one core busy. Put your own in its place. */
final class Render {
  private static final int ROUNDS = 200_000;

  private Render() {}

  /** Hashes the job again and again. */
  static byte[] render(byte[] job) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] hash = job;
      for (int i = 0; i < ROUNDS; i++) {
        hash = digest.digest(hash);
      }
      return ("{\"seal\":\"" + HexFormat.of().formatHex(hash) + "\"}").getBytes(UTF_8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has it", e);
    }
  }
}
