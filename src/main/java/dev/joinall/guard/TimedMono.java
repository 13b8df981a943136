package dev.joinall.guard;

import dev.joinall.json.Json;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/**
 * {@code Mono.timeout} as a single subscriber in place of four. Every backend call passes through
 * here.
 */
final class TimedMono extends Mono<Json> {
  private static final Disposable NO_ALARM = Disposables.disposed();

  private final Supplier<Mono<Json>> call;
  private final long nanos;
  private final LongSupplier left;
  private final Supplier<? extends Throwable> tooLate;
  private final Timer timer;

  /** Starts a timer on the caller's event loop. */
  @FunctionalInterface
  interface Timer {
    Disposable start(Runnable task, long nanos);
  }

  /**
   * A call with a time limit.
   *
   * @param call made once for each subscriber; may throw
   * @param nanos from the subscription on
   */
  TimedMono(
      Supplier<Mono<Json>> call, long nanos, Supplier<? extends Throwable> tooLate, Timer timer) {
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
      Timer timer) {
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

  private final class Timed extends GuardSubscriber {
    private volatile Disposable alarm = NO_ALARM;

    Timed(CoreSubscriber<? super Json> caller) {
      super(caller);
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      super.onSubscribe(subscription);
      if (!isOver()) {
        ringAfter(nanos);
      }
    }

    private void ringAfter(long delay) {
      alarm = timer.start(this::ring, delay);
      if (isOver()) {
        alarm.dispose();
      }
    }

    @Override
    boolean ends() {
      boolean first = super.ends();
      if (first) {
        alarm.dispose();
      }
      return first;
    }

    private void ring() {
      long more = left.getAsLong();
      if (more > 0 && !isOver()) {
        ringAfter(more);
      } else if (ends()) {
        abort(tooLate.get());
      }
    }
  }
}
