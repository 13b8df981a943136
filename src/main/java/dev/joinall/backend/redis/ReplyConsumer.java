package dev.joinall.backend.redis;

import dev.joinall.backend.Fault;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the value of a call from its reply while the reply is read. After the first fault, or when
 * nobody waits for the value any more, the rest of the reply is skipped: the next reply belongs to
 * the next call.
 */
abstract class ReplyConsumer<T> extends CommandOutput<byte[], byte[], @Nullable T> {
  /**
   * How much of a reply that is too large is read over, besides what a reply of the right size can
   * take on the wire. Past it the connection is closed: that is cheaper for the calls behind it.
   */
  static final int SLACK = 1 << 20;

  private @Nullable Fault fault;
  private boolean refused;
  private volatile boolean begun;
  private volatile boolean abandoned;

  ReplyConsumer(@Nullable T first) {
    super(ByteArrayCodec.INSTANCE, first);
  }

  /** How long the whole reply may be on the wire. */
  abstract long maxWireBytes();

  /**
   * Asked before a string is read: false where it is not wanted. Its bytes are then read over and
   * {@link #set(ByteBuffer)} is not called.
   */
  abstract boolean takes(long length);

  /** Why there is no value; null where there is one, or absence. */
  final @Nullable Fault fault() {
    return fault;
  }

  /** Whether the server takes no such calls at the moment. */
  final boolean isRefused() {
    return refused;
  }

  /** How long it may be on the wire. */
  final long begin() {
    begun = true;
    return maxWireBytes();
  }

  /** Whether the reply has begun; asked by a call that has none yet. */
  final boolean isHalfRead() {
    return begun;
  }

  final void abandon() {
    abandoned = true;
  }

  final boolean isSkipping() {
    return fault != null || abandoned;
  }

  /** Only the first fault is kept. */
  void fail(Fault found) {
    if (fault == null) {
      fault = found;
    }
  }

  private void unexpected() {
    fail(Fault.of(Fault.Type.MALFORMED, "the reply is of another type than the command's"));
  }

  @Override
  public void set(long number) {
    unexpected();
  }

  @Override
  public void set(double number) {
    unexpected();
  }

  @Override
  public void set(boolean value) {
    unexpected();
  }

  @Override
  public void setBigNumber(ByteBuffer digits) {
    unexpected();
  }

  @Override
  public final void setError(ByteBuffer message) {
    ErrorReply error = ErrorReply.of(decodeString(message));
    refused |= error.isOfServer();
    fail(error.fault());
  }
}
