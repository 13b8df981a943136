package dev.joinall.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.Backend;
import dev.joinall.backend.Health;
import dev.joinall.backend.PoolUse;
import dev.joinall.backend.Step;
import dev.joinall.config.BackendCall;
import dev.joinall.template.Templates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** The frequency of health checks, and their evaluation. In virtual time. */
class BackendChecksTest {
  private static final Health UP = new Health.Up();
  private static final Health DOWN = new Health.Down("no connection");
  private static final Health BUSY = new Health.Busy("pool full");

  private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  private final BackendChecks checks = new BackendChecks(time);
  private final Asked backend = new Asked();
  private final CriticalHealth critical = new CriticalHealth(checks, () -> Map.of("shop", backend));

  /** Returns the given health, and counts checks. */
  private static final class Asked implements Backend {
    private Mono<Health> answer = Mono.just(UP);
    private int asked;

    @Override
    public Step prepare(BackendCall call, Templates templates) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Mono<Health> check() {
      asked++;
      return answer;
    }

    @Override
    public PoolUse pool() {
      return new PoolUse(0, 0, 0, 0);
    }

    @Override
    public void close() {}
  }

  private Status status() {
    return critical.health().block(Duration.ZERO).getStatus();
  }

  /** The status after each of these checks, each after the cached one has expired. */
  private List<Status> after(Health... answers) {
    List<Status> statuses = new ArrayList<>();
    for (Health answer : answers) {
      backend.answer = Mono.just(answer);
      statuses.add(status());
      time.advanceTimeBy(BackendChecks.RESULT_TTL);
    }
    return statuses;
  }

  @Test
  void manyProbesOfOneSecondAreOneCheck() {
    for (int i = 0; i < 100; i++) {
      assertThat(status()).isEqualTo(Status.UP);
    }
    assertThat(backend.asked).isEqualTo(1);

    time.advanceTimeBy(BackendChecks.RESULT_TTL);
    assertThat(status()).isEqualTo(Status.UP);
    assertThat(backend.asked).isEqualTo(2);
  }

  @Test
  void probesThatComeDuringACheckWaitForIt() {
    backend.answer = Mono.just(UP).delayElement(Duration.ofMillis(500), time);
    List<BackendStatus> found = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      checks.check(backend).subscribe(found::add);
    }
    time.advanceTimeBy(Duration.ofMillis(500));

    assertThat(backend.asked).isEqualTo(1);
    assertThat(found).hasSize(3);
  }

  @Test
  void noProbeWaitsLongerThanTheTimeoutOfAHealthCheck() {
    backend.answer = Mono.never();
    List<BackendStatus> found = new ArrayList<>();
    checks.check(backend).subscribe(found::add);
    time.advanceTimeBy(BackendChecks.CHECK_TIMEOUT);

    assertThat(found)
        .extracting(BackendStatus::word)
        .containsExactly("down: no answer within 800 ms");
  }

  @Test
  void aProbeThatGivesUpDoesNotEndTheCheckOfTheOthers() {
    backend.answer = Mono.just(UP).delayElement(Duration.ofMillis(500), time);
    List<BackendStatus> found = new ArrayList<>();
    var first = checks.check(backend).subscribe();
    checks.check(backend).subscribe(found::add);
    first.dispose();
    time.advanceTimeBy(Duration.ofMillis(500));

    assertThat(found).hasSize(1);
  }

  @Test
  void aBackendThatNobodyHasSeenUpIsDownAtOnce() {
    assertThat(after(DOWN)).containsExactly(Status.DOWN);
  }

  @Test
  void threeFailedChecksInARowAreDownAndOneGoodOneIsUp() {
    assertThat(after(UP, DOWN, DOWN, DOWN, DOWN, UP, DOWN))
        .containsExactly(
            Status.UP, Status.UP, Status.UP, Status.DOWN, Status.DOWN, Status.UP, Status.UP);
  }

  @Test
  void aFlappingBackendDoesNotFlapReadiness() {
    assertThat(after(UP, DOWN, UP, DOWN, DOWN, UP, DOWN)).containsOnly(Status.UP);
  }

  @Test
  void aFullPoolSaysNothingOfTheBackend() {
    assertThat(after(UP, BUSY, BUSY, BUSY, BUSY)).containsOnly(Status.UP);
    assertThat(after(DOWN, BUSY, DOWN, BUSY, DOWN))
        .containsExactly(Status.UP, Status.UP, Status.UP, Status.UP, Status.DOWN);
  }

  @Test
  void theDetailsReportAFailedCheckBeforeItCounts() {
    var _ = after(UP, DOWN);
    assertThat(critical.health().block(Duration.ZERO).getDetails())
        .containsEntry("shop", "down: no connection");
  }

  @Test
  void aBackendThatIsServedNoMoreIsForgotten() {
    var _ = after(UP);
    checks.retain(List.of());
    assertThat(after(DOWN)).containsExactly(Status.DOWN);
  }
}
