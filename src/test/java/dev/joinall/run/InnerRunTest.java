package dev.joinall.run;

import static dev.joinall.run.VirtualRun.decided;
import static dev.joinall.run.VirtualRun.fault;
import static dev.joinall.run.VirtualRun.words;
import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.Fault;
import dev.joinall.json.Json;
import dev.joinall.plan.Join;
import dev.joinall.plan.Task.For;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Nested plans. */
class InnerRunTest {
  private static final Duration LONG = Duration.ofSeconds(1);

  private final VirtualRun time = new VirtualRun();
  private final PlanBuilder plan = PlanBuilder.post();

  @Test
  void theTaskHasTheInnerAnswerAndTheInnerRunIsObserved() {
    var inner = PlanBuilder.get().with("a", time.ok(5)).build();
    plan.task("in", inner, LONG);
    Report report = time.run(plan);

    assertThat(report.outcome(0)).isEqualTo(new Outcome.Ok(Json.of(Map.of("a", 5))));
    assertThat(decided(report)).isEqualTo(Duration.ofMillis(5));
    assertThat(time.innerReports()).extracting(Report::plan).containsExactly(inner);
  }

  @Test
  void readsAreCancelledWithTheOuterRunOnAnyRoute() {
    var slow = time.ok(500);
    plan.join(new Join.First(1)).with("a", time.ok(5));
    plan.task("in", PlanBuilder.post().with("slow", slow).build(), LONG);
    Report report = time.run(plan);

    assertThat(words(report)).isEqualTo("ok cancelled");
    assertThat(slow.cancels()).containsExactly(Duration.ofMillis(5));
    assertThat(time.innerReports())
        .extracting(Report::verdict)
        .containsExactly(new Verdict.Abandoned());
  }

  @Test
  void readsAreCancelledWhenTheClientDisconnects() {
    var slow = time.ok(500);
    var outer = PlanBuilder.get();
    outer.task("in", PlanBuilder.post().with("slow", slow).build(), LONG);
    var client = time.start(outer.build());
    time.pass(10);
    client.dispose();

    assertThat(slow.cancels()).containsExactly(Duration.ofMillis(10));
  }

  @Test
  void anAggregationWithAnEffectIsNotInterrupted() {
    var reserve = time.ok(50);
    var ship = time.ok(50);
    var inner = PlanBuilder.post();
    inner.task("reserve", reserve).effect();
    inner.task("ship", ship).needs("reserve", For.SUCCESS).effect();
    plan.join(new Join.First(1)).with("a", time.ok(5)).task("in", inner.build(), LONG).effect();
    Report report = time.run(plan);

    assertThat(decided(report)).isEqualTo(Duration.ofMillis(5));
    assertThat(fault(report, 1)).isEqualTo(Fault.Type.UNKNOWN);
    assertThat(reserve.cancels()).isEmpty();
    assertThat(ship.starts()).containsExactly(Duration.ofMillis(50));
    assertThat(time.innerReports()).extracting(Report::verdict).containsExactly(new Verdict.Met());
  }

  @Test
  void byItsOwnLimitItAnswersWhatItHas() {
    var inner = PlanBuilder.get().with("a", time.ok(5)).with("b", time.never()).build();
    plan.task("in", inner, Duration.ofMillis(20));
    Report report = time.run(plan);

    assertThat(words(report)).isEqualTo("ok");
    assertThat(report.isComplete()).isFalse();
    assertThat(report.outcome(0).flaws()).extracting(Outcome.Flaw::where).containsExactly(".b");
    assertThat(decided(report)).isEqualTo(Duration.ofMillis(20));
  }

  @Test
  void byTheOuterDeadlineItIsLateAsAWhole() {
    var call = time.never();
    plan.deadline(Duration.ofMillis(50));
    plan.task("in", PlanBuilder.get().with("a", call).build(), LONG);
    Report report = time.run(plan);

    assertThat(fault(report, 0)).isEqualTo(Fault.Type.TIMEOUT);
    assertThat(decided(report)).isEqualTo(Duration.ofMillis(50));
    assertThat(call.cancels()).containsExactly(Duration.ofMillis(50));
  }

  @Test
  void anEffectThatItsLimitInterruptsIsUnknown() {
    var inner = PlanBuilder.post().join(new Join.First(1));
    inner.task("a", time.never()).effect();
    plan.task("in", inner.build(), Duration.ofMillis(20)).effect();

    assertThat(fault(time.run(plan), 0)).isEqualTo(Fault.Type.UNKNOWN);
  }
}
