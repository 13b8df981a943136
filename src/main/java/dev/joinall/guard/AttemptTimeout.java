package dev.joinall.guard;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Step;
import dev.joinall.backend.StepException;
import dev.joinall.backend.TimeoutQueue;
import dev.joinall.json.Json;
import dev.joinall.template.Scope;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Times out one attempt: after its own timeout, or earlier when the request's deadline passes. The
 * call sees the shorter of the two. Runs inside the circuit breaker, which records no result for a
 * call that was cancelled from outside, unless it is a probe. It is the innermost guard and turns a
 * thrown exception into an error signal.
 *
 * @param effect whether the call may have changed something before it timed out
 * @param pauses whether it stands still while the body of the client flows
 */
record AttemptTimeout(
    Step step,
    TimeoutQueue timeouts,
    boolean effect,
    boolean pauses,
    GuardCounters counters,
    Scheduler scheduler)
    implements Step {

  @Override
  public Mono<Json> run(Scope scope) {
    long left = scope.remaining();
    long nanos = Math.min(timeouts.duration(), left);
    if (nanos <= 0) {
      return Mono.error(
          new StepException(Fault.of(Fault.Type.TIMEOUT, "no time was left").withAttempts(0)));
    }
    Scope attempt = nanos < left ? scope.endingIn(nanos) : scope;
    Supplier<StepException> tooLate = () -> tooLate(attempt, nanos);
    return pauses
        ? new TimedMono(() -> begun(attempt), nanos, attempt::remaining, tooLate, this::start)
        : new TimedMono(() -> begun(attempt), nanos, tooLate, this::start);
  }

  private Disposable start(Runnable task, long nanos) {
    return nanos == timeouts.duration()
        ? timeouts.start(task)
        : scheduler.schedule(task, nanos, TimeUnit.NANOSECONDS);
  }

  private Mono<Json> begun(Scope scope) {
    counters.count(GuardEvent.ATTEMPT);
    return step.run(scope);
  }

  /** An effect that was accepted has happened, although the rest of the answer is missing. */
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
