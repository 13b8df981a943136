package dev.joinall.backend.redis;

import dev.joinall.backend.Fault;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Consumes messages that the protocol allows without a command: pushes, and attributes of replies.
 */
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
  boolean accepts(long length) {
    return false;
  }

  @Override
  public void set(@Nullable ByteBuffer bytes) {}

  /** Does nothing: the shared instance has no state. */
  @Override
  void fail(Fault found) {}
}
