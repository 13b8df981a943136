package dev.joinall.backend.redis;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list of strings, as bytes, and of numbers. */
final class ReplyList extends ReplyConsumer<List<Object>> {
  private final List<Object> parts;
  private final int maxBytes;

  /**
   * @param maxBytes of each string
   */
  ReplyList(int maxBytes) {
    this(new ArrayList<>(), maxBytes);
  }

  private ReplyList(List<Object> parts, int maxBytes) {
    super(parts);
    this.parts = parts;
    this.maxBytes = maxBytes;
  }

  @Override
  long maxWireBytes() {
    return (long) maxBytes + SLACK;
  }

  @Override
  boolean accepts(long length) {
    if (!isSkipping() && length > maxBytes) {
      fail(ReplyBytes.tooLarge(maxBytes));
    }
    return !isSkipping();
  }

  @Override
  public void set(@Nullable ByteBuffer bytes) {
    if (bytes != null && !isSkipping()) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      parts.add(copy);
    }
  }

  @Override
  public void set(long number) {
    parts.add(number);
  }

  @Override
  public void multi(int count) {}
}
