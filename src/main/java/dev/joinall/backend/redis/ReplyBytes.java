package dev.joinall.backend.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.json.Json;
import dev.joinall.json.MalformedJson;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** Copies a string of a reply, whose buffer belongs to the connection, into a value. */
final class ReplyBytes {
  private ReplyBytes() {}

  /**
   * @param json whether the bytes contain JSON
   * @throws StepException if they are unreadable, or more than {@code max}
   */
  static Json value(ByteBuffer bytes, boolean json, int max) {
    if (bytes.remaining() > max) {
      throw new StepException(tooLarge(max));
    }
    try {
      return json ? json(bytes) : string(bytes);
    } catch (MalformedJson e) {
      throw new StepException(Fault.Type.MALFORMED, "the reply is not JSON: " + e.reason());
    } catch (CharacterCodingException e) {
      throw new StepException(Fault.Type.MALFORMED, "the reply is not UTF-8 text");
    }
  }

  static Fault tooLarge(int max) {
    return Fault.of(Fault.Type.TOO_LARGE, "the reply is larger than " + max + " bytes");
  }

  private static Json json(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    return Json.parse(copy);
  }

  /** Most strings need only quotes around them. */
  private static Json string(ByteBuffer bytes) throws CharacterCodingException {
    int length = bytes.remaining();
    byte[] quoted = new byte[length + 2];
    quoted[0] = '"';
    bytes.get(quoted, 1, length);
    quoted[length + 1] = '"';
    return isPlain(quoted, 1, length + 1)
        ? Json.trusted(quoted, 0, quoted.length)
        : Json.string(UTF_8.newDecoder().decode(ByteBuffer.wrap(quoted, 1, length)).toString());
  }

  /** Whether it is ASCII without characters that JSON escapes. */
  private static boolean isPlain(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] < ' ' || bytes[i] == '"' || bytes[i] == '\\') {
        return false;
      }
    }
    return true;
  }
}
