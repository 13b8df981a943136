package dev.joinall.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.config.Sha256;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** A SHA-256 hash, used in place of a secret as the key of maps. Its text does not show it. */
final class Digest {
  private final byte[] bytes;
  private final int hash;

  private Digest(byte[] bytes) {
    this.bytes = bytes;
    this.hash = Arrays.hashCode(bytes);
  }

  /** The hash of the value of a header. */
  static Digest of(String value) {
    return new Digest(Sha256.of(value.getBytes(UTF_8)));
  }

  static Digest ofHex(String hex) {
    return new Digest(HexFormat.of().parseHex(hex));
  }

  String base64Url() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  /** Takes constant time. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Digest it && MessageDigest.isEqual(bytes, it.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return "a SHA-256";
  }
}
