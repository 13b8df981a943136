package dev.joinall.run;

import static dev.joinall.run.VirtualRun.decided;
import static dev.joinall.run.VirtualRun.words;
import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.Fault;
import dev.joinall.json.Json;
import dev.joinall.plan.Join;
import dev.joinall.plan.Task.For;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** When a refusal is evaluated, what waits for it, and its result if it can't be evaluated. */
class RefusalsTest {
  private static final Duration LONG = Duration.ofSeconds(1);
  private static final Json BLOCKED = Json.of(Map.of("blocked", true));
  private static final Json FREE = Json.of(Map.of("blocked", false));

  private final VirtualRun time = new VirtualRun();
  private final PlanBuilder plan = PlanBuilder.post();

  private void assertDecided(Report report, Verdict verdict, long millis) {
    assertThat(report.verdict()).isEqualTo(verdict);
    assertThat(decided(report)).isEqualTo(Duration.ofMillis(millis));
  }

  private static Verdict notEvaluated(int task) {
    return new Verdict.NotEvaluated(0, OptionalInt.of(task));
  }

  @Test
  void aRefusalThatReadsNoTaskIsEvaluatedBeforeAnyTaskStarts() {
    var read = time.ok(5);
    var write = time.ok(5);
    plan.refuse("${1 > 0}").with("read", read).task("write", write).effect();
    Report report = time.run(plan);

    assertDecided(report, new Verdict.Refused(0), 0);
    assertThat(report.decidedBy()).isEqualTo(DecidedBy.REFUSE);
    assertThat(words(report)).isEqualTo("cancelled cancelled");
    assertThat(read.starts()).isEmpty();
    assertThat(write.starts()).isEmpty();
  }

  @Test
  void aRefusalThatReadsNoTaskAndCanNotBeEvaluatedDenies() {
    plan.refuse("${int('x') > 0}").with("read", time.ok(5));

    assertDecided(time.run(plan), new Verdict.NotEvaluated(0, OptionalInt.empty()), 0);
  }

  static Stream<Join> everyJoin() {
    return Stream.of(
        new Join.All(),
        new Join.First(1),
        new Join.Quorum(1),
        new Join.Settled(1),
        new Join.Until(scope -> true));
  }

  @ParameterizedTest
  @MethodSource("everyJoin")
  void everyJoinWaitsForWhatARefusalReads(Join join) {
    plan.join(join).with("fast", time.ok(5)).with("user", time.ok(9, BLOCKED));

    assertDecided(time.run(plan.refuse("${tasks.user.blocked}")), new Verdict.Refused(0), 9);
  }

  @ParameterizedTest
  @MethodSource("everyJoin")
  void everyJoinOfOtherTasksWaitsForWhatARefusalReads(Join join) {
    plan.join(join).of("fast").with("fast", time.ok(5)).with("user", time.ok(9, BLOCKED));

    assertDecided(time.run(plan.refuse("${tasks.user.blocked}")), new Verdict.Refused(0), 9);
  }

  @ParameterizedTest
  @MethodSource("everyJoin")
  void everyJoinIsMetWhenARefusalLetsTheRequestPass(Join join) {
    plan.join(join).of("fast").with("fast", time.ok(5)).with("user", time.ok(9, FREE));
    Report report = time.run(plan.refuse("${tasks.user.blocked}"));

    assertDecided(report, new Verdict.Met(), 9);
    assertThat(words(report)).isEqualTo("ok ok");
  }

  @ParameterizedTest
  @MethodSource("everyJoin")
  void everyJoinDeniesWhereWhatARefusalReadsHasFailed(Join join) {
    plan.join(join).with("fast", time.ok(5)).with("user", time.fails(9, Fault.Type.TIMEOUT));

    assertDecided(time.run(plan.refuse("${tasks.user.blocked}")), notEvaluated(1), 9);
  }

  @ParameterizedTest
  @MethodSource("everyJoin")
  void everyJoinDeniesWhereARefusalCouldNotBeAskedBeforeTheDeadline(Join join) {
    plan.join(join).with("fast", time.ok(5)).with("user", time.never());
    Report report = time.run(plan.refuse("${tasks.user.blocked}"));

    assertDecided(report, new Verdict.NotChecked(0), 1000);
    assertThat(report.decidedBy()).isEqualTo(DecidedBy.DEADLINE);
  }

