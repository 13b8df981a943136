package dev.joinall.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.Fault;
import dev.joinall.plan.Join;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The cause of a decision in metrics and logs. */
class DecidedByTest {
  private final VirtualRun time = new VirtualRun();
  private final PlanBuilder plan = PlanBuilder.get();

  private void assertDecided(String word) {
    assertThat(time.run(plan).decidedBy().word()).isEqualTo(word);
  }

  @Test
  void aJoinThatIsMetIsNamed() {
    plan.with("a", time.ok(5)).with("b", time.ok(9)).join(new Join.First(1));

    assertDecided("first");
  }

  @Test
  void allMeansThatEveryTaskSettled() {
    plan.with("a", time.ok(5)).with("b", time.fails(9, Fault.Type.STATUS));

    assertDecided("all");
  }

  @Test
  void aQuorumOutOfReachIsNoQuorum() {
    plan.with("a", time.absent(5)).with("b", time.ok(9)).join(new Join.Quorum(2));

    assertDecided("out-of-reach");
  }

  @Test
  void aRequiredTaskDecidesUnderEveryJoin() {
    plan.with("a", time.ok(9)).join(new Join.Settled(2)).task("b", time.absent(5)).required();

    assertDecided("required");
  }

  @Test
  void theDeadlineDecidesAlsoWhereTheJoinIsThenMet() {
    plan.with("a", time.ok(5)).with("b", time.never());

    assertDecided("deadline");
  }

  @Test
  void theDeadlineDecidesAlsoWhereARequiredTaskIsLate() {
    plan.task("a", time.never()).required();

    assertDecided("deadline");
  }

  @Test
  void aDisconnectIsReported() {
    plan.with("a", time.never());
    var client = time.start(plan.build());
    client.dispose();

    assertThat(time.report().decidedBy()).isEqualTo(DecidedBy.CLIENT_LEFT);
  }

  @Test
  void aRunThatItsOuterOneCancelsHasNoClientThatLeft() {
    var inner = PlanBuilder.get().with("a", time.never()).build();
    plan.task("in", inner, Duration.ofMillis(500));
    plan.join(new Join.First(1)).with("quick", time.ok(5));

    assertDecided("first");
    assertThat(time.innerReports().getFirst().decidedBy()).isEqualTo(DecidedBy.OUTER);
  }
}
