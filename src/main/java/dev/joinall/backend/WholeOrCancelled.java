package dev.joinall.backend;

import io.netty.channel.Channel;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Content whose cancellation closes the channel only if the message has not ended: after its end
 * the channel may serve another exchange already, although a part of the content is still queued.
 */
final class WholeOrCancelled extends Flux<ByteBuffer> {
  private final Flux<ByteBuffer> received;
  private final Channel channel;
  private final BooleanSupplier ended;

  WholeOrCancelled(Flux<ByteBuffer> received, Channel channel, BooleanSupplier ended) {
    this.received = received;
    this.channel = channel;
    this.ended = ended;
  }

  @Override
  public void subscribe(CoreSubscriber<? super ByteBuffer> receiver) {
    received.subscribe(new Relay(receiver));
  }

  private final class Relay implements CoreSubscriber<ByteBuffer>, Subscription {
    private final CoreSubscriber<? super ByteBuffer> receiver;
    private Subscription source = Operators.emptySubscription();
    private volatile boolean cancelled;

    Relay(CoreSubscriber<? super ByteBuffer> receiver) {
      this.receiver = receiver;
    }

    @Override
    public Context currentContext() {
      return receiver.currentContext();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      source = subscription;
      receiver.onSubscribe(this);
    }

    @Override
    public void onNext(ByteBuffer bytes) {
      if (!cancelled) {
        receiver.onNext(bytes);
      }
    }

    @Override
    public void onError(Throwable error) {
      if (!cancelled) {
        receiver.onError(error);
      }
    }

    @Override
    public void onComplete() {
      if (!cancelled) {
        receiver.onComplete();
      }
    }

    @Override
    public void request(long n) {
      source.request(n);
    }

    @Override
    public void cancel() {
      cancelled = true;
      channel.eventLoop().execute(this::end);
    }

    /** On the event loop, where no message ends in between. */
    private void end() {
      if (ended.getAsBoolean()) {
        source.request(Long.MAX_VALUE);
      } else {
        source.cancel();
      }
    }
  }
}
