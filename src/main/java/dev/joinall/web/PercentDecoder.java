package dev.joinall.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;

/** Decodes a part of a URI, strictly. */
final class PercentDecoder {
  private PercentDecoder() {}

  /** Empty if the text is not percent-encoded UTF-8. */
  static Optional<String> decode(String raw) {
    return isPlain(raw) ? Optional.of(raw) : bytes(raw).flatMap(PercentDecoder::text);
  }

  private static boolean isPlain(String raw) {
    for (int i = 0; i < raw.length(); i++) {
      if (raw.charAt(i) == '%' || raw.charAt(i) > 0x7f) {
        return false;
      }
    }
    return true;
  }

  private static Optional<byte[]> bytes(String raw) {
    var bytes = new ByteArrayOutputStream(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        int high = digit(raw, i + 1);
        int low = digit(raw, i + 2);
        if (high < 0 || low < 0) {
          return Optional.empty();
        }
        bytes.write(high << 4 | low);
        i += 2;
      } else if (c <= 0x7f) {
        bytes.write(c);
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(bytes.toByteArray());
  }

  private static int digit(String raw, int at) {
    return at < raw.length() && raw.charAt(at) <= 0x7f ? Character.digit(raw.charAt(at), 16) : -1;
  }

  private static Optional<String> text(byte[] bytes) {
    try {
      return Optional.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
