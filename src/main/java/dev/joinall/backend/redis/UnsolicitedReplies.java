package dev.joinall.backend.redis;

import dev.joinall.backend.Fault;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What nobody asked for and the protocol allows: pushes, and attributes of replies. */
final class UnsolicitedReplies extends ReplyConsumer<Void> {
  static final UnsolicitedReplies REPLY = new UnsolicitedReplies();

  private UnsolicitedReplies() {
    super(null);
  }

  @Override
  long maxWireBytes() {
    return SLACK;
  }

  @Override
  boolean takes(long length) {
    return false;
  }

  @Override
  public void set(@Nullable ByteBuffer bytes) {}

  /** It is shared, and keeps nothing. */
  @Override
  void fail(Fault found) {}
}
