package dev.joinall.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.joinall.plan.Join;
import dev.joinall.run.Outcome.Cancelled;
import dev.joinall.run.Outcome.Failed;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Compares random plans in virtual time with {@link Timeline}, which computes all times without a
 * decision. A failure prints its seed: run {@link #holds} with it.
 */
class RunPropertyTest {
  private static final int CASES = 3000;

  @Test
  void everyRunKeepsItsPromises() {
    for (long seed = 0; seed < CASES; seed++) {
      try {
        holds(seed);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + RandomPlan.of(seed), e);
      }
    }
  }

  private static void holds(long seed) {
    RandomPlan plan = RandomPlan.of(seed);
    var observed = new ObservedRun(plan);
    Report report = observed.run();
    var timeline = new Timeline(plan);
    assertGuarded(plan, observed, report);
    if (timeline.isUnsure()) {
      return;
    }
    assertThat(report.nanos()).as("decided").isEqualTo(timeline.decision());
    assertThat(report.entries()).hasSameSizeAs(plan.tasks());
    for (int i = 0; i < plan.tasks().size(); i++) {
      assertEnd(plan, timeline, report, i);
      assertCall(plan, timeline, observed, report, i);
    }
    assertVerdict(plan, timeline, report);
    assertSame(report, new ObservedRun(plan).run());
  }

  /** No effect starts before each refusal that could prevent it has let the request pass. */
  private static void assertGuarded(RandomPlan plan, ObservedRun observed, Report report) {
    for (RandomPlan.Guard refusal : plan.refusals()) {
      long asked = asked(refusal, report);
      for (int i = 0; i < plan.tasks().size(); i++) {
        if (plan.holds(refusal, i) && !observed.starts(i).isEmpty()) {
          assertThat(refusal.says()).as("what lets t%d start", i).isEqualTo(RandomPlan.Says.PASS);
          assertThat(observed.starts(i)).as("starts of t%d", i).allMatch(it -> it >= asked);
        }
      }
      if (report.verdict() instanceof Verdict.Met) {
        assertThat(refusal.says())
            .as("refusal of a request that passed")
            .isEqualTo(RandomPlan.Says.PASS);
        assertThat(refusal.reads()).noneMatch(it -> report.outcome(it) instanceof Cancelled);
      }
    }
  }

  /**
   * The time of the evaluation in the report; never if a task that it reads did not settle by
   * itself.
   */
  private static long asked(RandomPlan.Guard refusal, Report report) {
    return refusal.reads().stream()
        .map(report.entries()::get)
        .mapToLong(it -> isSettled(it.outcome()) ? it.startNanos() + it.nanos() : Long.MAX_VALUE)
        .max()
        .orElse(0);
  }

  /**
   * Tasks that settled before the decision count, later ones do not; at the same moment both are
   * valid.
   */
  private static void assertEnd(RandomPlan plan, Timeline timeline, Report report, int task) {
    Report.Entry entry = report.entries().get(task);
    String expected = timeline.outcome(task);
    long end = timeline.end(task);
    if (end < timeline.decision()) {
      assertThat(entry.outcome().word()).as("outcome of t%d", task).isEqualTo(expected);
      assertThat(entry.startNanos() + entry.nanos()).as("end of t%d", task).isEqualTo(end);
    } else if (end == timeline.decision() && isSettled(entry.outcome())) {
      assertThat(entry.outcome().word()).as("outcome of t%d", task).isEqualTo(expected);
    } else {
      assertThat(entry.outcome().word())
          .as("outcome of t%d, too late", task)
          .isEqualTo(late(plan, timeline, report, task));
    }
  }

  private static boolean isSettled(Outcome outcome) {
    return !(outcome instanceof Cancelled)
        && !(outcome instanceof Failed failed && failed.why().detail().contains("decided"));
  }

  private static String late(RandomPlan plan, Timeline timeline, Report report, int task) {
    if (timeline.isDecidedByDeadline()) {
      return plan.tasks().get(task).fallback() ? "fallback" : "failed";
    }
    boolean started = report.outcome(task) instanceof Failed;
    boolean couldStart = timeline.start(task) <= timeline.decision();
    assertThat(!started || (couldStart && plan.tasks().get(task).effect())).isTrue();
    boolean mustStart = timeline.start(task) < timeline.decision();
    return plan.tasks().get(task).effect() && (mustStart || started) ? "failed" : "cancelled";
  }

  /**
   * A call starts after its needs have settled and before the decision, and is cancelled with it.
   */
  private static void assertCall(
      RandomPlan plan, Timeline timeline, ObservedRun observed, Report report, int task) {
    List<Long> starts = observed.starts(task);
    if (timeline.start(task) < timeline.decision()) {
      assertThat(starts).as("starts of t%d", task).containsExactly(timeline.start(task));
    } else {
      assertThat(starts).as("starts of t%d", task).allMatch(it -> it == timeline.decision());
    }
    assertThat(observed.startedAfterTheDecision()).as("started after the decision").isEmpty();
    boolean cut = !starts.isEmpty() && !plan.tasks().get(task).effect() && !isAtEnd(timeline, task);
    if (cut && report.outcome(task) instanceof Cancelled) {
      assertThat(observed.cancels(task))
          .as("cancels of t%d", task)
          .containsExactly(timeline.decision());
    }
    if (plan.tasks().get(task).effect()) {
      assertThat(observed.cancels(task)).as("cancels of the effect t%d", task).isEmpty();
    }
  }

  private static boolean isAtEnd(Timeline timeline, int task) {
    return timeline.end(task) <= timeline.decision();
  }

  private static void assertVerdict(RandomPlan plan, Timeline timeline, Report report) {
    var counted = Timeline.Count.of(plan, report);
    switch (report.verdict()) {
      case Verdict.Met met ->
          assertThat(timeline.isDecidedByDeadline() ? counted.isMetAtLast() : counted.isMet())
              .as("met")
              .isTrue();
      case Verdict.Unmet(int task) ->
          assertThat(counted.isUnmetBy(task)).as("unmet by t%d", task).isTrue();
      case Verdict.TooLate late -> assertThat(timeline.isDecidedByDeadline()).isTrue();
      case Verdict.Refused(int refusal) ->
          assertDenied(plan, timeline, refusal, RandomPlan.Says.REFUSE);
      case Verdict.NotEvaluated(int refusal, var task) ->
          assertDenied(plan, timeline, refusal, RandomPlan.Says.FAIL);
      case Verdict.NotChecked(int refusal) -> {
        assertThat(timeline.isDecidedByDeadline()).isTrue();
        assertThat(timeline.asked(plan.refusals().get(refusal)))
            .isGreaterThanOrEqualTo(timeline.decision());
      }
      case Verdict.Broken broken -> fail(broken.detail());
      case Verdict.Abandoned gone ->
          assertThat(plan.leaves()).isEqualTo(OptionalLong.of(timeline.decision()));
    }
  }

  private static void assertDenied(
      RandomPlan plan, Timeline timeline, int refusal, RandomPlan.Says says) {
    RandomPlan.Guard decider = plan.refusals().get(refusal);
    assertThat(decider.says()).isEqualTo(says);
    assertThat(timeline.asked(decider)).as("asked").isEqualTo(timeline.decision());
  }

  private static void assertSame(Report report, Report again) {
    assertThat(again.entries()).isEqualTo(report.entries());
    assertThat(again.verdict()).isEqualTo(report.verdict());
    assertThat(again.nanos()).isEqualTo(report.nanos());
  }

  @Test
  void aPlanRunsAsATaskOfAnotherOneAsItDoesAlone() {
    for (long seed = 0; seed < CASES; seed++) {
      RandomPlan plan = RandomPlan.of(seed);
      if (plan.leaves().isEmpty()) {
        try {
          runsInsideAsAlone(plan);
        } catch (AssertionError | RuntimeException e) {
          throw new AssertionError("seed " + seed + ": " + plan, e);
        }
      }
    }
  }

  private static void runsInsideAsAlone(RandomPlan plan) {
    var alone = new ObservedRun(plan);
    Report report = alone.run();
    var inside = new ObservedRun(plan);
    Report outer = inside.runInside();
    for (int i = 0; i < plan.tasks().size(); i++) {
      assertThat(inside.starts(i)).as("starts of t%d", i).isEqualTo(alone.starts(i));
      assertThat(inside.cancels(i)).as("cancels of t%d", i).isEqualTo(alone.cancels(i));
    }
    boolean met = report.verdict() instanceof Verdict.Met;
    assertThat(outer.nanos()).as("decided").isEqualTo(report.nanos());
    assertThat(outer.outcome(0) instanceof Outcome.Ok).as("has a value").isEqualTo(met);
    if (met) {
      assertThat(outer.isComplete()).as("complete").isEqualTo(report.isComplete());
    }
  }

  @Test
  void thePlansAreOfEveryKind() {
    var joins =
        LongStream.range(0, CASES)
            .mapToObj(seed -> RandomPlan.of(seed).join().getClass())
            .distinct()
            .toList();

    assertThat(joins).hasSize(Join.class.getPermittedSubclasses().length);
    assertThat(
            LongStream.range(0, CASES)
                .filter(seed -> new Timeline(RandomPlan.of(seed)).isDecidedByDeadline())
                .count())
        .isBetween(CASES / 20L, CASES / 2L);
    assertThat(Duration.ofNanos(new Timeline(RandomPlan.of(1)).decision())).isPositive();
    assertThat(
            LongStream.range(0, CASES)
                .filter(seed -> new Timeline(RandomPlan.of(seed)).isUnsure())
                .count())
        .isLessThan(CASES / 50L);
  }

  @Test
  void theRefusalsAreOfEveryKindAndOftenHoldAnEffectBack() {
    var verdicts =
        LongStream.range(0, CASES)
            .mapToObj(seed -> new ObservedRun(RandomPlan.of(seed)).run().verdict())
            .map(verdict -> verdict.getClass().getSimpleName())
            .distinct()
            .toList();
    long held =
        LongStream.range(0, CASES)
            .mapToObj(RandomPlan::of)
            .filter(plan -> plan.refusals().stream().anyMatch(it -> holdsSome(plan, it)))
            .count();

    assertThat(verdicts)
        .contains("Met", "Unmet", "TooLate", "Refused", "NotEvaluated", "NotChecked");
    assertThat(held).isGreaterThan(CASES / 20L);
  }

  private static boolean holdsSome(RandomPlan plan, RandomPlan.Guard refusal) {
    return LongStream.range(0, plan.tasks().size()).anyMatch(it -> plan.holds(refusal, (int) it));
  }
}
