package dev.joinall.backend.http;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Arrays;

/** Collects the bytes of one response, up to a limit. Not thread-safe. */
final class Body {
  private static final byte[] EMPTY = {};
  private static final int FIRST = 1024;

  /**
   * The maximum ratio of the reserved size to the received size, so that a server that only
   * declares a large body gets no large array.
   */
  private static final int MAX_RESERVED = 4;

  private final int max;
  private final HttpHeaders head;
  private byte[] bytes = EMPTY;
  private int length;

  /**
   * Creates an empty body.
   *
   * @param head may declare its length
   */
  Body(int max, HttpHeaders head) {
    this.max = max;
    this.head = head;
  }

  /** Copies the readable bytes; the caller keeps the buffer. */
  Body add(ByteBuf part) {
    int more = part.readableBytes();
    if (more > max - length) {
      throw new StepException(Fault.Type.TOO_LARGE, "the answer has more than " + max + " bytes");
    }
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, capacity(more));
    }
    part.readBytes(bytes, length, more);
    length += more;
    return this;
  }

  /** Most bodies have one part. For the others, reserves the declared length. */
  private int capacity(int more) {
    if (length == 0) {
      return Math.min(max, Math.max(FIRST, more));
    }
    long arrived = (long) length + more;
    long declared = head.getInt(HttpHeaderNames.CONTENT_LENGTH, 0);
    long reserved = Math.min(declared, MAX_RESERVED * arrived);
    return (int) Math.min(max, Math.max(reserved, Math.max(arrived, 2L * length)));
  }

  /** Not copied; valid up to {@link #length}. */
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
