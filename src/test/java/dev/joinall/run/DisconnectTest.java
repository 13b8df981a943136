package dev.joinall.run;

import static dev.joinall.run.VirtualRun.words;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Results of tasks after the client has disconnected. */
class DisconnectTest {
  private final VirtualRun time = new VirtualRun();

  @Test
  void onASafeRouteEverythingIsCancelled() {
    var call = time.ok(50);
    var next = time.ok(1);
    var plan = PlanBuilder.get().with("a", call).with("done", time.ok(1));
    plan.task("b", next).reads("a");
    var client = time.start(plan.build());
    time.pass(10);
    client.dispose();

    assertThat(time.report().verdict()).isEqualTo(new Verdict.Abandoned());
    assertThat(words(time.report())).isEqualTo("cancelled ok cancelled");
    assertThat(call.cancels()).containsExactly(Duration.ofMillis(10));
    time.pass(1000);
    assertThat(next.starts()).isEmpty();
    assertThat(time.report().nanos()).isEqualTo(Duration.ofMillis(10).toNanos());
  }

  @Test
  void onAnyOtherRouteTheRunGoesOnToItsEnd() {
    var mail = time.ok(1);
    var plan = PlanBuilder.post().with("order", time.ok(50));
    plan.task("mail", mail).reads("order").effect();
    var client = time.start(plan.build());
    time.pass(10);
    client.dispose();

    assertThat(time.isDecided()).isFalse();
    time.pass(1000);
    assertThat(words(time.report())).isEqualTo("ok ok");
    assertThat(time.report().verdict()).isEqualTo(new Verdict.Met());
    assertThat(mail.starts()).containsExactly(Duration.ofMillis(50));
  }

  @Test
  void leavingAfterTheAnswerChangesNothing() {
    var client = time.start(PlanBuilder.get().with("a", time.ok(5)).build());
    time.pass(10);
    client.dispose();

    assertThat(time.report().verdict()).isEqualTo(new Verdict.Met());
  }
}
