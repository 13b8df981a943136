package dev.joinall.ops;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A late loop and a paused process are distinguished. */
class PauseDetectorTest {
  private static final long DUE = 1_010;

  private final PauseDetector pauses = new PauseDetector(100, 25, 1_000);

  private void lookUntil(long last) {
    for (long time = 1_025; time <= last; time += 25) {
      pauses.recordCheck(time);
    }
  }

  @Test
  void aLoopIsLateBeyondTheThreshold() {
    lookUntil(1_100);
    assertThat(pauses.of(DUE)).isZero();
    lookUntil(1_125);
    assertThat(pauses.of(DUE)).isEqualTo(115);
  }

  @Test
  void aPauseOfTheWholeProcessMakesNoLoopLate() {
    lookUntil(1_050);
    pauses.recordCheck(9_000);

    assertThat(pauses.of(DUE)).isZero();
  }

  @Test
  void aLoopThatDoesNotGoOnAfterAPauseIsLate() {
    pauses.recordCheck(9_000);
    for (long time = 9_025; time <= 9_125; time += 25) {
      pauses.recordCheck(time);
    }

    assertThat(pauses.of(DUE)).isEqualTo(125);
  }
}
