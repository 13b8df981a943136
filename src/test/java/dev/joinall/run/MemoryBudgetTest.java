package dev.joinall.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** The memory that requests hold together. */
class MemoryBudgetTest {
  private static final int LARGE = 100_000;

  private final MemoryBudget memory = new MemoryBudget(250_000, 150_000);

  @Test
  void smallReservationsAreNotCounted() {
    assertThat(memory.reservation().tryReserve(MemoryBudget.UNCOUNTED_BYTES)).isTrue();
    assertThat(memory.bytes()).isZero();
  }

  @Test
  void aReservationBeyondTheLimitIsRefusedAndNotCounted() {
    MemoryBudget.Reservation first = memory.reservation();
    assertThat(first.tryReserve(LARGE)).isTrue();
    assertThat(memory.reservation().tryReserve(LARGE)).isTrue();
    assertThat(memory.reservation().tryReserve(LARGE + MemoryBudget.UNCOUNTED_BYTES)).isFalse();
    assertThat(memory.bytes()).isEqualTo(2L * (LARGE - MemoryBudget.UNCOUNTED_BYTES));
    first.release();

    assertThat(memory.reservation().tryReserve(LARGE)).isTrue();
  }

  @Test
  void unconditionalReservationsCountAndMayFillTheMemory() {
    MemoryBudget.Reservation reservation = memory.reservation();
    reservation.reserve(1_000_000);

    assertThat(memory.isFull()).isTrue();
    reservation.release();
    assertThat(memory.isFull()).isFalse();
  }

  @Test
  void reservationsAfterTheReleaseAreNotCounted() {
    MemoryBudget.Reservation reservation = memory.reservation();
    reservation.release();

    assertThat(reservation.tryReserve(LARGE)).isTrue();
    assertThat(memory.bytes()).isZero();
  }

  @Test
  void nothingIsLostWhenReservationsAndReleasesRace() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      MemoryBudget.Reservation reservation = memory.reservation();
      for (int j = 0; j < 3; j++) {
        threads.add(
            Thread.ofVirtual()
                .start(
                    () -> reservation.tryReserve(ThreadLocalRandom.current().nextInt(1, LARGE))));
      }
      threads.add(Thread.ofVirtual().start(reservation::release));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(memory.bytes()).isZero();
  }
}
