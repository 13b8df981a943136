package dev.joinall.run;

import static dev.joinall.run.VirtualRun.decided;
import static dev.joinall.run.VirtualRun.fault;
import static dev.joinall.run.VirtualRun.words;
import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.Fault;
import dev.joinall.json.Json;
import dev.joinall.plan.Join;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The effects of the deadline on a request. */
class DeadlineTest {
  private static final Duration DEADLINE = Duration.ofMillis(100);

  private final VirtualRun time = new VirtualRun();
  private final PlanBuilder plan = PlanBuilder.post().deadline(DEADLINE);

  @Test
  void unsettledTasksFailWithTimeoutAndTheOthersAreAnswered() {
    var hanging = time.never();
    plan.with("a", time.ok(5)).with("b", hanging);
    Report report = time.run(plan);

    assertThat(report.verdict()).isEqualTo(new Verdict.Met());
    assertThat(decided(report)).isEqualTo(DEADLINE);
    assertThat(words(report)).isEqualTo("ok failed");
    assertThat(fault(report, 1)).isEqualTo(Fault.Type.TIMEOUT);
    assertThat(hanging.cancels()).containsExactly(DEADLINE);
  }

  @Test
  void aTaskThatNeverStartedFailsWithoutAnAttempt() {
    plan.with("a", time.never()).task("b", time.ok(1)).reads("a").effect();
    Report report = time.run(plan);

    assertThat(fault(report, 1)).isEqualTo(Fault.Type.TIMEOUT);
    assertThat(report.outcome(1).fault().orElseThrow().attempts()).isZero();
  }

  @Test
  void anEffectUnderWayIsUnknownAndGoesOn() {
    var write = time.ok(500);
    plan.task("write", write).effect();

    assertThat(fault(time.run(plan), 0)).isEqualTo(Fault.Type.UNKNOWN);
    assertThat(write.cancels()).isEmpty();
  }

  @Test
  void aFallbackStandsInForWhatIsLate() {
    plan.task("a", time.never()).fallback("${fault.type}");
    Report report = time.run(plan);

    assertThat(report.outcome(0).value()).contains(Json.string("timeout"));
    assertThat(report.verdict()).isEqualTo(new Verdict.Met());
  }

  @Test
  void aRequiredTaskThatIsLateIsUnmet() {
    plan.task("a", time.never()).required();

    assertThat(time.run(plan).verdict()).isEqualTo(new Verdict.Unmet(0));
  }

  @Test
  void aRequiredTaskThatIsLateMayBeMetByItsFallback() {
    plan.task("a", time.never()).required().fallback("x");

    assertThat(time.run(plan).verdict()).isEqualTo(new Verdict.Met());
  }

  @Test
  void aFirstThatIsNotReachedIsTooLate() {
    plan.join(new Join.First(1)).with("a", time.never());

    assertThat(time.run(plan).verdict()).isEqualTo(new Verdict.TooLate());
  }

  @Test
  void aQuorumThatIsReachedIsMet() {
    plan.join(new Join.Quorum(1)).with("a", time.ok(1)).with("b", time.never());

    assertThat(time.run(plan).verdict()).isEqualTo(new Verdict.Met());
  }

  @Test
  void theLateCountAsSettled() {
    plan.join(new Join.Settled(2)).with("a", time.ok(1)).with("b", time.never());

    assertThat(time.run(plan).verdict()).isEqualTo(new Verdict.Met());
  }

  @Test
  void anUntilIsAskedOnceMore() {
    plan.until("${outcomes.b.status == 'failed'}").with("a", time.ok(1)).with("b", time.never());

    assertThat(time.run(plan).verdict()).isEqualTo(new Verdict.Met());
  }

  @Test
  void aDecisionInTimeLeavesNothingToTheDeadline() {
    plan.with("a", time.ok(5));
    Report report = time.run(plan);

    assertThat(decided(report)).isEqualTo(Duration.ofMillis(5));
  }

  @Test
  void noTimeAtAllIsATimeout() {
    plan.deadline(Duration.ZERO).with("a", time.ok(1));

    assertThat(fault(time.run(plan), 0)).isEqualTo(Fault.Type.TIMEOUT);
  }
}
