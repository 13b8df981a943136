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
 * One call of the driver. The driver completes a cancelled call, and its connection stays in use
 * until the server responds. So the permit is returned when the driver is done, not on
 * cancellation. The driver calls one method at a time.
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
   * @param release returns the permit; run once
   * @param later runs a task after the maximum time of one reply
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

  /**
   * Cancels the caller's side. If the driver is not done in time, it is stopped between two
   * batches.
   */
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

  /** Cancels the driver's side; no further batch is requested. */
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

  /** Ignores errors after a cancellation, because Reactor would log them as dropped. */
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
