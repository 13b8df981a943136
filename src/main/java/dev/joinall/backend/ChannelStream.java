package dev.joinall.backend;

import dev.joinall.template.ByteStream;
import io.netty.channel.Channel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.netty.NettyPipeline;

/** The content of one message that arrives at a channel, as a stream. Thread-safe. */
public final class ChannelStream implements ByteStream {
  /** The name of the last handler of a channel. The handlers of a stream are in front of it. */
  public static final String LAST_HANDLER = NettyPipeline.ReactiveBridge;

  private final ReadGate gate;
  private final Flux<ByteBuffer> content;
  private final AtomicBoolean subscribed = new AtomicBoolean();

  private ChannelStream(Channel channel, Flux<ByteBuffer> received, ReadGate gate) {
    this.gate = gate;
    this.content = new WholeOrCancelled(received, channel, gate);
  }

  /**
   * Creates the stream. Must be called on the event loop, before the content arrives.
   *
   * @param received the content; cancelling it ends the exchange
   * @param timeout how long the sender may make no progress while it could send
   */
  public static ChannelStream of(Channel channel, Flux<ByteBuffer> received, Duration timeout) {
    return new ChannelStream(channel, received, ReadGate.install(channel, timeout));
  }

  /** Fails with a {@link java.util.concurrent.TimeoutException} if the sender stalls. */
  @Override
  public Flux<ByteBuffer> bytes() {
    return Flux.defer(() -> begin() ? content : Flux.empty());
  }

  private boolean begin() {
    return subscribed.compareAndSet(false, true);
  }

  @Override
  public void consumed(int bytes) {
    gate.consumed(bytes);
  }

  /** Switches back to normal reads. Thread-safe. */
  public void release() {
    gate.remove();
  }

  /** Ends the exchange if the content has no subscriber. */
  public void discard() {
    if (begin()) {
      content.subscribe(
          new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
              cancel();
            }
          });
    }
  }
}