  @Test
  void aFallbackAtTheDeadlineDoesNotAskARefusal() {
    plan.refuse("${tasks.user == 'blocked'}").task("user", time.never()).fallback("free");

    assertDecided(time.run(plan), new Verdict.NotChecked(0), 1000);
  }

  @Test
  void anEffectStartsWhenTheRefusalHasLetTheRequestPass() {
    var write = time.ok(1);
    plan.refuse("${tasks.user.blocked}").with("user", time.ok(9, FREE));
    plan.task("write", write).effect();
    Report report = time.run(plan);

    assertDecided(report, new Verdict.Met(), 10);
    assertThat(write.starts()).containsExactly(Duration.ofMillis(9));
    assertThat(report.entries().get(1).startNanos()).isEqualTo(9_000_000);
  }

  @Test
  void readsStartAtOnce() {
    var read = time.ok(1);
    plan.refuse("${tasks.user.blocked}").with("user", time.ok(9, FREE)).with("read", read);

    assertDecided(time.run(plan), new Verdict.Met(), 9);
    assertThat(read.starts()).containsExactly(Duration.ZERO);
  }

  @Test
  void aRefusedRequestStartsNoEffect() {
    var write = time.ok(1);
    plan.refuse("${tasks.user.blocked}").with("user", time.ok(9, BLOCKED));
    plan.task("write", write).effect();

    assertDecided(time.run(plan), new Verdict.Refused(0), 9);
    assertThat(write.starts()).isEmpty();
  }

  @Test
  void anEffectThatTheRefusalReadsIsNotHeldBackByIt() {
    var charge = time.ok(5, BLOCKED);
    var ship = time.ok(5);
    plan.refuse("${tasks.charge.blocked}");
    plan.task("charge", charge).effect();
    plan.task("ship", ship).effect();

    assertDecided(time.run(plan), new Verdict.Refused(0), 5);
    assertThat(charge.starts()).containsExactly(Duration.ZERO);
    assertThat(ship.starts()).isEmpty();
  }

  @Test
  void eachRefusalHoldsBackTheEffectOfTheNext() {
    var charge = time.ok(5, FREE);
    var ship = time.ok(5);
    plan.refuse("${tasks.user.blocked}").refuse("${tasks.charge.blocked}");
    plan.with("user", time.ok(9, FREE)).task("charge", charge).effect();
    plan.task("ship", ship).effect();

    assertDecided(time.run(plan), new Verdict.Met(), 19);
    assertThat(charge.starts()).containsExactly(Duration.ofMillis(9));
    assertThat(ship.starts()).containsExactly(Duration.ofMillis(14));
  }

  @Test
  void noEffectStartsForAJoinThatIsMetAndWaitsForARefusalAlone() {
    var write = time.ok(1);
    plan.join(new Join.First(1)).of("fast").refuse("${tasks.user.blocked}");
    plan.with("fast", time.ok(5)).with("user", time.ok(9, FREE)).task("write", write).effect();

    assertDecided(time.run(plan), new Verdict.Met(), 9);
    assertThat(write.starts()).isEmpty();
  }

  @Test
  void anEffectThatARefusalReadsStartsThoughTheJoinIsMet() {
    var write = time.ok(1, BLOCKED);
    plan.join(new Join.First(1)).of("fast").refuse("${tasks.write.blocked}");
    plan.with("fast", time.ok(5))
        .with("slow", time.ok(9))
        .task("write", write)
        .reads("slow")
        .effect();

    assertDecided(time.run(plan), new Verdict.Refused(0), 10);
  }

  @Test
  void aFallbackIsAValueToARefusal() {
    plan.refuse("${tasks.user == 'blocked'}");
    plan.task("user", time.fails(5, Fault.Type.STATUS)).fallback("blocked");

    assertDecided(time.run(plan), new Verdict.Refused(0), 5);
  }

  @Test
  void aTaskThatWasSkippedCanNotBeRead() {
    plan.refuse("${tasks.user.blocked}").task("user", time.ok(5)).when("${1 > 2}");

    assertDecided(time.run(plan), notEvaluated(0), 0);
  }

