package dev.joinall.backend.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.template.InvalidExpression;
import java.nio.ByteBuffer;

/**
 * Encodes a command: the number of words, then each word with its length. So no content of a word
 * can end it or start another command.
 */
final class RespWriter {
  private static final byte[] NEW_LINE = {'\r', '\n'};

  private RespWriter() {}

  static byte[] header(int words) {
    return ("*" + words + "\r\n").getBytes(UTF_8);
  }

  /**
   * @throws InvalidExpression for an unpaired surrogate, which would become another character
   */
  static byte[] bulk(String word) {
    if (hasLoneSurrogate(word)) {
      throw new InvalidExpression("a text with half a surrogate pair can't be sent");
    }
    return bulk(word.getBytes(UTF_8));
  }

  static byte[] bulk(byte[] text) {
    byte[] length = ("$" + text.length + "\r\n").getBytes(UTF_8);
    return ByteBuffer.allocate(length.length + text.length + NEW_LINE.length)
        .put(length)
        .put(text)
        .put(NEW_LINE)
        .array();
  }

  /** Encodes a command with these words; byte arrays among them are already encoded. */
  static byte[][] command(Object... words) {
    byte[][] request = new byte[words.length + 1][];
    request[0] = header(words.length);
    for (int i = 0; i < words.length; i++) {
      request[i + 1] = words[i] instanceof byte[] encoded ? encoded : bulk(words[i].toString());
    }
    return request;
  }

  private static boolean hasLoneSurrogate(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (Character.isSurrogate(word.charAt(i))) {
        boolean pair =
            i + 1 < word.length() && Character.isSurrogatePair(word.charAt(i), word.charAt(i + 1));
        if (!pair) {
          return true;
        }
        i++;
      }
    }
    return false;
  }
}
