package dev.joinall.backend;

import io.netty.channel.Channel;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeoutException;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Content whose cancellation closes the channel only before the end of the message: after it the
 * channel may already serve another exchange, although a part of the content is still queued. Fails
 * if the sender stalls.
 */
final class WholeOrCancelled extends Flux<ByteBuffer> {
  private final Flux<ByteBuffer> received;
  private final Channel channel;
  private final ReadGate gate;

  WholeOrCancelled(Flux<ByteBuffer> received, Channel channel, ReadGate gate) {
    this.received = received;
    this.channel = channel;
    this.gate = gate;
  }

  @Override
  public void subscribe(CoreSubscriber<? super ByteBuffer> receiver) {
    received.subscribe(new Relay(receiver));
  }

  private final class Relay implements CoreSubscriber<ByteBuffer>, Subscription {
    private final CoreSubscriber<? super ByteBuffer> receiver;
    private Subscription source = Operators.emptySubscription();
    private volatile boolean done;

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
      channel.eventLoop().execute(() -> gate.begin(this::stalled));
      receiver.onSubscribe(this);
    }

    @Override
    public void onNext(ByteBuffer bytes) {
      if (!done) {
        receiver.onNext(bytes);
      }
    }

    @Override
    public void onError(Throwable error) {
      if (!done) {
        done = true;
        receiver.onError(error);
      }
    }

    @Override
    public void onComplete() {
      if (!done) {
        done = true;
        receiver.onComplete();
      }
    }

    @Override
    public void request(long n) {
      source.request(n);
    }

    @Override
    public void cancel() {
      done = true;
      channel.eventLoop().execute(this::end);
    }

    /** Called on the event loop, like the signals of the source. */
    private void stalled() {
      if (!done) {
        end();
        done = true;
        receiver.onError(new TimeoutException("nothing came in time"));
      }
    }

    /** Called on the event loop, so the message can't end meanwhile. */
    private void end() {
      if (gate.hasEnded()) {
        source.request(Long.MAX_VALUE);
      } else {
        source.cancel();
      }
    }
  }
}
