package dev.joinall.guard;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Step;
import dev.joinall.backend.StepException;
import dev.joinall.config.GuardsConfig;
import dev.joinall.json.Json;
import dev.joinall.template.Scope;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import java.time.Duration;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * Limits the concurrent calls. A call over the limit is rejected, because waiting would block an
 * event loop.
 *
 * @param streams whether the result is passed on as it arrives: the call lasts until it has ended
 */
record Bulkhead(
    Step step,
    io.github.resilience4j.bulkhead.Bulkhead permits,
    boolean streams,
    GuardCounters counters)
    implements Step {

  static io.github.resilience4j.bulkhead.Bulkhead permits(
      String backend, GuardsConfig.Bulkhead config) {
    return io.github.resilience4j.bulkhead.Bulkhead.of(
        backend,
        BulkheadConfig.custom()
            .maxConcurrentCalls(config.max())
            .maxWaitDuration(Duration.ZERO)
            .build());
  }

  @Override
  public Mono<Json> run(Scope scope) {
    return Mono.defer(() -> permitted(scope));
  }

  /** A stream ends long after its head has come. */
  private void release(Scope scope) {
    if (streams) {
      scope.transfer().afterwards(permits::releasePermission);
    } else {
      permits.releasePermission();
    }
  }

  private Mono<Json> permitted(Scope scope) {
    if (!permits.tryAcquirePermission()) {
      counters.count(GuardEvent.BULKHEAD_FULL);
      return Mono.error(
          new StepException(Fault.rejected("the concurrency limit is reached", Optional.empty())));
    }
    return step.run(scope).doFinally(signal -> release(scope));
  }
}
