package dev.joinall.tls;

import java.util.Base64;

/** The content of a block in PEM. */
final class Base64Text {
  private Base64Text() {}

  /**
   * @throws IllegalArgumentException if it is no base64
   */
  static byte[] decode(String text) {
    return Base64.getDecoder().decode(text.replaceAll("\\s", ""));
  }
}
