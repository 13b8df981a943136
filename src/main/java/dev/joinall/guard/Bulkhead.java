package dev.joinall.guard;

import dev.joinall.backend.EnumCounters;
import dev.joinall.backend.Fault;
import dev.joinall.backend.Step;
import dev.joinall.backend.StepException;
import dev.joinall.config.GuardsConfig;
import dev.joinall.json.Json;
import dev.joinall.template.Scope;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import java.time.Duration;
import java.util.Optional;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

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
    EnumCounters<GuardEvent> counters)
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
    return new Mono<>() {
      @Override
      public void subscribe(CoreSubscriber<? super Json> caller) {
        if (permits.tryAcquirePermission()) {
          new Permitted(caller, scope).begin(step, scope);
        } else {
          counters.count(GuardEvent.BULKHEAD_FULL);
          Operators.error(
              caller,
              new StepException(
                  Fault.rejected("the concurrency limit is reached", Optional.empty())));
        }
      }
    };
  }

  /** A call that returns its permit at its end. */
  private final class Permitted extends GuardSubscriber {
    private final Scope scope;

    Permitted(CoreSubscriber<? super Json> caller, Scope scope) {
      super(caller);
      this.scope = scope;
    }

    @Override
    boolean ends() {
      boolean first = super.ends();
      if (first && streams) {
        scope.transfer().afterwards(permits::releasePermission);
      } else if (first) {
        permits.releasePermission();
      }
      return first;
    }
  }
}
