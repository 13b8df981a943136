package dev.joinall.tls;

import java.util.Base64;

/** Decodes the content of a PEM block. */
final class Base64Text {
  private Base64Text() {}

  /**
   * @throws IllegalArgumentException if it is not valid base64
   */
  static byte[] decode(String text) {
    return Base64.getDecoder().decode(text.replaceAll("\\s", ""));
  }
}
