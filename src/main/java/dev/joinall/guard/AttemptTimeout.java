package dev.joinall.guard;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Step;
import dev.joinall.backend.StepException;
import dev.joinall.json.Json;
import dev.joinall.template.Scope;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Ends one attempt after its timeout, or when the request has no time left; the call is told how
 * long that is. Inside the circuit breaker, which records nothing of a call that is cancelled from
 * outside. Innermost, so it also sees to it that a call that throws fails like any other.
 *
 * @param effect whether the call may have changed something before it was cut off
 */
record AttemptTimeout(
    Step step, Duration timeout, boolean effect, GuardCounters counters, Scheduler scheduler)
    implements Step {

  @Override
  public Mono<Json> run(Scope scope) {
    long left = scope.remaining();
    long nanos = Math.min(timeout.toNanos(), left);
    if (nanos <= 0) {
      return Mono.error(
          new StepException(Fault.of(Fault.Type.TIMEOUT, "no time was left").withAttempts(0)));
    }
    Scope attempt = nanos < left ? scope.endingIn(nanos) : scope;
    return new TimedMono(() -> begun(attempt), nanos, () -> tooLate(nanos), scheduler);
  }

  private Mono<Json> begun(Scope scope) {
    counters.count(GuardEvent.ATTEMPT);
    return step.run(scope);
  }

  private StepException tooLate(long nanos) {
    return new StepException(
        effect ? Fault.Type.UNKNOWN : Fault.Type.TIMEOUT,
        "no answer within " + Duration.ofNanos(nanos).toMillis() + " ms");
  }
}
