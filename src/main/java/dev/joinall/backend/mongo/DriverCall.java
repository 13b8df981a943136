package dev.joinall.backend.mongo;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.publisher.MonoSink;

/**
 * One call at the driver. The driver goes on with what was cancelled, on a connection that stays
 * taken until the server answers: so the place in the pool is given back when the driver is done,
 * not when the caller is. The driver calls one method at a time.
 */
final class DriverCall<T, R> implements Subscriber<T> {
  private final MonoSink<R> caller;
  private final ResultReader<T, R> reading;
  private final UnaryOperator<Throwable> faults;
  private final Runnable release;
  private final Consumer<Runnable> later;
  private final AtomicBoolean done = new AtomicBoolean();
  private volatile boolean abandoned;
  private @Nullable Subscription answer;

  /**
   * @param release gives the place in the pool back; run once
   * @param later runs something after as long as the server may take for one answer
   */
  DriverCall(
      MonoSink<R> caller,
      ResultReader<T, R> reading,
      UnaryOperator<Throwable> faults,
      Runnable release,
      Consumer<Runnable> later) {
    this.caller = caller;
    this.reading = reading;
    this.faults = faults;
    this.release = release;
    this.later = later;
  }

  void start(Publisher<T> publisher) {
    caller.onCancel(this::abandon);
    publisher.subscribe(this);
  }

  /** A driver that is not done by then gets one answer after the other, with nothing in them. */
  private void abandon() {
    abandoned = true;
    if (!done.get()) {
      later.accept(this::stop);
    }
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    answer = subscription;
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(T item) {
    if (done.get()) {
      return;
    }
    if (abandoned) {
      stop();
      return;
    }
    try {
      reading.next(item);
    } catch (RuntimeException e) {
      stop();
      fail(e);
    }
  }

  /** Between two answers of the server: no more of them are asked for. */
  private void stop() {
    if (done.compareAndSet(false, true)) {
      if (answer != null) {
        answer.cancel();
      }
      release.run();
    }
  }

  @Override
  public void onError(Throwable error) {
    if (done.compareAndSet(false, true)) {
      release.run();
      fail(error);
    }
  }

  /** Who has left is not told: Reactor would log it as dropped. */
  private void fail(Throwable error) {
    if (!abandoned) {
      caller.error(faults.apply(error));
    }
  }

  @Override
  public void onComplete() {
    if (done.compareAndSet(false, true)) {
      release.run();
      try {
        caller.success(reading.result());
      } catch (RuntimeException e) {
        fail(e);
      }
    }
  }
}
