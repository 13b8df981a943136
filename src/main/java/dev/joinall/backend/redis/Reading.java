package dev.joinall.backend.redis;

import dev.joinall.backend.Fault;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a call makes of its reply while it is read. After the first fault, and once nobody wants it
 * any more, the rest is read over: the next reply on the connection begins behind it. Used by the
 * connection's loop only, but for {@link #abandon}.
 */
abstract class Reading<T> extends CommandOutput<byte[], byte[], @Nullable T> {
  private @Nullable Fault fault;
  private volatile boolean abandoned;

  Reading(@Nullable T first) {
    super(ByteArrayCodec.INSTANCE, first);
  }

  /** Why there is no value; null where there is one, or absence. */
  final @Nullable Fault fault() {
    return fault;
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

  @Override
  public final void setError(ByteBuffer message) {
    fail(RedisFaults.errorReply(decodeString(message)));
  }
}
