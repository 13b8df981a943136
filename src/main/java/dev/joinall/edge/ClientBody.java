package dev.joinall.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * The body of one request. The connection is read only while the subscriber wants more; parts of
 * one read beyond that are queued. Confined to the event loop; calls of its subscription are passed
 * to that loop.
 */
final class ClientBody extends Flux<byte[]> implements Subscription {
  private final ExchangeHandler connection;
  private final EventExecutor loop;
  private final Queue<byte[]> waiting = new ArrayDeque<>(2);
  private @Nullable CoreSubscriber<? super byte[]> subscriber;
  private @Nullable Throwable failure;
  private long requested;
  private boolean ended;
  private boolean terminated;
  private boolean draining;

  ClientBody(ExchangeHandler connection) {
    this.connection = connection;
    this.loop = connection.channel().eventLoop();
  }

  @Override
  public void subscribe(CoreSubscriber<? super byte[]> actual) {
    if (subscriber != null) {
      Operators.error(actual, new IllegalStateException("a body has one subscriber"));
      return;
    }
    subscriber = actual;
    actual.onSubscribe(this);
    run(this::drain);
  }

  @Override
  public void request(long count) {
    run(() -> {
      requested = Operators.addCap(requested, count);
      drain();
    });
  }

  @Override
  public void cancel() {
    run(this::finish);
  }

  private void run(Runnable action) {
    if (loop.inEventLoop()) {
      action.run();
    } else {
      loop.execute(action);
    }
  }

  void add(ByteBuf part) {
    if (!terminated) {
      waiting.add(ByteBufUtil.getBytes(part));
      drain();
    }
  }

  void end() {
    ended = true;
    drain();
  }

  void fail(Throwable cause) {
    if (!ended) {
      failure = cause;
      ended = true;
      drain();
    }
  }

  /**
   * Whether to read more. After the end of the subscription the rest is read and discarded, to
   * reach the next request.
   */
  boolean wantsMore() {
    return terminated || (requested > 0 && waiting.isEmpty());
  }

  private void drain() {
    CoreSubscriber<? super byte[]> to = subscriber;
    if (to == null || terminated || draining) {
      return;
    }
    draining = true;
    while (requested > 0 && !waiting.isEmpty() && !terminated) {
      requested--;
      to.onNext(waiting.remove());
    }
    draining = false;
    if (!terminated && ended && waiting.isEmpty()) {
      finish();
      if (failure == null) {
        to.onComplete();
      } else {
        to.onError(failure);
      }
    } else if (wantsMore()) {
      connection.readMore();
    }
  }

  private void finish() {
    terminated = true;
    waiting.clear();
  }
}
