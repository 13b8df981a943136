package dev.joinall.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.config.Priority;
import dev.joinall.run.MemoryBudget;
import dev.joinall.testing.TestLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** When a request runs, and when it is rejected because its event loop is late. */
class LoopQueueTest {
  private static final Duration DEADLINE = Duration.ofSeconds(1);
  private static final Duration PATIENCE = DEADLINE.dividedBy(2);
  private static final Duration SERVICE = Duration.ofMillis(4);
  private static final Duration REFUSAL = Duration.ofNanos(50_000);

  private long now;
  private final Loop loop = new Loop();
  private final AdmissionControl admission =
      new AdmissionControl(
          TestLimits.with("lateness-percent=50"), MemoryBudget.unbounded(), loop, () -> now);
  private final List<Integer> done = new ArrayList<>();
  private int refused;

  /** Runs its timers on demand, late if required. */
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

    /** Runs the due timers. */
    void run() {
      List<Runnable> due = List.copyOf(timers);
      timers.clear();
      due.forEach(Runnable::run);
    }
  }

  private void read(int request, Duration deadline) {
    var _ = subscribe(request, deadline);
  }

  private Disposable subscribe(int request, Duration deadline) {
    return subscribe(request, Priority.NORMAL, deadline);
  }

  private Disposable subscribe(int request, Priority priority, Duration deadline) {
    return admission
        .queue()
        .enqueue(
            priority,
            deadline,
            () -> {
              now += SERVICE.toNanos();
              return Mono.fromRunnable(() -> done.add(request));
            },
            () -> {
              now += REFUSAL.toNanos();
              return Mono.fromRunnable(() -> refused++);
            })
        .subscribe();
  }

  private void read(int first, int count) {
    for (int i = first; i < first + count; i++) {
      read(i, DEADLINE);
    }
  }

  private void runUntilIdle() {
    while (!loop.timers.isEmpty()) {
      loop.run();
    }
  }

  @Test
  void aRequestIsWorkedOnAtOnceWhereNothingWaits() {
    read(0, 1);

    assertThat(done).containsExactly(0);
  }

  @Test
  void beyondASliceRequestsWaitInTheirOrder() {
    read(0, 3);
    assertThat(done).containsExactly(0);
    assertThat(admission.queued()).isEqualTo(2);

    runUntilIdle();
    assertThat(done).containsExactly(0, 1, 2);
    assertThat(admission.queued()).isZero();
  }

  @Test
  void betweenTwoSlicesTheLoopLooksAtItsConnections() {
    read(0, 5);
    loop.run(); // the duration of the first one
    assertThat(done).containsExactly(0, 1);
    loop.run();
    assertThat(done).containsExactly(0, 1, 2);
  }

  @Test
  void aSliceIsAsLongAsTheLoopWasAtItsConnections() {
    read(0, 12);
    now += SERVICE.toNanos();
    loop.run();

    assertThat(done).hasSize(1 + 2);
  }

  @Test
  void aSliceIsNeverLongerThanItsMaximum() {
    read(0, 100);
    now += Duration.ofSeconds(10).toNanos();
    int most = (int) LoopQueue.MAX_SLICE.dividedBy(SERVICE) + 1;
    read(100, 1);
    loop.run();

    assertThat(done.size() + refused).isLessThanOrEqualTo(1000);
    assertThat(done).hasSizeLessThanOrEqualTo(1 + most);
  }

  @Test
  void noNumberOfRequestsIsRefusedWhereEachIsWorkedOnInTime() {
    int inTime = (int) PATIENCE.dividedBy(SERVICE);
    read(0, inTime);
    runUntilIdle();

    assertThat(done).hasSize(inTime);
    assertThat(refused).isZero();
  }

  @Test
  void aRequestThatHasWaitedTooLongIsRefused() {
    int inTime = (int) PATIENCE.dividedBy(SERVICE);
    read(0, 2 * inTime);
    runUntilIdle();

    assertThat(done).hasSize(inTime + 1);
    assertThat(refused).isEqualTo(inTime - 1);
  }

  @Test
  void eachRequestIsJudgedByItsOwnDeadline() {
    read(0, 50);
    read(50, Duration.ofMillis(100));
    read(51, Duration.ofSeconds(10));
    runUntilIdle();

    assertThat(done).hasSize(51).contains(51).doesNotContain(50);
  }

  /** A long deadline in front of a short one does not delay the refusal of the short one. */
  @Test
  void anExpiredRequestIsRefusedBeforeOthersOfItsPriority() {
    read(0, 1);
    for (int i = 1; i <= 50; i++) {
      var _ = subscribe(i, Priority.LOW, Duration.ofSeconds(10));
    }
    var _ = subscribe(100, Priority.LOW, Duration.ofMillis(40));
    while (refused == 0) {
      loop.run();
    }

    assertThat(done).hasSizeLessThan(10).doesNotContain(100);
    runUntilIdle();
    assertThat(done).hasSize(51);
    assertThat(admission.queued()).isZero();
  }

  @Test
  void aPauseRefusesNoLaterRequest() {
    read(0, 1);
    runUntilIdle();
    now += Duration.ofSeconds(20).toNanos();
    read(1, 100);
    runUntilIdle();

    assertThat(done).hasSize(101);
    assertThat(refused).isZero();
  }

  @Test
  void underOverloadRequestsAreRefusedAtOnceByTheWaitThatIsExpected() {
    overload();
    int before = admission.queued();
    int refusedBefore = refused;
    read(10_000, 1000);

    assertThat(refused).isGreaterThan(refusedBefore);
    assertThat((long) admission.queued() * SERVICE.toMillis())
        .isBetween(PATIENCE.toMillis() / 2, PATIENCE.toMillis() * 2);
    assertThat(before).isPositive();
  }

  /** Five times the capacity arrives for a while. */
  private void overload() {
    for (int i = 0; i < 1000; i++) {
      read(5 * i, 5);
      loop.run();
    }
  }

  @Test
  void fiveTimesTheCapacityCostsHardlyAnyGoodput() {
    overload();
    double seconds = now / 1e9;

    assertThat(done.size() * SERVICE.toNanos() / 1e9).isGreaterThan(0.9 * seconds);
  }

  @Test
  void anOverloadIsOverWhenNothingWaits() {
    overload();
    runUntilIdle();
    int before = refused;
    read(0, 100);
    runUntilIdle();

    assertThat(refused).isEqualTo(before);
  }

  @Test
  void aLateLoopRefusesNoRequestOfAnother() throws Exception {
    overload();
    var elsewhere = new CompletableFuture<Integer>();
    Thread.ofPlatform()
        .start(() -> {
          done.clear();
          read(7, DEADLINE);
          elsewhere.complete(done.size());
        });

    assertThat(elsewhere.get()).isEqualTo(1);
  }

  @Test
  void aCancelledRequestIsNotRun() {
    read(0, 1);
    Disposable left = subscribe(1, DEADLINE);
    read(2, 1);
    left.dispose();
    runUntilIdle();

    assertThat(done).containsExactly(0, 2);
  }

  @Test
  void anErrorOfTheWorkIsSignalledAndTheNextWorkRuns() {
    read(0, 1);
    var failed = new CompletableFuture<Void>();
    admission
        .queue()
        .enqueue(
            Priority.NORMAL,
            DEADLINE,
            () -> {
              throw new StackOverflowError();
            },
            Mono::empty)
        .subscribe(nothing -> {}, failed::completeExceptionally);
    read(1, 1);
    runUntilIdle();

    assertThat(failed).isCompletedExceptionally();
    assertThat(done).containsExactly(0, 1);
  }

  @Test
  void workBehindLongWorkRunsInATurnOfItsOwn() {
    LoopQueue queue = admission.queue();
    var _ =
        queue
            .enqueue(
                Priority.NORMAL,
                DEADLINE,
                () -> {
                  now += Duration.ofMillis(25).toNanos();
                  done.add(0);
                  return queue.enqueue(
                      Priority.NORMAL,
                      DEADLINE,
                      () -> Mono.fromRunnable(() -> done.add(1)),
                      Mono::empty);
                },
                Mono::empty)
            .subscribe();
    assertThat(done).containsExactly(0);

    runUntilIdle();
    assertThat(done).containsExactly(0, 1);
  }

  @Test
  void aHigherPriorityGoesFirst() {
    var _ = subscribe(0, Priority.LOW, DEADLINE); // nothing waits
    var _ = subscribe(1, Priority.LOW, DEADLINE);
    var _ = subscribe(2, Priority.NORMAL, DEADLINE);
    var _ = subscribe(3, Priority.HIGH, DEADLINE);
    var _ = subscribe(4, Priority.HIGH, DEADLINE);
    runUntilIdle();

    assertThat(done).containsExactly(0, 3, 4, 2, 1);
  }

  /** About four times the capacity arrives, an eighth of it with a high priority. */
  @Test
  void underOverloadAHighPriorityKeepsItsAnswersWhileALowOneIsRefusedInTime() {
    List<Long> refusedAfter = new ArrayList<>();
    int high = 0;
    for (int i = 0; i < 4000; i++) {
      boolean isHigh = i % 8 == 0;
      high += isHigh ? 1 : 0;
      long arrived = now;
      var _ =
          admission
              .queue()
              .enqueue(
                  isHigh ? Priority.HIGH : Priority.LOW,
                  DEADLINE,
                  () -> {
                    now += SERVICE.toNanos();
                    return Mono.fromRunnable(() -> done.add(isHigh ? 1 : 0));
                  },
                  () -> {
                    now += REFUSAL.toNanos();
                    return Mono.fromRunnable(() -> {
                      assertThat(isHigh).isFalse();
                      refusedAfter.add(now - arrived);
                    });
                  })
              .subscribe();
      if (i % 4 == 0) {
        loop.run();
      }
    }
    assertThat(refusedAfter).hasSizeGreaterThan(1000);
    assertThat(refusedAfter)
        .allSatisfy(it -> assertThat(it).isLessThan(PATIENCE.multipliedBy(2).toNanos()));

    runUntilIdle();
    assertThat(done.stream().filter(it -> it == 1)).hasSize(high);
  }
}
