package dev.joinall.backend.redis;

import dev.joinall.backend.Fault;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Builds the value of a call while its reply is read. After the first fault or a cancellation the
 * rest of the reply is skipped, because the next reply belongs to the next call.
 */
abstract class ReplyConsumer<T> extends CommandOutput<byte[], byte[], @Nullable T> {
  /**
   * How many bytes of an oversized reply are skipped, beyond the maximum of a valid reply. After
   * that the connection is closed, which costs the next calls less.
   */
  static final int SLACK = 1 << 20;

  private @Nullable Fault fault;
  private @Nullable Redirect redirect;
  private boolean refused;
  private volatile boolean begun;
  private volatile boolean abandoned;

  ReplyConsumer(@Nullable T first) {
    super(ByteArrayCodec.INSTANCE, first);
  }

  /** Maximum length of the whole reply in transit, in bytes. */
  abstract long maxWireBytes();

  /**
   * Whether a string of this length is needed. If false, its bytes are skipped and {@link
   * #set(ByteBuffer)} is not called.
   */
  abstract boolean accepts(long length);

  /** The reason why there is no value; null if there is one, or it is absent. */
  final @Nullable Fault fault() {
    return fault;
  }

  /** The redirection of the call by a server of a cluster; null if there is none. */
  final @Nullable Redirect redirect() {
    return redirect;
  }

  /** Whether the server currently refuses such calls. */
  final boolean isRefused() {
    return refused;
  }

  /** Starts the reply; returns its maximum length in bytes. */
  final long begin() {
    begun = true;
    return maxWireBytes();
  }

  /** Whether the reply has started but is incomplete. */
  final boolean isHalfRead() {
    return begun;
  }

  final void abandon() {
    abandoned = true;
  }

  final boolean isSkipping() {
    return fault != null || abandoned;
  }

  /** Records the first fault only. */
  void fail(Fault found) {
    if (fault == null) {
      fault = found;
    }
  }

  private void unexpected() {
    fail(Fault.of(Fault.Type.MALFORMED, "the reply has the wrong type for the command"));
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
    String text = decodeString(message);
    ErrorReply error = ErrorReply.of(text);
    redirect = Redirect.in(text);
    refused |= error.isOfServer();
    fail(error.fault());
  }
}
