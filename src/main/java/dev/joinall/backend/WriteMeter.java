package dev.joinall.backend;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reports how many bytes of one message a channel has written: the operating system has accepted
 * them or, with HTTP/2, the flow control of the peer has released them. Used on the event loop.
 */
public final class WriteMeter extends ChannelOutboundHandlerAdapter {
  private final Channel channel;
  private final IntConsumer consumed;
  private final AtomicInteger pending = new AtomicInteger();
  private final @Nullable StallTimer timer;

  private WriteMeter(
      Channel channel, IntConsumer consumed, Optional<Duration> timeout, Runnable stalled) {
    this.channel = channel;
    this.consumed = consumed;
    this.timer =
        timeout
            .map(it -> new StallTimer(channel.eventLoop(), it, () -> pending.get() > 0, stalled))
            .orElse(null);
  }

  /** Adds the meter to the pipeline until {@link #remove}. */
  public static WriteMeter install(Channel channel, IntConsumer consumed) {
    return new WriteMeter(channel, consumed, Optional.empty(), () -> {}).add();
  }

  /**
   * Adds the meter, and watches for stalls.
   *
   * @param timeout how long the peer may accept nothing
   * @param stalled called once after that time
   */
  public static WriteMeter install(
      Channel channel, IntConsumer consumed, Duration timeout, Runnable stalled) {
    return new WriteMeter(channel, consumed, Optional.of(timeout), stalled).add();
  }

  private WriteMeter add() {
    channel.pipeline().addBefore(ChannelStream.LAST_HANDLER, null, this);
    if (timer != null) {
      timer.start();
    }
    return this;
  }

  /** Thread-safe. */
  public void remove() {
    channel
        .eventLoop()
        .execute(() -> {
          if (channel.pipeline().context(this) != null) {
            channel.pipeline().remove(this);
          }
        });
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    int bytes = ReadGate.size(message);
    if (bytes == 0) {
      var _ = context.write(message, promise);
      return;
    }
    if (pending.getAndAdd(bytes) == 0 && timer != null) {
      timer.progress();
    }
    var _ = context.write(message, promise.unvoid().addListener(done -> consumed(bytes)));
  }

  private void consumed(int bytes) {
    pending.addAndGet(-bytes);
    if (timer != null) {
      timer.progress();
    }
    consumed.accept(bytes);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (timer != null) {
      timer.end();
    }
  }
}
