package dev.joinall.run;

import static dev.joinall.run.VirtualRun.decided;
import static dev.joinall.run.VirtualRun.words;
import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.Fault;
import dev.joinall.plan.Join;
import dev.joinall.plan.Task.For;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When an answer is decided, and by what. */
class JoinTest {
  private final VirtualRun time = new VirtualRun();
  private final PlanBuilder plan = PlanBuilder.post();

  private void assertMet(Report report, long millis) {
    assertThat(report.verdict()).isEqualTo(new Verdict.Met());
    assertThat(decided(report)).isEqualTo(Duration.ofMillis(millis));
  }

  private void assertUnmet(Report report, int task, long millis) {
    assertThat(report.verdict()).isEqualTo(new Verdict.Unmet(task));
    assertThat(decided(report)).isEqualTo(Duration.ofMillis(millis));
  }

  @Test
  void allWaitsForEveryTaskAndAcceptsFailures() {
    plan.with("a", time.ok(5))
        .with("b", time.fails(9, Fault.Type.STATUS))
        .with("c", time.absent(7));

    assertMet(time.run(plan), 9);
  }

  @Test
  void anUnmetRequiredTaskDecidesAtOnceAndTheOthersAreReallyCancelled() {
    var slow = time.ok(500);
    var later = time.ok(1);
    plan.with("slow", slow).task("must", time.fails(5, Fault.Type.STATUS)).required();
    plan.task("later", later).reads("slow");
    Report report = time.run(plan);

    assertUnmet(report, 1, 5);
    assertThat(words(report)).isEqualTo("cancelled failed cancelled");
    assertThat(slow.cancels()).containsExactly(Duration.ofMillis(5));
    assertThat(later.starts()).isEmpty();
  }

  @Test
  void aRequiredTaskMayBeMetByItsFallback() {
    plan.task("must", time.absent(5)).required().fallback("x");

    assertMet(time.run(plan), 5);
  }

  @Test
  void aRequiredTaskThatIsSkippedIsUnmet() {
    plan.with("a", time.absent(5)).task("must", time.ok(1)).reads("a").required();

    assertUnmet(time.run(plan), 1, 5);
  }

  @Test
  void noEffectStartsForAnAnswerThatIsDecidedInTheSameMoment() {
    var mail = time.ok(1);
    plan.with("a", time.absent(5));
    plan.task("mail", mail).needs("a", For.SETTLED).effect();
    plan.task("must", time.ok(1)).reads("a").required();

    assertUnmet(time.run(plan), 2, 5);
    assertThat(mail.starts()).isEmpty();
  }

  @Test
  void firstIsDecidedByTheNthOk() {
    var slow = time.ok(50);
    plan.join(new Join.First(2)).with("a", time.ok(5)).with("b", time.fails(6, Fault.Type.STATUS));
    plan.with("c", time.ok(9)).with("d", slow);
    Report report = time.run(plan);

    assertMet(report, 9);
    assertThat(words(report)).isEqualTo("ok failed ok cancelled");
    assertThat(slow.cancels()).hasSize(1);
  }

  @Test
  void firstCountsNeitherAbsenceNorFallbacks() {
    plan.join(new Join.First(1)).with("a", time.absent(1)).with("c", time.ok(9));
    plan.task("b", time.fails(2, Fault.Type.STATUS)).fallback("x");

    assertMet(time.run(plan), 9);
  }

  @Test
  void firstIsUnmetWhenTooFewAreLeft() {
    plan.join(new Join.First(2)).with("a", time.ok(500)).with("b", time.absent(5));

    assertUnmet(time.run(plan), 1, 5);
  }

  @Test
  void quorumWaitsForAllWhileItCanBeMet() {
    plan.join(new Join.Quorum(2)).with("a", time.ok(5)).with("b", time.ok(6));
    plan.with("c", time.fails(9, Fault.Type.STATUS));

    assertMet(time.run(plan), 9);
  }

  @Test
  void quorumIsUnmetAsSoonAsItIsOutOfReach() {
    plan.join(new Join.Quorum(2)).with("a", time.fails(5, Fault.Type.STATUS));
    plan.with("b", time.absent(6)).with("c", time.ok(500));

    assertUnmet(time.run(plan), 1, 6);
  }

