package dev.joinall.backend.redis;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;

/**
 * One command in flight. A call that is cancelled before it is written is never written. After the
 * write it keeps its place in the connection's queue until its reply was skipped.
 */
final class PendingCommand<T> implements RedisCommand<byte[], byte[], @Nullable T> {
  /**
   * Empty, because Lettuce reads the arguments to log them, and to detect changes of the
   * connection's state.
   */
  private static final CommandArgs<byte[], byte[]> NO_ARGS =
      new CommandArgs<>(ByteArrayCodec.INSTANCE);

  private static final ProtocolKeyword NO_NAME = new NoName();

  private final byte[][] request;
  private final ReplyConsumer<T> reply;
  private final boolean effect;
  private final MonoSink<T> sink;
  private final MultiplexedConnection connection;
  private final AtomicBoolean done = new AtomicBoolean();
  private volatile boolean sent;
  private volatile boolean abandoned;

  /**
   * @param connection taken for the call, which releases it when its caller no longer waits
   */
  PendingCommand(
      byte[][] request,
      ReplyConsumer<T> reply,
      boolean effect,
      MonoSink<T> sink,
      MultiplexedConnection connection) {
    this.request = request;
    this.reply = reply;
    this.effect = effect;
    this.sink = sink;
    this.connection = connection;
  }

  private boolean ends() {
    boolean first = done.compareAndSet(false, true);
    if (first) {
      connection.release();
    }
    return first;
  }

  /** Called when the caller has cancelled. */
  void abandon() {
    abandoned = true;
    reply.abandon();
    if (ends()) {
      connection.callerCancelled(reply.isHalfRead());
    }
  }

  /** Called when the connection has ended, so that no further call uses it. */
  void retireConnection() {
    connection.retire();
  }

  /**
   * The fault of a reply that is not a value. An unusable reply proves that the effect happened.
   */
  @Nullable Fault fault() {
    Fault fault = reply.fault();
    return fault != null && effect && isUnusable(fault) ? fault.ofAccepted() : fault;
  }

  private static boolean isUnusable(Fault fault) {
    return fault.type() == Fault.Type.MALFORMED || fault.type() == Fault.Type.TOO_LARGE;
  }

  /** Reports a fault before the reply ends; the rest of the reply is skipped. */
  void reportFault() {
    Fault fault = fault();
    if (fault != null && ends()) {
      sink.error(new StepException(fault));
    }
  }

  @Override
  public void encode(ByteBuf out) {
    sent = true;
    for (byte[] word : request) {
      out.writeBytes(word);
    }
  }

  @Override
  public void complete() {
    Fault fault = fault();
    connection.answered(effect, reply.isRefused() ? fault : null);
    if (!ends()) {
      return;
    }
    if (fault != null) {
      sink.error(new StepException(fault));
    } else {
      sink.success(reply.get());
    }
  }

  @Override
  public boolean completeExceptionally(Throwable error) {
    if (!ends()) {
      return false;
    }
    Fault found = fault();
    Fault fault = found == null ? RedisFaults.of(error) : found;
    if (fault.type() != Fault.Type.REJECTED) {
      retireConnection();
    }
    // A reply that is too large proves that the command ran.
    boolean unsure = sent && effect && fault.type() != Fault.Type.TOO_LARGE;
    sink.error(new StepException(unsure ? RedisFaults.unknown() : fault));
    return true;
  }

  /** Called by Lettuce for queued commands when the connection closes. */
  @Override
  public void cancel() {
    var _ = completeExceptionally(new StepException(RedisFaults.closed()));
  }

  @Override
  public boolean isCancelled() {
    return abandoned;
  }

  @Override
  public boolean isDone() {
    return done.get();
  }

  @Override
  public CommandOutput<byte[], byte[], @Nullable T> getOutput() {
    return reply;
  }

  @Override
  public void setOutput(CommandOutput<byte[], byte[], @Nullable T> output) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CommandArgs<byte[], byte[]> getArgs() {
    return NO_ARGS;
  }

  @Override
  public ProtocolKeyword getType() {
    return NO_NAME;
  }

  private static final class NoName implements ProtocolKeyword {
    @Override
    public byte[] getBytes() {
      return new byte[0];
    }

    @Override
    public String toString() {
      return "";
    }
  }
}
