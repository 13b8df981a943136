package com.example.worker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Heavy work: it keeps one core busy. Put your own in its place. */
final class Render {
  private static final int ROUNDS = 200_000;

  private Render() {}

  /** Makes a PDF of the lines of a text, with a seal that takes long to compute. */
  static byte[] render(byte[] job) {
    List<String> lines = new ArrayList<>(new String(job, UTF_8).lines().toList());
    lines.addAll(List.of("", "Seal " + seal(job).substring(0, 32)));
    return Pdf.of(lines).getBytes(ISO_8859_1);
  }

  /** Hashes the job again and again. */
  private static String seal(byte[] job) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] hash = job;
      for (int i = 0; i < ROUNDS; i++) {
        hash = digest.digest(hash);
      }
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has it", e);
    }
  }
}
