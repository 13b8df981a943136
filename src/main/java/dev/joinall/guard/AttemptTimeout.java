package dev.joinall.guard;

import dev.joinall.backend.EnumCounters;
import dev.joinall.backend.Fault;
import dev.joinall.backend.Step;
import dev.joinall.backend.StepException;
import dev.joinall.backend.TimeoutQueue;
import dev.joinall.json.Json;
import dev.joinall.template.Scope;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;

/**
 * Times out one attempt: after its own timeout, or earlier when the request's deadline passes. The
 * call sees the shorter of the two. Runs inside the circuit breaker, which records no result for a
 * call that was cancelled from outside, unless it is a probe. It is the innermost guard and turns a
 * thrown exception into an error signal.
 *
 * @param effect whether the call may have changed something before it timed out
 * @param pauses whether the time stops while the body of the client is streamed
 */
record AttemptTimeout(
    Step step,
    TimeoutQueue timeouts,
    boolean effect,
    boolean pauses,
    EnumCounters<GuardEvent> counters,
    Scheduler scheduler)
    implements Step {
  private static final Disposable NO_TIMER = Disposables.disposed();

  @Override
  public Mono<Json> run(Scope scope) {
    long left = scope.remaining();
    long nanos = Math.min(timeouts.duration(), left);
    if (nanos <= 0) {
      return Mono.error(
          new StepException(Fault.of(Fault.Type.TIMEOUT, "no time was left").withAttempts(0)));
    }
    return new Attempt(nanos < left ? scope.endingIn(nanos) : scope, nanos);
  }

  private final class Attempt extends Mono<Json> {
    private final Scope scope;
    private final long nanos;

    Attempt(Scope scope, long nanos) {
      this.scope = scope;
      this.nanos = nanos;
    }

    @Override
    public void subscribe(CoreSubscriber<? super Json> caller) {
      counters.count(GuardEvent.ATTEMPT);
      Mono<Json> call;
      try {
        call = step.run(scope);
      } catch (RuntimeException e) {
        Operators.error(caller, e);
        return;
      }
      call.subscribe(new Timed(caller, scope, nanos));
    }
  }

  /** {@code Mono.timeout} as a single subscriber in place of four. */
  private final class Timed extends GuardSubscriber implements Runnable {
    private final Scope scope;
    private final long nanos;
    private volatile Disposable timer = NO_TIMER;

    Timed(CoreSubscriber<? super Json> caller, Scope scope, long nanos) {
      super(caller);
      this.scope = scope;
      this.nanos = nanos;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      super.onSubscribe(subscription);
      if (!isTerminated()) {
        start(nanos);
      }
    }

    private void start(long delay) {
      timer =
          delay == timeouts.duration()
              ? timeouts.start(this)
              : scheduler.schedule(this, delay, TimeUnit.NANOSECONDS);
      if (isTerminated()) {
        timer.dispose();
      }
    }

    @Override
    boolean ends() {
      boolean first = super.ends();
      if (first) {
        timer.dispose();
      }
      return first;
    }

    /** Fails the attempt if the time has passed, not counting pauses. */
    @Override
    public void run() {
      long more = pauses ? scope.remaining() : 0;
      if (more > 0 && !isTerminated()) {
        start(more);
      } else if (ends()) {
        abort(tooLate(scope, nanos));
      }
    }
  }

  /**
   * The fault says that the effect happened if the backend has accepted it, although the rest of
   * the answer is missing.
   */
  private StepException tooLate(Scope scope, long nanos) {
    boolean happened = effect && scope.call().isAccepted();
    String detail =
        (happened ? "no whole answer" : "no answer")
            + " within "
            + Duration.ofNanos(nanos).toMillis()
            + " ms";
    Fault fault = Fault.of(effect && !happened ? Fault.Type.UNKNOWN : Fault.Type.TIMEOUT, detail);
    return new StepException(happened ? fault.ofAccepted() : fault);
  }
}
