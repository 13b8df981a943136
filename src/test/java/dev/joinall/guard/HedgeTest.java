package dev.joinall.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.EnumCounters;
import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.config.GuardsConfig;
import dev.joinall.json.Json;
import dev.joinall.template.Budget;
import dev.joinall.template.Scope;
import dev.joinall.template.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A second attempt in parallel to a slow one, in virtual time; the test ends each attempt. */
class HedgeTest {
  private static final Duration AFTER = Duration.ofMillis(50);

  private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  private final List<MonoSink<Json>> attempts = new ArrayList<>();
  private final List<Integer> cancelled = new ArrayList<>();
  private final List<Object> ends = new ArrayList<>();
  private final RetryBudget budget = new RetryBudget(time);
  private final Latencies latencies = new Latencies();
  private final EnumCounters<GuardEvent> counters = new EnumCounters<>(GuardEvent.class);
  private Duration left = Duration.ofMinutes(1);

  private Mono<Json> attempt(Scope scope) {
    return Mono.create(sink -> {
      int number = attempts.size();
      attempts.add(sink);
      sink.onCancel(() -> cancelled.add(number));
    });
  }

  private Disposable start(Optional<Duration> after, int max) {
    var config = new GuardsConfig.Hedge(after, max);
    var hedge = new Hedge(this::attempt, config, budget, 10, latencies, counters, time);
    return hedge
        .run(new Scope(0, this::now, now() + left.toNanos(), Trace.NONE, Budget.standard()))
        .subscribe(ends::add, error -> ends.add(Fault.of(error)), () -> ends.add("end"));
  }

  private Disposable start() {
    return start(Optional.of(AFTER), 1);
  }

  private long now() {
    return time.now(TimeUnit.NANOSECONDS);
  }

  private static StepException fault(Fault.Type type) {
    return new StepException(type, "as told");
  }

  @Test
  void aCallThatIsQuickEnoughIsMadeOnce() {
    var _ = start();
    time.advanceTimeBy(AFTER.minusMillis(1));
    attempts.getFirst().success(Json.TRUE);
    time.advanceTimeBy(AFTER);

    assertThat(ends).containsExactly(Json.TRUE, "end");
    assertThat(attempts).hasSize(1);
  }

  @Test
  void theFirstAnswerWinsAndTheOtherAttemptIsCancelled() {
    var _ = start();
    time.advanceTimeBy(AFTER);
    assertThat(attempts).hasSize(2);
    attempts.get(1).success(Json.TRUE);

    assertThat(ends).containsExactly(Json.TRUE, "end");
    assertThat(cancelled).containsExactly(0);
    assertThat(counters.of(GuardEvent.HEDGE)).isEqualTo(1);
  }

  @Test
  void theFirstAttemptMayStillWin() {
    var _ = start();
    time.advanceTimeBy(AFTER);
    attempts.get(0).success(Json.FALSE);

    assertThat(ends).containsExactly(Json.FALSE, "end");
    assertThat(cancelled).containsExactly(1);
  }

  @Test
  void absenceIsAnAnswer() {
    var _ = start();
    time.advanceTimeBy(AFTER);
    attempts.get(1).success();

    assertThat(ends).containsExactly("end");
    assertThat(cancelled).containsExactly(0);
  }

  @Test
  void aFaultDoesNotEndTheAttemptBesideIt() {
    var _ = start();
    time.advanceTimeBy(AFTER);
    attempts.get(0).error(fault(Fault.Type.UNAVAILABLE));
    assertThat(ends).isEmpty();
    attempts.get(1).success(Json.TRUE);

    assertThat(ends).containsExactly(Json.TRUE, "end");
  }

  @Test
  void theLastFaultCountsAllAttempts() {
    var _ = start();
    time.advanceTimeBy(AFTER);
    attempts.get(0).error(fault(Fault.Type.UNAVAILABLE));
    attempts.get(1).error(fault(Fault.Type.TIMEOUT));

    assertThat(ends).containsExactly(Fault.of(Fault.Type.TIMEOUT, "as told").withAttempts(2));
  }

  @Test
  void aRejectedHedgeDoesNotHideTheFaultOfTheBackend() {
    var _ = start();
    time.advanceTimeBy(AFTER);
    attempts.get(0).error(fault(Fault.Type.UNAVAILABLE));
    attempts.get(1).error(new StepException(Fault.rejected("full", Optional.empty())));

    assertThat(ends).containsExactly(Fault.of(Fault.Type.UNAVAILABLE, "as told"));
  }

  @Test
  void aHedgeForWhichNoTimeWillBeLeftIsNotWaitedFor() {
    left = AFTER;
    var _ = start();
    time.advanceTimeBy(AFTER);

    assertThat(attempts).hasSize(1);
    assertThat(budget.tryWithdraw()).isTrue();
    assertThat(counters.of(GuardEvent.HEDGE)).isZero();
  }

  @Test
  void everyAttemptKnowsTheContextOfItsCaller() {
    var seen = new ArrayList<Object>();
    var hedged =
        new HedgedMono(
            () ->
                Mono.deferContextual(it -> {
                  seen.add(it.get("who"));
                  return Mono.never();
                }),
            AFTER.toNanos(),
            1,
            () -> true,
            time);
    var _ = hedged.contextWrite(it -> it.put("who", "me")).subscribe();
    time.advanceTimeBy(AFTER);

    assertThat(seen).containsExactly("me", "me");
  }

  @Test
  void aFaultBeforeTheHedgeIsTheAnswer() {
    var _ = start();
    attempts.getFirst().error(fault(Fault.Type.STATUS));
    time.advanceTimeBy(AFTER);

    assertThat(ends).hasSize(1);
    assertThat(attempts).hasSize(1);
  }

  @Test
  void thereAreNoMoreAttemptsThanDeclared() {
    var _ = start(Optional.of(AFTER), 2);
    time.advanceTimeBy(AFTER.multipliedBy(10));

    assertThat(attempts).hasSize(3);
  }

  @Test
  void hedgesAreTakenFromTheBudgetOfRetries() {
    for (int i = 0; i <= RetryBudget.MAX_SAVED; i++) {
      assertThat(budget.tryWithdraw()).isTrue();
    }
    var _ = start();
    time.advanceTimeBy(AFTER);

    assertThat(attempts).hasSize(1);
    assertThat(counters.of(GuardEvent.RETRY_BUDGET_EXHAUSTED)).isEqualTo(1);
  }

  @Test
  void aCancellationCancelsEveryAttempt() {
    Disposable call = start();
    time.advanceTimeBy(AFTER);
    call.dispose();
    time.advanceTimeBy(AFTER);

    assertThat(cancelled).containsExactly(0, 1);
    assertThat(attempts).hasSize(2);
  }

  @Test
  void aPercentileIsNotUsedBeforeThereAreEnoughCalls() {
    for (int i = 0; i < Latencies.MIN_SAMPLES; i++) {
      var _ = start(Optional.empty(), 1);
      time.advanceTimeBy(Duration.ofMillis(i == 0 ? 900 : 20));
      assertThat(attempts).hasSize(i + 1);
      attempts.getLast().success(Json.TRUE);
    }
    var _ = start(Optional.empty(), 1);
    time.advanceTimeBy(Duration.ofMillis(20));

    assertThat(attempts).hasSize(Latencies.MIN_SAMPLES + 2);
  }
}
