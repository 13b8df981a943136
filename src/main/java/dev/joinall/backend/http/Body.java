package dev.joinall.backend.http;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.json.Json;
import dev.joinall.json.MalformedJson;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** Collects the decompressed bytes of one response, up to a limit. Not thread-safe. */
final class Body {
  private static final int FIRST = 1024;

  private final int max;
  private byte[] bytes = new byte[0];
  private int length;

  Body(int max) {
    this.max = max;
  }

  /** Copies the readable bytes; the caller keeps the buffer. */
  Body add(ByteBuf part) {
    int more = part.readableBytes();
    if (more > max - length) {
      throw new StepException(Fault.Type.TOO_LARGE, "the answer has more than " + max + " bytes");
    }
    if (length + more > bytes.length) {
      int wanted = length == 0 ? more : Math.max(length + more, 2 * length);
      bytes = Arrays.copyOf(bytes, Math.min(max, Math.max(FIRST, wanted)));
    }
    part.readBytes(bytes, length, more);
    length += more;
    return this;
  }

  byte[] bytes() {
    return Arrays.copyOf(bytes, length);
  }

  /** Empty where there is no byte. */
  Optional<Json> value(HttpCall.As as) {
    if (length == 0) {
      return Optional.empty();
    }
    return Optional.of(
        switch (as) {
          case JSON -> json();
          case TEXT -> Json.string(text());
          case BASE64 ->
              Json.string(Base64.getEncoder().encodeToString(bytes()));
        });
  }

  private Json json() {
    try {
      return Json.parse(bytes, 0, length);
    } catch (MalformedJson e) {
      throw new StepException(Fault.Type.MALFORMED, "not valid JSON: " + e.getMessage());
    }
  }

  private String text() {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, 0, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new StepException(Fault.Type.MALFORMED, "not valid UTF-8");
    }
  }
}
