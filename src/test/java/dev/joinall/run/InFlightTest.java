package dev.joinall.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.plan.Join;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** When the last user of a plan's backends has ended. */
class InFlightTest {
  private final VirtualRun time = new VirtualRun();

  @Test
  void itEndsWithTheLastRunAndAcceptsNoOther() {
    var inFlight = new InFlight();
    assertThat(inFlight.enter()).isTrue();
    CompletableFuture<Void> over = inFlight.retire();
    assertThat(inFlight.enter()).isTrue();
    inFlight.leave();
    assertThat(over).isNotDone();
    inFlight.leave();

    assertThat(over).isCompleted();
    assertThat(inFlight.enter()).isFalse();
  }

  @Test
  void withNothingUnderWayItIsOverAtOnce() {
    assertThat(new InFlight().retire()).isCompleted();
  }

  @Test
  void aRunIsInItUntilItIsDecided() {
    var _ = time.start(PlanBuilder.get().with("a", time.ok(50)).build());
    CompletableFuture<Void> over = time.retire();
    time.pass(49);
    assertThat(over).isNotDone();
    time.pass(1);

    assertThat(over).isCompleted();
  }

  @Test
  void anEffectThatGoesOnAfterTheDecisionIsInIt() {
    var plan = PlanBuilder.post().with("quick", time.ok(10)).join(new Join.First(1));
    plan.task("mail", time.ok(500)).effect();
    plan.task("read", time.never());
    var _ = time.start(plan.build());
    CompletableFuture<Void> over = time.retire();
    time.pass(499);
    assertThat(time.isDecided()).isTrue();
    assertThat(over).isNotDone();
    time.pass(1);

    assertThat(over).isCompleted();
  }

  @Test
  void anEffectThatThrowsIsNotWaitedFor() {
    var plan = PlanBuilder.post();
    plan.task(
            "a",
            scope -> {
              throw new IllegalStateException("as told");
            })
        .effect();
    plan.task("b", time.ok(5)).effect();
    var _ = time.start(plan.build());
    CompletableFuture<Void> over = time.retire();
    time.pass(5);

    assertThat(over).isCompleted();
  }

  @Test
  void aRunThatGoesOnWithoutItsClientIsInIt() {
    var plan = PlanBuilder.post();
    plan.task("mail", time.ok(50)).effect();
    var client = time.start(plan.build());
    CompletableFuture<Void> over = time.retire();
    client.dispose();
    time.pass(49);
    assertThat(over).isNotDone();
    time.pass(1);

    assertThat(over).isCompleted();
  }
}
