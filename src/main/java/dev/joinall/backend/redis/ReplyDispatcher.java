package dev.joinall.backend.redis;

import dev.joinall.backend.Fault;
import dev.joinall.backend.LoopReadBuffer;
import dev.joinall.backend.StepException;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.CommandHandler;
import io.lettuce.core.protocol.Endpoint;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.resource.ClientResources;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Assigns each reply of a connection to its call. Replaces Lettuce's reader, which assigns any
 * reply to the oldest call.
 *
 * <p>A connection ends at the first byte that can't be assigned: a reply without a call, an
 * unreadable one, a far too long one. A value is published after the {@link Fence} behind its call
 * has returned. If the server does not return fences, one call at a time is in flight, and the next
 * one is sent after its reply.
 */
final class ReplyDispatcher extends CommandHandler {
  private record Waiting(Object message, ChannelPromise promise) {}

  /** Typical maximum of one socket read. */
  private static final int ONE_READ = 64 * 1024;

  private final ReplyReader reader = new ReplyReader();

  /** On the heap, where access to single bytes is cheap. */
  private final ByteBuf input = Unpooled.buffer(ONE_READ);

  private final Fences fences = new Fences();

  /** Calls that must not be sent yet. */
  private final Deque<Waiting> waiting = new ArrayDeque<>();

  private final UnverifiedReplies unverified = new UnverifiedReplies();

  /** The consumer of the current or last reply. */
  private CommandOutput<?, ?, ?> current = UnsolicitedReplies.REPLY;

  private boolean greeted;
  private boolean saidHello;
  private @Nullable StepException broken;

  /** Number of flushed calls that already have a fence after them. */
  private long flushed;

  private long fenced;

  /** Number of replies to calls that were read. */
  private long read;

  ReplyDispatcher(ClientOptions options, ClientResources resources, Endpoint endpoint) {
    super(options, resources, endpoint);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) throws Exception {
    super.handlerAdded(context);
    LoopReadBuffer.use(context.channel());
  }

