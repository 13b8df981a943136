package dev.joinall.backend.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.json.Json;
import dev.joinall.json.MalformedJson;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** The bytes of one string of a reply, which belong to the connection, copied into a value. */
final class ReplyBytes {
  private ReplyBytes() {}

  /**
   * @throws MalformedJson if they are not one JSON value
   */
  static Json json(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    return Json.parse(copy);
  }

  /** Most strings need no more than the quotes around them. */
  static Json string(ByteBuffer bytes) throws CharacterCodingException {
    int length = bytes.remaining();
    byte[] quoted = new byte[length + 2];
    quoted[0] = '"';
    bytes.get(quoted, 1, length);
    quoted[length + 1] = '"';
    return isPlain(quoted, 1, length + 1)
        ? Json.trusted(quoted, 0, quoted.length)
        : Json.string(UTF_8.newDecoder().decode(ByteBuffer.wrap(quoted, 1, length)).toString());
  }

  /** ASCII that JSON does not escape. */
  private static boolean isPlain(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] < ' ' || bytes[i] == '"' || bytes[i] == '\\') {
        return false;
      }
    }
    return true;
  }
}