  @Test
  void settledCountsFailures() {
    plan.join(new Join.Settled(2)).with("a", time.fails(5, Fault.Type.STATUS));
    plan.with("b", time.absent(6)).with("c", time.ok(500));

    assertMet(time.run(plan), 6);
  }

  @Test
  void untilIsDecidedWhenItsConditionHolds() {
    plan.until("${outcomes.a.status == 'ok' || outcomes.b.status == 'failed'}");
    plan.with("a", time.ok(500)).with("b", time.fails(5, Fault.Type.STATUS)).with("c", time.ok(1));

    assertMet(time.run(plan), 5);
  }

  @Test
  void untilIsUnmetWhenAllHaveSettledWithoutIt() {
    plan.until("${outcomes.a.status == 'ok' && outcomes.b.status == 'ok'}");
    plan.with("a", time.ok(2)).with("b", time.fails(5, Fault.Type.STATUS));

    assertUnmet(time.run(plan), 1, 5);
  }

  @Test
  void ofLooksAtTheNamedTasksOnly() {
    var unread = time.ok(500);
    plan.join(new Join.All()).of("a").with("a", time.ok(5)).with("b", unread);

    assertMet(time.run(plan), 5);
    assertThat(unread.cancels()).containsExactly(Duration.ofMillis(5));
  }

  @Test
  void theWinnersAreTheJoinedTasksThatAreOkInTheOrderInWhichTheySettled() {
    plan.join(new Join.Settled(5)).of("a", "b", "c", "d", "e").awaited("f").winners();
    plan.with("a", time.ok(9)).with("b", time.ok(5)).with("c", time.absent(1));
    plan.task("d", time.fails(2, Fault.Type.STATUS)).fallback("x");
    plan.with("e", time.ok(9)).with("f", time.ok(1));
    Report report = time.run(plan);

    assertThat(winners(report))
        .isEqualTo(
            "[{\"task\":\"b\",\"value\":5},{\"task\":\"a\",\"value\":9},{\"task\":\"e\",\"value\":9}]");
  }

  @Test
  void tasksThatTheJoinCancelledAreNoWinners() {
    plan.join(new Join.First(1)).winners().with("a", time.ok(9)).with("b", time.ok(5));

    assertThat(winners(time.run(plan))).isEqualTo("[{\"task\":\"b\",\"value\":5}]");
  }

  @Test
  void tasksThatSettleAfterTheJoinWasMetAreNoWinners() {
    plan.join(new Join.First(1)).winners().of("a", "b").awaited("c");
    plan.with("a", time.ok(5)).with("b", time.ok(7)).with("c", time.ok(9));

    assertThat(winners(time.run(plan))).isEqualTo("[{\"task\":\"a\",\"value\":5}]");
  }

  private static String winners(Report report) {
    int slot = report.plan().answer().winners().orElseThrow();
    return String.valueOf(report.scope().get(slot));
  }

  @Test
  void theRunWaitsForTasksThatTheAnswerReads() {
    plan.join(new Join.First(1)).of("a", "b").awaited("c");
    plan.with("a", time.ok(5)).with("b", time.ok(500)).with("c", time.fails(9, Fault.Type.STATUS));
    Report report = time.run(plan);

    assertMet(report, 9);
    assertThat(words(report)).isEqualTo("ok cancelled failed");
  }

  @Test
  void requiredHoldsUnderEveryJoin() {
    plan.join(new Join.First(1)).with("a", time.ok(5)).task("must", time.ok(9)).required();

    assertMet(time.run(plan), 9);
  }

  @Test
  void aRunningEffectIsNeitherInterruptedNorCancelled() {
    var write = time.ok(50);
    plan.join(new Join.First(1)).with("a", time.ok(5)).task("write", write).effect();
    Report report = time.run(plan);

    assertMet(report, 5);
    assertThat(VirtualRun.fault(report, 1)).isEqualTo(Fault.Type.UNKNOWN);
    assertThat(write.cancels()).isEmpty();
  }

  @Test
  void anEffectThatDidNotStartIsCancelled() {
    plan.join(new Join.First(1)).with("a", time.ok(5)).with("slow", time.ok(50));
    plan.task("write", time.ok(1)).reads("slow").effect();

    assertThat(words(time.run(plan))).isEqualTo("ok cancelled cancelled");
  }
}
