package dev.joinall.run;

import static dev.joinall.run.VirtualRun.fault;
import static dev.joinall.run.VirtualRun.words;
import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.json.Json;
import dev.joinall.plan.Join;
import dev.joinall.template.InvalidExpression;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/** Steps that violate the rules of their signals, and edge cases. */
class StepSignalsTest {
  private final VirtualRun time = new VirtualRun();
  private final PlanBuilder plan = PlanBuilder.get();

  private static final Subscription NO_SUBSCRIPTION =
      new Subscription() {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
      };

  @Test
  void aStepThatThrowsFailsAlone() {
    plan.with(
            "a",
            scope -> {
              throw new InvalidExpression("bad");
            })
        .with("b", time.ok(1));
    Report report = time.run(plan);

    assertThat(words(report)).isEqualTo("failed ok");
    assertThat(fault(report, 0)).isEqualTo(Fault.Type.INVALID);
  }

  @Test
  void stepsThatAreReadyAtOnceSettleAtOnce() {
    plan.with("a", time.ok(0)).task("b", time.ok(0)).reads("a");
    plan.task("c", time.fails(0, Fault.Type.STATUS)).reads("b");
    Report report = time.run(plan);

    assertThat(words(report)).isEqualTo("ok ok failed");
    assertThat(report.nanos()).isZero();
  }

  @Test
  void anEffectDoesNotStartForAnAnswerThatIsDecidedInTheSameMoment() {
    var writes = new AtomicInteger();
    plan.with("a", scope -> Mono.just(Json.TRUE));
    plan.task("b", scope -> Mono.error(new StepException(Fault.Type.STATUS, "no"))).required();
    plan.task(
            "write",
            scope -> {
              writes.incrementAndGet();
              return Mono.just(Json.TRUE);
            })
        .reads("a")
        .effect();
    Report report = time.run(plan);

    assertThat(report.verdict()).isEqualTo(new Verdict.Unmet(1));
    assertThat(writes).hasValue(0);
  }

  @Test
  void aThousandTasksInARowNeedNoDeepStack() {
    plan.with("t0", time.ok(0));
    for (int i = 1; i < 1000; i++) {
      plan.task("t" + i, time.ok(0)).reads("t" + (i - 1));
    }

    assertThat(time.run(plan).isComplete()).isTrue();
  }

  @Test
  void theFirstOfTwoEndsCounts() {
    var twice =
        new Mono<Json>() {
          @Override
          public void subscribe(CoreSubscriber<? super Json> actual) {
            Subscriber<? super Json> caller = actual;
            caller.onSubscribe(NO_SUBSCRIPTION);
            caller.onNext(Json.number(1));
            caller.onComplete();
            caller.onComplete();
            caller.onNext(Json.number(2));
            caller.onError(new StepException(Fault.Type.ERROR, "too late"));
          }
        };
    Report report = time.run(plan.with("a", scope -> twice).with("b", time.ok(1)));

    assertThat(report.outcome(0)).isEqualTo(new Outcome.Ok(Json.number(1)));
    assertThat(words(report)).isEqualTo("ok ok");
  }

  @Test
  void signalsAfterTheDecisionAreIgnored() {
    var stubborn = new ArrayList<Subscriber<? super Json>>();
    var deaf =
        new Mono<Json>() {
          @Override
          public void subscribe(CoreSubscriber<? super Json> actual) {
            actual.onSubscribe(NO_SUBSCRIPTION);
            stubborn.add(actual);
          }
        };
    plan.join(new Join.First(1)).with("a", scope -> deaf).with("b", time.ok(1));
    Report before = time.run(plan);
    stubborn.getFirst().onNext(Json.number(1));
    stubborn.getFirst().onComplete();

    assertThat(time.report()).isSameAs(before);
    assertThat(words(before)).isEqualTo("cancelled ok");
  }

  @Test
  void everyTaskHasOneOutcomeEvenIfItNeverStarted() {
    plan.with("a", time.never()).task("b", time.ok(1)).reads("a");

    assertThat(words(time.run(plan))).isEqualTo("failed failed");
  }
}
