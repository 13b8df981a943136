package dev.joinall.guard;

import dev.joinall.json.Json;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;

/**
 * {@code Mono.timeout} as a single subscriber in place of four. Every backend call passes through
 * here.
 */
final class TimedMono extends Mono<Json> {
  private final Supplier<Mono<Json>> call;
  private final long nanos;
  private final LongSupplier left;
  private final Supplier<? extends Throwable> tooLate;
  private final Scheduler timer;

  /**
   * A call with a time limit.
   *
   * @param call made once for each subscriber; may throw
   * @param nanos from the subscription on
   */
  TimedMono(
      Supplier<Mono<Json>> call,
      long nanos,
      Supplier<? extends Throwable> tooLate,
      Scheduler timer) {
    this(call, nanos, () -> 0, tooLate, timer);
  }

  /**
   * The same, for a limit that moves.
   *
   * @param left the nanoseconds that are left when the time has passed
   */
  TimedMono(
      Supplier<Mono<Json>> call,
      long nanos,
      LongSupplier left,
      Supplier<? extends Throwable> tooLate,
      Scheduler timer) {
    this.call = call;
    this.nanos = nanos;
    this.left = left;
    this.tooLate = tooLate;
    this.timer = timer;
  }

  @Override
  public void subscribe(CoreSubscriber<? super Json> caller) {
    Mono<Json> made;
    try {
      made = call.get();
    } catch (RuntimeException e) {
      Operators.error(caller, e);
      return;
    }
    made.subscribe(new Timed(caller));
  }

  /**
   * The answer, the timer and the cancellation race. The first one ends the call and releases the
   * others.
   */
  private final class Timed implements CoreSubscriber<Json>, Subscription {
    private final CoreSubscriber<? super Json> caller;
    private final AtomicBoolean over = new AtomicBoolean();
    private Subscription running = Operators.emptySubscription();
    private volatile Disposable alarm = Disposables.disposed();

    Timed(CoreSubscriber<? super Json> caller) {
      this.caller = caller;
    }

    @Override
    public Context currentContext() {
      return caller.currentContext();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      running = subscription;
      caller.onSubscribe(this);
      if (!over.get()) {
        ringAfter(nanos);
      }
    }

    private void ringAfter(long delay) {
      alarm = timer.schedule(this::ring, delay, TimeUnit.NANOSECONDS);
      if (over.get()) {
        alarm.dispose();
      }
    }

    private boolean ends() {
      boolean first = over.compareAndSet(false, true);
      if (first) {
        alarm.dispose();
      }
      return first;
    }

    @Override
    public void onNext(Json value) {
      if (ends()) {
        caller.onNext(value);
        caller.onComplete();
      }
    }

    @Override
    public void onError(Throwable error) {
      if (ends()) {
        caller.onError(error);
      }
    }

    @Override
    public void onComplete() {
      if (ends()) {
        caller.onComplete();
      }
    }

    private void ring() {
      long more = left.getAsLong();
      if (more > 0 && !over.get()) {
        ringAfter(more);
      } else if (ends()) {
        running.cancel();
        caller.onError(tooLate.get());
      }
    }

    @Override
    public void request(long n) {
      running.request(n);
    }

    @Override
    public void cancel() {
      if (ends()) {
        running.cancel();
      }
    }
  }
}
