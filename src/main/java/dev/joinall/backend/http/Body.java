package dev.joinall.backend.http;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** Collects the bytes of one response, up to a limit. Not thread-safe. */
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

  /** Not copied: valid up to {@link #length}. */
  byte[] array() {
    return bytes;
  }

  int length() {
    return length;
  }

  int max() {
    return max;
  }
}