  @Test
  void aRefusalMaySayWhatToDoWithoutAValue() {
    plan.refuse("${tasks.?user.blocked.orValue(false)}").refuse("${outcomes.user.status == 'ok'}");
    plan.with("user", time.fails(5, Fault.Type.STATUS));

    assertDecided(time.run(plan), new Verdict.Met(), 5);
  }

  @Test
  void theFailureBehindASkippedTaskIsTheReason() {
    plan.refuse("${tasks.role == 'none'}").with("user", time.fails(5, Fault.Type.REJECTED));
    plan.task("role", time.ok(1)).reads("user");
    Report report = time.run(plan);

    assertDecided(report, notEvaluated(1), 5);
    assertThat(report.outcome(report.cause(1)).fault().orElseThrow().type())
        .isEqualTo(Fault.Type.REJECTED);
  }

  @Test
  void conditionsThatAreNotBooleanDeny() {
    for (Object value : List.of("true", "false", 0, 1, List.of(), Map.of())) {
      var run = new VirtualRun();
      var one = PlanBuilder.get().refuse("${tasks.a.flag}");
      Report report = run.run(one.with("a", run.ok(5, Json.of(Map.of("flag", value)))));

      assertDecided(report, notEvaluated(0), 5);
    }
  }

  @Test
  void anExceptionOfAConditionDenies() {
    plan.with("a", time.ok(5));
    plan.refuse(
        scope -> {
          throw new IllegalStateException("a defect");
        },
        Map.of("a", For.SETTLED));

    assertDecided(time.run(plan), notEvaluated(0), 5);
  }

  @Test
  void aRefusalIsAskedBeforeWhatIsRequiredInTheSameMoment() {
    plan.refuse("${outcomes.user.status == 'absent'}").task("user", time.absent(5)).required();

    assertDecided(time.run(plan), new Verdict.Refused(0), 5);
  }

  @Test
  void aMissingRequiredTaskDecidesBeforeARefusalIsEvaluated() {
    plan.refuse("${tasks.user.blocked}").with("user", time.ok(9, BLOCKED));
    plan.task("must", time.absent(5)).required();

    assertDecided(time.run(plan), new Verdict.Unmet(1), 5);
  }

  @Test
  void anAnswerThatTheFileDeclaresWaitsForTheRefusals() {
    plan.unmet().refuse("${tasks.user.blocked}").with("user", time.ok(9, BLOCKED));
    plan.task("must", time.absent(5)).required();

    assertDecided(time.run(plan), new Verdict.Refused(0), 9);
  }

  @Test
  void anAnswerThatTheFileDeclaresIsGivenAfterTheRefusals() {
    plan.unmet().refuse("${tasks.user.blocked}").with("user", time.ok(9, FREE));
    plan.task("must", time.absent(5)).required();
    Report report = time.run(plan);

    assertDecided(report, new Verdict.Unmet(1), 9);
    assertThat(report.decidedBy()).isEqualTo(DecidedBy.REQUIRED);
  }

  @Test
  void anInnerRefusalThatCanNotBeEvaluatedIsTheFaultOfItsTask() {
    var inner = PlanBuilder.get().refuse("${tasks.user.blocked}");
    plan.task("in", inner.with("user", time.fails(5, Fault.Type.REJECTED)).build(), LONG);

    assertThat(VirtualRun.fault(time.run(plan), 0)).isEqualTo(Fault.Type.REJECTED);
  }

  @Test
  void anInnerRefusalThatLacksAValueIsInvalid() {
    var inner = PlanBuilder.get().refuse("${tasks.user.blocked}");
    plan.task("in", inner.with("user", time.absent(5)).build(), LONG);

    assertThat(VirtualRun.fault(time.run(plan), 0)).isEqualTo(Fault.Type.INVALID);
  }

  @Test
  void anInnerRefusalThatIsNotAskedInTimeIsLate() {
    var inner = PlanBuilder.get().refuse("${tasks.user.blocked}").with("user", time.never());
    plan.task("in", inner.build(), Duration.ofMillis(20));

    assertThat(VirtualRun.fault(time.run(plan), 0)).isEqualTo(Fault.Type.TIMEOUT);
  }
}
