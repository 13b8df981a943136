package dev.joinall.tls;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;

/** Wraps keys of older forms in PKCS #8 (RFC 5208), which the JDK reads. */
final class Pkcs8 {
  private static final byte[] VERSION = hex("020100");

  /** The algorithm rsaEncryption with its parameter null. */
  private static final byte[] RSA = hex("300d06092a864886f70d0101010500");

  /** The identifier id-ecPublicKey. */
  private static final byte[] EC = hex("06072a8648ce3d0201");

  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;

  /** The tag of the curve in an EC key. */
  private static final int PARAMETERS = 0xa0;

  private static final int LONG_FORM = 0x80;

  private Pkcs8() {}

  static byte[] ofRsa(byte[] pkcs1) {
    return element(SEQUENCE, VERSION, RSA, element(OCTETS, pkcs1));
  }

  /**
   * @throws IllegalArgumentException if the key does not name its curve
   */
  static byte[] ofEc(byte[] sec1) {
    byte[] algorithm = element(SEQUENCE, EC, curve(sec1));
    return element(SEQUENCE, VERSION, algorithm, element(OCTETS, sec1));
  }

  /**
   * Finds the curve: ECPrivateKey is a sequence of a version, the key, its curve, and the public
   * key.
   */
  private static byte[] curve(byte[] sec1) {
    int at = content(sec1, 0);
    while (at < sec1.length) {
      int from = content(sec1, at);
      int to = from + length(sec1, at);
      if ((sec1[at] & 0xff) == PARAMETERS && to <= sec1.length) {
        return Arrays.copyOfRange(sec1, from, to);
      }
      at = to;
    }
    throw new IllegalArgumentException("a key without its curve");
  }

  /** The index of the content of the element at this index. */
  private static int content(byte[] der, int at) {
    int first = at + 1 < der.length ? der[at + 1] & 0xff : 0;
    return at + 2 + (first < LONG_FORM ? 0 : first - LONG_FORM);
  }

  private static int length(byte[] der, int at) {
    int from = content(der, at);
    int length = from > der.length ? der.length : from == at + 2 ? der[at + 1] : 0;
    for (int i = at + 2; i < Math.min(from, der.length); i++) {
      length = (length << 8) + (der[i] & 0xff);
    }
    if (length < 0 || length > der.length) {
      throw new IllegalArgumentException("an element that is longer than the whole");
    }
    return length;
  }

  private static byte[] element(int tag, byte[]... parts) {
    var content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    var out = new ByteArrayOutputStream();
    out.write(tag);
    int length = content.size();
    if (length < LONG_FORM) {
      out.write(length);
    } else {
      int bytes = length < 1 << 8 ? 1 : length < 1 << 16 ? 2 : 3;
      out.write(LONG_FORM + bytes);
      for (int i = bytes - 1; i >= 0; i--) {
        out.write(length >> (8 * i));
      }
    }
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
