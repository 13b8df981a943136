package dev.joinall.guard;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.json.Json;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;

/**
 * Several attempts at one call. Each starts if the previous ones are slow. The first value, or
 * absence, is the answer and cancels the others. A fault is the answer only if no other attempt is
 * running. Each attempt has its own full timeout.
 */
final class HedgedMono extends Mono<Json> {
  private final Supplier<Mono<Json>> attempt;
  private final long nanos;
  private final int max;
  private final BooleanSupplier mayHedge;
  private final Scheduler timer;

  /**
   * @param nanos between the starts of two attempts
   * @param max attempts besides the first one
   * @param mayHedge asked before each of them
   */
  HedgedMono(
      Supplier<Mono<Json>> attempt,
      long nanos,
      int max,
      BooleanSupplier mayHedge,
      Scheduler timer) {
    this.attempt = attempt;
    this.nanos = nanos;
    this.max = max;
    this.mayHedge = mayHedge;
    this.timer = timer;
  }

  @Override
  public void subscribe(CoreSubscriber<? super Json> caller) {
    var race = new Race(caller);
    caller.onSubscribe(race);
    race.begin();
  }

  /** Its lock is never held while it calls other code. */
  private final class Race implements Subscription {
    private final CoreSubscriber<? super Json> caller;
    private final Disposable.Composite underWay = Disposables.composite();
    private int hedges;
    private int running;
    private int made;
    private @Nullable Fault reported;
    private boolean terminated;

    Race(CoreSubscriber<? super Json> caller) {
      this.caller = caller;
    }

    void begin() {
      if (starts()) {
        attempt();
        setAlarm();
      }
    }

    private synchronized boolean starts() {
      if (!terminated) {
        running++;
      }
      return !terminated;
    }

    private void attempt() {
      var context = Context.of(caller.currentContext());
      underWay.add(attempt.get().subscribe(this::wins, this::fails, () -> wins(null), context));
    }

    private void setAlarm() {
      if (hedges < max && !isTerminated()) {
        underWay.add(timer.schedule(this::fire, nanos, TimeUnit.NANOSECONDS));
      }
    }

    private synchronized boolean isTerminated() {
      return terminated;
    }

    /** Starts the next attempt and schedules the one after it. */
    private void fire() {
      if (!isTerminated() && mayHedge.getAsBoolean() && starts()) {
        hedges++;
        attempt();
        setAlarm();
      }
    }

    private void wins(@Nullable Json value) {
      if (ends()) {
        underWay.dispose();
        if (value != null) {
          caller.onNext(value);
        }
        caller.onComplete();
      }
    }

    private synchronized boolean ends() {
      boolean first = !terminated;
      terminated = true;
      return first;
    }

    private void fails(Throwable error) {
      Optional<Fault> last = last(Fault.of(error));
      if (last.isPresent()) {
        underWay.dispose();
        caller.onError(new StepException(last.get()));
      }
    }

    /** A fault of the backend has precedence over the rejection of an attempt by a local limit. */
    private synchronized Optional<Fault> last(Fault fault) {
      running--;
      made += fault.attempts();
      if (reported == null || fault.attempts() > 0) {
        reported = fault;
      }
      if (terminated || running > 0) {
        return Optional.empty();
      }
      terminated = true;
      return Optional.of(reported.withAttempts(made));
    }

    @Override
    public void request(long n) {}

    @Override
    public void cancel() {
      if (ends()) {
        underWay.dispose();
      }
    }
  }
}
