package dev.joinall.web.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How many requests are let in, by how late the loops are. */
class AdaptiveLimitTest {
  private static final int MOST = 1000;
  private static final long TOLERATED = Duration.ofMillis(10).toNanos();
  private static final int SAMPLES = 10;

  private final AdaptiveLimit limit = new AdaptiveLimit(MOST, Duration.ofNanos(TOLERATED), 0);
  private long now;

  /** One moment in which so many of ten waited too long. */
  private void moment(int late, int underWay) {
    for (int i = 1; i <= SAMPLES; i++) {
      now += AdaptiveLimit.MOMENT.toNanos() / SAMPLES;
      limit.measured(i <= late ? TOLERATED + 1 : TOLERATED, underWay, now);
    }
  }

  @Test
  void whileLoopsAreOnTimeAsManyAsEverMayBeAreLetIn() {
    moment(0, 5);

    assertThat(limit.current()).isEqualTo(MOST);
  }

  @Test
  void oneLatePauseChangesNothing() {
    moment(1, 500);

    assertThat(limit.current()).isEqualTo(MOST);
  }

  @Test
  void whereMostWaitTooLongFewerAreLetInThanThereAre() {
    moment(6, 500);

    assertThat(limit.current()).isEqualTo(400);
  }

  @Test
  void theLaterTheyAreTheFewer() {
    for (int i = 0; i < 2; i++) {
      now += AdaptiveLimit.MOMENT.toNanos();
      limit.measured(4 * TOLERATED, 500, now);
    }

    assertThat(limit.current()).isEqualTo(500 / 4);
  }

  @Test
  void afterALateMomentRequestsTakeTurnsUntilThereIsRoomForAllAgain() {
    assertThat(limit.isLoopLate()).isFalse();
    moment(6, 5);
    assertThat(limit.isLoopLate()).isTrue();
    while (limit.current() < MOST) {
      moment(0, 5);
    }
    assertThat(limit.isLoopLate()).isFalse();
  }

  @Test
  void aPauseAfterATimeInWhichNobodyCameSaysNothingOfThatTime() {
    now += Duration.ofSeconds(10).toNanos();
    limit.begins(0, now);
    now += TOLERATED + 1;
    limit.measured(TOLERATED + 1, 500, now);

    assertThat(limit.current()).isEqualTo(MOST);
    assertThat(limit.isLoopLate()).isFalse();
  }

  @Test
  void whatWasBeforeATimeInWhichNobodyCameIsOver() {
    moment(SAMPLES, 500);
    limit.pending(TOLERATED + 1, 100);
    now += AdaptiveLimit.MOMENT.toNanos();
    limit.begins(0, now);
    assertThat(limit.current()).isEqualTo(100);
    now++;
    limit.begins(1, now);
    assertThat(limit.current()).isEqualTo(100);
    limit.begins(0, now);

    assertThat(limit.current()).isEqualTo(MOST);
    assertThat(limit.isLoopLate()).isFalse();
  }

  @Test
  void whatIsOverdueLetsNoMoreInThanThereAreUntilLoopsAreOnTime() {
    limit.pending(TOLERATED, 500);
    assertThat(limit.current()).isEqualTo(MOST);
    limit.pending(TOLERATED + 1, 500);
    assertThat(limit.current()).isEqualTo(500);
    limit.pending(TOLERATED + 2, 501);
    assertThat(limit.current()).isEqualTo(500);
    assertThat(limit.isLoopLate()).isTrue();
    assertThat(limit.learnt()).isEqualTo(MOST);

    limit.measured(TOLERATED + 3, 500, TOLERATED);
    assertThat(limit.current()).isEqualTo(500);
    limit.measured(TOLERATED, 500, TOLERATED);
    assertThat(limit.current()).isEqualTo(MOST);
    assertThat(limit.isLoopLate()).isFalse();
  }

  @Test
  void whatIsOverdueStillLetsSomeIn() {
    limit.pending(TOLERATED + 1, 1);

    assertThat(limit.current()).isEqualTo(AdaptiveLimit.LEAST);
  }

  @Test
  void aPauseAloneIsNoMoment() {
    now += AdaptiveLimit.MOMENT.toNanos() * 2;
    limit.measured(AdaptiveLimit.MOMENT.toNanos() * 2, 500, now);
    assertThat(limit.current()).isEqualTo(MOST);
    limit.measured(TOLERATED, 500, now);

    assertThat(limit.current()).isEqualTo(MOST);
    assertThat(limit.isLoopLate()).isFalse();
  }

  @Test
  void someAreAlwaysLetIn() {
    for (int i = 0; i < 100; i++) {
      moment(SAMPLES, limit.current());
    }

    assertThat(limit.current()).isEqualTo(AdaptiveLimit.LEAST);
  }

  @Test
  void itIsBackWithinTenSeconds() {
    for (int i = 0; i < 100; i++) {
      moment(SAMPLES, limit.current());
    }
    Duration begin = Duration.ofNanos(now);
    while (limit.current() < MOST) {
      moment(0, 5);
    }

    assertThat(Duration.ofNanos(now).minus(begin)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void aCeilingBelowTheLeastIsNotExceeded() {
    var low = new AdaptiveLimit(2, Duration.ofNanos(TOLERATED), 0);
    low.measured(TOLERATED + 1, 2, 0);
    low.measured(TOLERATED + 1, 2, AdaptiveLimit.MOMENT.toNanos());

    assertThat(low.current()).isEqualTo(2);
    assertThat(low.isLoopLate()).isTrue();
  }
}
