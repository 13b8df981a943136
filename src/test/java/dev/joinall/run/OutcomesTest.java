package dev.joinall.run;

import static dev.joinall.run.VirtualRun.fault;
import static dev.joinall.run.VirtualRun.words;
import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.Fault;
import dev.joinall.json.Json;
import dev.joinall.plan.Task.For;
import dev.joinall.run.Outcome.Fallback;
import dev.joinall.run.Outcome.Skipped;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

/** The outcome of each task, under any join. */
class OutcomesTest {
  private final VirtualRun time = new VirtualRun();
  private final PlanBuilder plan = PlanBuilder.post();

  @Test
  void aValueIsOkAndNoneIsAbsent() {
    Report report = time.run(plan.with("a", time.ok(1)).with("b", time.absent(2)));

    assertThat(words(report)).isEqualTo("ok absent");
    assertThat(report.isComplete()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void anErrorOfAStepIsItsFault(Fault.Type type) {
    Report report = time.run(plan.with("a", time.fails(1, type)));

    assertThat(words(report)).isEqualTo("failed");
    assertThat(fault(report, 0)).isEqualTo(type);
    assertThat(report.isComplete()).isFalse();
  }

  @Test
  void anErrorThatNobodyExpectedIsOneOfTheTaskAlone() {
    Report report =
        time.run(
            plan.with("a", time.signals(Mono.error(new IllegalStateException("bug"))))
                .with("b", time.ok(1)));

    assertThat(words(report)).isEqualTo("failed ok");
    assertThat(fault(report, 0)).isEqualTo(Fault.Type.ERROR);
  }

  @Test
  void tasksWithoutNeedsStartAtOnce() {
    var first = time.ok(5);
    var second = time.ok(5);

    assertThat(time.run(plan.with("a", first).with("b", second)).nanos())
        .isEqualTo(Duration.ofMillis(5).toNanos());
    assertThat(first.starts()).containsExactly(Duration.ZERO);
    assertThat(second.starts()).containsExactly(Duration.ZERO);
  }

  @Test
  void aReaderStartsWhenItsLastNeedHasSettled() {
    var reader = time.ok(1);
    plan.with("a", time.ok(5)).with("b", time.ok(7)).task("c", reader).reads("a").reads("b");

    assertThat(words(time.run(plan))).isEqualTo("ok ok ok");
    assertThat(reader.starts()).containsExactly(Duration.ofMillis(7));
  }

  @Test
  void aReaderSeesTheValue() {
    plan.with("a", time.ok(1, Json.string("x")));
    plan.task("b", time.ok(1)).reads("a").when("${tasks.a == 'x' && outcomes.a.status == 'ok'}");

    assertThat(words(time.run(plan))).isEqualTo("ok ok");
  }

  @Test
  void aReaderOfAFallbackSeesTheFallback() {
    plan.task("a", time.fails(1, Fault.Type.ERROR)).fallback("x");
    plan.task("b", time.ok(1)).reads("a").when("${tasks.a == 'x'}");

    assertThat(words(time.run(plan))).isEqualTo("fallback ok");
  }

  @Test
  void skippingGoesDownTheWholeChain() {
    plan.with("a", time.absent(3));
    plan.task("b", time.ok(1)).reads("a");
    plan.task("c", time.ok(1)).reads("b");
    Report report = time.run(plan);

    assertThat(words(report)).isEqualTo("absent skipped skipped");
    assertThat(report.outcome(1)).isEqualTo(new Skipped(OptionalInt.of(0)));
    assertThat(report.outcome(2)).isEqualTo(new Skipped(OptionalInt.of(1)));
    assertThat(report.nanos()).isEqualTo(Duration.ofMillis(3).toNanos());
  }

  @Test
  void aReaderIsSkippedAsSoonAsOneOfItsNeedsIsNotMet() {
    plan.with("slow", time.ok(50)).with("lost", time.absent(3));
    plan.task("reader", time.ok(1)).reads("slow").reads("lost").required();

    assertThat(time.run(plan).nanos()).isEqualTo(Duration.ofMillis(3).toNanos());
  }

  @ParameterizedTest
  @CsvSource({
    "VALUE, ok, ok",
    "VALUE, absent, skipped",
    "VALUE, failed, skipped",
    "VALUE, skipped, skipped",
    "SUCCESS, ok, ok",
    "SUCCESS, absent, ok",
    "SUCCESS, failed, skipped",
    "SUCCESS, skipped, skipped",
    "SETTLED, ok, ok",
    "SETTLED, absent, ok",
    "SETTLED, failed, ok",
    "SETTLED, skipped, ok",
  })
  void theOutcomeOfANeedDecidesWhetherATaskRuns(For need, String first, String then) {
    switch (first) {
      case "ok" -> plan.with("a", time.ok(1));
      case "absent" -> plan.with("a", time.absent(1));
      case "failed" -> plan.with("a", time.fails(1, Fault.Type.STATUS));
      default -> plan.task("a", time.ok(1)).when("${false}");
    }
    plan.task("b", time.ok(1)).needs("a", need);

    assertThat(words(time.run(plan))).isEqualTo(first + " " + then);
  }

  @Test
  void aFalseWhenSkipsWithoutACall() {
    var call = time.ok(1);
    plan.task("a", call).when("${1 > 2}");
    Report report = time.run(plan);

    assertThat(report.outcome(0)).isEqualTo(new Skipped(OptionalInt.empty()));
    assertThat(call.starts()).isEmpty();
    assertThat(report.isComplete()).isTrue();
  }

  @Test
  void aWhenThatFailsIsInvalid() {
    plan.with("a", time.ok(1, Json.string("x")));
    plan.task("b", time.ok(1)).reads("a").when("${tasks.a.b.c}");

    assertThat(fault(time.run(plan), 1)).isEqualTo(Fault.Type.INVALID);
  }

  @Test
  void aFallbackStandsInForAFaultAndKnowsIt() {
    plan.task("a", time.fails(1, Fault.Type.UNAVAILABLE)).fallback("${fault.type}!");
    Report report = time.run(plan);

    assertThat(report.outcome(0).value()).contains(Json.string("unavailable!"));
    assertThat(fault(report, 0)).isEqualTo(Fault.Type.UNAVAILABLE);
    assertThat(report.isComplete()).isFalse();
  }

  @Test
  void aFallbackStandsInForAbsenceAndSeesNoFault() {
    plan.task("a", time.absent(1)).fallback("${fault == null}");

    assertThat(time.run(plan).outcome(0)).isEqualTo(new Fallback(Json.TRUE, Optional.empty()));
  }

  @Test
  void aFallbackDoesNotReviveWhatIsSkipped() {
    plan.task("a", time.ok(1)).when("${false}").fallback("x");

    assertThat(words(time.run(plan))).isEqualTo("skipped");
  }

  @Test
  void aFallbackThatFailsLeavesTheFirstFault() {
    plan.task("a", time.fails(1, Fault.Type.UNAVAILABLE)).fallback("${fault.no.such}");

    assertThat(fault(time.run(plan), 0)).isEqualTo(Fault.Type.UNAVAILABLE);
  }
}