  /** Called when the handshake is complete. */
  @Override
  public void channelActive(ChannelHandlerContext context) throws Exception {
    greeted = true;
    read = 0;
    var _ = context.writeAndFlush(fences.first(saidHello));
    super.channelActive(context);
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
      throws Exception {
    if (broken != null) {
      promise.tryFailure(RedisFaults.broken("it is being closed"));
    } else if (greeted && !maySend()) {
      waiting.add(new Waiting(message, promise));
    } else {
      super.write(context, message, promise);
    }
  }

  private boolean maySend() {
    return fences.areUsed() || (fences.answers() == Fences.Answers.NOT && getStack().isEmpty());
  }

  /**
   * Number of calls handed over. Lettuce queues a call before it writes it, and a write may flush
   * earlier writes; so a counter after the write would be too late.
   */
  private long written() {
    return read + getStack().size();
  }

  private void sendWaiting(ChannelHandlerContext context) throws Exception {
    while (!waiting.isEmpty() && maySend()) {
      Waiting next = waiting.remove();
      super.write(context, next.message(), next.promise());
    }
    flush(context);
  }

  @Override
  public void flush(ChannelHandlerContext context) {
    if (fences.areUsed() && fenced != written()) {
      fenced = written();
      var _ = context.write(fences.next(fenced));
    }
    flushed = written();
    context.flush();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    ByteBuf bytes = (ByteBuf) message;
    try {
      input.clear().writeBytes(bytes);
      while (broken == null && input.isReadable()) {
        readOne(context, input);
      }
    } catch (RuntimeException e) {
      end(context, e);
    } finally {
      bytes.release();
    }
  }

  private void readOne(ChannelHandlerContext context, ByteBuf in) throws Exception {
    if (!reader.isReading()) {
      current = next(in.getByte(in.readerIndex()));
      reader.begin(
          current, current instanceof ReplyConsumer<?> it ? it.begin() : ReplyConsumer.SLACK);
    }
    if (reader.read(in)) {
      complete(context);
    } else if (getStack().peek() instanceof PendingCommand<?> call
        && current.equals(call.getOutput())) {
      call.reportFault();
    }
  }

  private static @Nullable CommandOutput<?, ?, ?> output(@Nullable RedisCommand<?, ?, ?> command) {
    return command == null ? null : command.getOutput();
  }

  /** The consumer of the reply that starts here. */
  private CommandOutput<?, ?, ?> next(byte first) {
    if (first == ReplyReader.PUSH) {
      return UnsolicitedReplies.REPLY;
    }
    Fence due = greeted ? fences.due(read) : null;
    if (due != null) {
      return due;
    }
    CommandOutput<?, ?, ?> next = output(getStack().peek());
    // A reply before its call was flushed belongs to no call.
    if (next == null || (greeted && read == flushed)) {
      throw unrequested();
    }
    return next;
  }

  private static StepException unrequested() {
    return RedisFaults.broken("an unrequested reply");
  }

  private void complete(ChannelHandlerContext context) throws Exception {
    if (current instanceof Fence fence) {
      fences.passed();
      complete(context, fence);
    } else if (current != UnsolicitedReplies.REPLY) {
      complete(context, getStack().remove());
    }
  }

  private void complete(ChannelHandlerContext context, RedisCommand<?, ?, ?> command)
      throws Exception {
    boolean first = read++ == 0;
    if (!greeted) {
      saidHello = first ? !command.getOutput().hasError() : saidHello;
      command.complete();
    } else if (fences.areUsed()) {
      unverified.add(command);
    } else {
      command.complete();
      sendWaiting(context);
    }
  }

  private void complete(ChannelHandlerContext context, Fence fence) throws Exception {
    if (fences.answers() == Fences.Answers.NOT_KNOWN) {
      evaluate(context, fence);
    } else if (fences.isInPlace(fence) || unverified.allFailedBy(fence.fault())) {
      unverified.publish();
    } else {
      throw unrequested();
    }
  }

  private void evaluate(ChannelHandlerContext context, Fence fence) throws Exception {
    Fault refused = fence.fault();
    if (refused != null && refused.nature() == Fault.Nature.TRANSIENT) {
      throw new StepException(refused);
    }
    Fence next = fences.evaluate(fence);
    if (next == null) {
      sendWaiting(context);
    } else {
      var _ = context.writeAndFlush(next);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    end(context, cause);
  }

  /** Closes the connection; its calls fail when Lettuce drains the queue. */
  private void end(ChannelHandlerContext context, Throwable cause) {
    if (broken != null) {
      return;
    }
    broken =
        cause instanceof StepException known ? known : new StepException(RedisFaults.of(cause));
    if (!greeted) { // otherwise the connection attempt would report no reason
      getStack().forEach(it -> it.completeExceptionally(broken));
    }
    for (RedisCommand<?, ?, ?> command : getStack()) {
      if (command instanceof PendingCommand<?> call) {
        call.retireConnection();
      }
    }
    var _ = context.close();
  }

  /** Returns the unanswered calls of a closed connection. */
  @Override
  public Collection<RedisCommand<?, ?, ?>> drainQueue() {
    List<RedisCommand<?, ?, ?>> left = unverified.drain();
    left.addAll(super.drainQueue());
    left.forEach(
        it -> it.completeExceptionally(current.equals(output(it)) ? cause() : causeOfOthers()));
    waiting.forEach(it -> it.promise().tryFailure(causeOfOthers()));
    waiting.clear();
    return left;
  }

  private StepException cause() {
    return broken == null ? RedisFaults.broken("it was closed") : broken;
  }

  /** Details of one broken reply are reported only to its own call. */
  private StepException causeOfOthers() {
    return cause().fault().type() == Fault.Type.UNAVAILABLE
        ? cause()
        : RedisFaults.broken("a reply could not be read");
  }
}
