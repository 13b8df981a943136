package dev.joinall.backend;

import dev.joinall.template.ByteStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Backpressure for one message of a channel: stops reading while a window of bytes is not consumed.
 * The client library behind it has its own queues, which count messages and not bytes. Removes
 * itself at the end of the message.
 */
final class ReadGate extends ChannelDuplexHandler {
  private final Channel channel;
  private final AtomicInteger held = new AtomicInteger();
  private Runnable stalled = () -> {};
  private final StallTimer timer;
  private boolean readIsDue;
  private boolean paused;
  private volatile boolean ended;

  private ReadGate(Channel channel, Duration timeout) {
    this.channel = channel;
    this.timer = new StallTimer(channel.eventLoop(), timeout, this::isOpen, this::reportStall);
  }

  /**
   * Adds the gate to the pipeline. Must be called on the event loop, before the content arrives.
   */
  static ReadGate install(Channel channel, Duration timeout) {
    var gate = new ReadGate(channel, timeout);
    channel.pipeline().addBefore(ChannelStream.LAST_HANDLER, null, gate);
    return gate;
  }

  private boolean isOpen() {
    return held.get() < ByteStream.WINDOW;
  }

  private void reportStall() {
    stalled.run();
  }

  /**
   * Starts the stall timer, because the content has a subscriber now. Called on the event loop.
   *
   * @param whenStalled called there, at most once, if the sender makes no progress while it could
   *     send
   */
  void begin(Runnable whenStalled) {
    stalled = whenStalled;
    if (!ended) {
      timer.progress();
      timer.start();
    }
  }

  /** Whether the whole message has arrived. */
  boolean hasEnded() {
    return ended;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    int bytes = size(message);
    held.addAndGet(bytes);
    timer.progress();
    boolean last = message instanceof LastHttpContent;
    if (last) {
      ended = true;
    } else if (!isOpen() && channel.config().isAutoRead()) {
      paused = true;
      channel.config().setAutoRead(false); // also ends a loop of reads
    }
    context.fireChannelRead(message);
    if (last) {
      removeNow();
    }
  }

  /** Thread-safe. */
  void remove() {
    channel.eventLoop().execute(this::removeNow);
  }

  private void removeNow() {
    ended = true;
    if (channel.pipeline().context(this) != null) {
      channel.pipeline().remove(this);
    }
  }

  static int size(Object message) {
    return switch (message) {
      case ByteBuf bytes -> bytes.readableBytes();
      case ByteBufHolder part -> part.content().readableBytes();
      default -> 0;
    };
  }

  @Override
  public void read(ChannelHandlerContext context) {
    if (isOpen()) {
      context.read();
    } else {
      readIsDue = true;
    }
  }

  /** Thread-safe. */
  void consumed(int bytes) {
    int before = held.getAndAdd(-bytes);
    if (before >= ByteStream.WINDOW && before - bytes < ByteStream.WINDOW && !ended) {
      channel.eventLoop().execute(this::resumeIfOpen);
    }
  }

  private void resumeIfOpen() {
    if (ended || !isOpen()) {
      return;
    }
    timer.progress();
    resume();
  }

  /**
   * Repeats a read that was held back: without it, the read would be lost, because switching
   * auto-read on may change nothing.
   */
  private void resume() {
    if (paused) {
      paused = false;
      channel.config().setAutoRead(true);
    }
    if (readIsDue) {
      readIsDue = false;
      channel.read();
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    timer.end();
    if (channel.isActive()) {
      resume();
    }
  }
}
