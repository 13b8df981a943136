package dev.joinall.web.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.run.Held;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Who is let in, and when the work begins. */
class GateTest {
  private static final Duration LAG = Duration.ofMillis(20);
  private static final int MOST = 100;

  private long now;
  private final Loop loop = new Loop();
  private final Gate gate = new Gate(limits(), Held.unbounded(), loop, () -> now);
  private final List<Integer> done = new ArrayList<>();

  /** Runs its timers when it is told to, however long they take. */
  private static final class Loop implements Scheduler {
    private final List<Runnable> timers = new ArrayList<>();

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
      timers.add(task);
      return Disposables.disposed();
    }

    @Override
    public Disposable schedule(Runnable task) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Worker createWorker() {
      throw new UnsupportedOperationException();
    }

    /** One look at the connections, and what was due before it. */
    void go() {
      List<Runnable> due = List.copyOf(timers);
      timers.clear();
      due.forEach(Runnable::run);
    }
  }

  private static Limits limits() {
    var size = DataSize.ofMegabytes(1);
    var time = Duration.ofSeconds(1);
    return new Limits(MOST, MOST, LAG, 25, size, size, time, time, time, time);
  }

  /** Reads so many requests, as a loop does where so many have come; how many were turned away. */
  private int read(int requests) {
    int turnedAway = 0;
    for (int i = 0; i < requests; i++) {
      int number = i;
      Optional<Gate.Full> full = gate.lane().enter();
      if (full.isPresent()) {
        turnedAway++;
      } else {
        gate.lane()
            .inTurn(() -> Mono.fromRunnable(() -> done.add(number)))
            .doFinally(end -> gate.lane().leave())
            .subscribe();
      }
    }
    return turnedAway;
  }

  private void goUntilNothingWaits() {
    while (!loop.timers.isEmpty()) {
      loop.go();
    }
  }

  /** The timer of the gate rings long after it should have, again and again. */
  private void makeLate() {
    while (gate.lane().limit().orElse(MOST) == MOST) {
      var _ = gate.lane().enter();
      now += LAG.multipliedBy(2).toNanos();
      goUntilNothingWaits();
    }
    while (gate.inFlight() > 0) {
      gate.lane().leave();
    }
  }

  @Test
  void whileLoopsAreOnTimeWorkBeginsAtOnce() {
    assertThat(read(10)).isZero();
    assertThat(done).hasSize(10);
  }

  @Test
  void whereTheyAreLateThoseThatComeAreCountedBeforeTheyAreWorkedOn() {
    makeLate();
    int limit = AdaptiveLimit.LEAST;

    assertThat(read(3 * MOST)).isEqualTo(3 * MOST - limit);
    assertThat(done).isEmpty();
    assertThat(gate.shed(Gate.Full.LIMIT)).isPositive();
  }

  @Test
  void aLateLoopTurnsAwayNobodyWhoComesOnAnother() throws Exception {
    makeLate();
    int limit = AdaptiveLimit.LEAST;
    assertThat(read(limit + 1)).isEqualTo(1);
    assertThat(gate.limit()).isEqualTo(limit);
    var elsewhere = new CompletableFuture<Optional<Gate.Full>>();
    Thread.ofPlatform().start(() -> elsewhere.complete(gate.lane().enter()));

    assertThat(elsewhere.get()).isEmpty();
    assertThat(gate.limit()).isEqualTo(limit + MOST / 2);
  }

  @Test
  void whatTheWorkThrowsIsSignalled() {
    makeLate();
    var inTurn = new CompletableFuture<Void>();
    gate.lane()
        .inTurn(() -> {
          throw new StackOverflowError();
        })
        .subscribe(nothing -> {}, inTurn::completeExceptionally);
    goUntilNothingWaits();

    assertThat(inTurn).isCompletedExceptionally();
  }

  @Test
  void aLoopThatComesToNoTimerIsLate() {
    read(2);
    assertThat(done).containsExactly(0, 1);
    now += LAG.multipliedBy(3).toNanos();
    read(2);

    assertThat(done).hasSize(2);
    goUntilNothingWaits();
    assertThat(done).hasSize(4);
  }

  @Test
  void whoLeavesCostsNoTurn() {
    makeLate();
    List<Disposable> left = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      assertThat(gate.lane().enter()).isEmpty();
      left.add(gate.lane().inTurn(() -> Mono.fromRunnable(() -> done.add(-1))).subscribe());
    }
    read(1);
    left.forEach(Disposable::dispose);
    loop.go();
    loop.go();

    assertThat(done).containsExactly(0);
  }

  @Test
  void betweenTheWorkOfTwoTheLoopLooksForMore() {
    makeLate();
    int limit = AdaptiveLimit.LEAST;
    read(limit);

    for (int i = 1; i <= limit; i++) {
      loop.go();
      assertThat(done).hasSize(i).isSorted();
      assertThat(gate.inFlight()).isEqualTo(limit - i);
    }
  }
}
