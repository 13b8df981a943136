package dev.joinall.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** What requests hold together. */
class HeldTest {
  private static final int LARGE = 100_000;

  private final Held held = new Held(250_000, 150_000);

  @Test
  void whatIsSmallIsNotCounted() {
    assertThat(held.share().take(Held.SMALL)).isTrue();
    assertThat(held.bytes()).isZero();
  }

  @Test
  void whatDoesNotFitIsRefusedAndNotHeld() {
    Held.Share first = held.share();
    assertThat(first.take(LARGE)).isTrue();
    assertThat(held.share().take(LARGE)).isTrue();
    assertThat(held.share().take(LARGE + Held.SMALL)).isFalse();
    assertThat(held.bytes()).isEqualTo(2L * (LARGE - Held.SMALL));
    first.giveBack();

    assertThat(held.share().take(LARGE)).isTrue();
  }

  @Test
  void whatIsThereIsCountedInAnyCaseAndNothingElseIsLetIn() {
    Held.Share share = held.share();
    share.hold(1_000_000);

    assertThat(held.isFull()).isTrue();
    share.giveBack();
    assertThat(held.isFull()).isFalse();
  }

  @Test
  void whatComesAfterTheEndIsNotCounted() {
    Held.Share share = held.share();
    share.giveBack();

    assertThat(share.take(LARGE)).isTrue();
    assertThat(held.bytes()).isZero();
  }

  @Test
  void nothingIsLostWhereTakersAndTheEndRace() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Held.Share share = held.share();
      for (int j = 0; j < 3; j++) {
        threads.add(
            Thread.ofVirtual()
                .start(() -> share.take(ThreadLocalRandom.current().nextInt(1, LARGE))));
      }
      threads.add(Thread.ofVirtual().start(share::giveBack));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(held.bytes()).isZero();
  }
}
