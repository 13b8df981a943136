package dev.joinall.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.EnumCounters;
import dev.joinall.backend.Step;
import dev.joinall.backend.TimeoutQueue;
import dev.joinall.json.Json;
import dev.joinall.template.Budget;
import dev.joinall.template.Scope;
import dev.joinall.template.Trace;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A race between a result and a timeout, on real threads. */
class AttemptTimeoutTest {
  private static final int RACES = 3_000;

  private final Scheduler alarms = Schedulers.newSingle("alarms");
  private final Scheduler answers = Schedulers.newSingle("answers");

  @AfterEach
  void close() {
    alarms.dispose();
    answers.dispose();
  }

  private static Mono<Json> timed(Step call, long nanos, Scheduler timer) {
    TimeoutQueue timeouts = TimeoutQueue.of(timer, Duration.ofNanos(nanos));
    var scope =
        new Scope(
            0,
            () -> timer.now(TimeUnit.NANOSECONDS),
            timer.now(TimeUnit.NANOSECONDS) + Duration.ofHours(1).toNanos(),
            Trace.NONE,
            Budget.standard());
    return new AttemptTimeout(
            call, timeouts, false, false, new EnumCounters<>(GuardEvent.class), timer)
        .run(scope);
  }

  private Mono<Json> timed(Mono<Json> call, long nanos) {
    return timed(scope -> call, nanos, alarms);
  }

  @Test
  void theCallerAlwaysGetsExactlyOneEnd() {
    var ends = new AtomicInteger();
    for (int i = 0; i < RACES; i++) {
      Sinks.One<Json> answer = Sinks.one();
      var end =
          timed(answer.asMono(), 50_000)
              .onErrorReturn(Json.NULL)
              .doOnTerminate(ends::incrementAndGet)
              .toFuture();
      var _ = answers.schedule(() -> answer.tryEmitValue(Json.TRUE));
      assertThat(end).succeedsWithin(Duration.ofSeconds(10));
    }
    assertThat(ends).hasValue(RACES);
  }

  @Test
  void aCancelledAttemptIsCancelledOnceAndSignalsNothing() {
    for (int i = 0; i < RACES; i++) {
      List<Object> heard = new CopyOnWriteArrayList<>();
      var cancels = new AtomicInteger();
      Mono<Json> call = Mono.<Json>never().doOnCancel(cancels::incrementAndGet);
      Disposable caller = timed(call, 20_000).subscribe(heard::add, heard::add);
      caller.dispose();
      int before = heard.size();
      assertThat(before).isLessThanOrEqualTo(1);
      while (cancels.get() == 0) {
        Thread.onSpinWait();
      }
      assertThat(cancels).hasValue(1);
    }
  }

  @Test
  void anImmediateAnswerLeavesNoTimer() {
    var time = VirtualTimeScheduler.create();
    List<Json> heard = new CopyOnWriteArrayList<>();
    var _ = timed(scope -> Mono.just(Json.TRUE), 1_000_000, time).subscribe(heard::add);

    assertThat(heard).containsExactly(Json.TRUE);
    assertThat(time.getScheduledTaskCount()).isZero();
  }

  @Test
  void aCallThatCanNotBeMadeFails() {
    Mono<Json> failing =
        timed(
            scope -> {
              throw new IllegalStateException("no call");
            },
            1_000_000,
            alarms);

    assertThat(failing.toFuture()).failsWithin(Duration.ofSeconds(10));
  }
}
