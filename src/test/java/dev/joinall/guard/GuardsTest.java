package dev.joinall.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Kinds;
import dev.joinall.backend.Step;
import dev.joinall.backend.StepException;
import dev.joinall.config.Config;
import dev.joinall.config.ConfigFile;
import dev.joinall.config.Problems;
import dev.joinall.config.Source;
import dev.joinall.json.Json;
import dev.joinall.template.Budget;
import dev.joinall.template.CallRecord;
import dev.joinall.template.InvalidExpression;
import dev.joinall.template.ReplyParts;
import dev.joinall.template.Scope;
import dev.joinall.template.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** The guards of one backend around test calls, in virtual time. */
class GuardsTest {
  private static final String BREAKER = "circuit-breaker: {window: 4, open-for: 10s}";
  private static final String GET = "get: /";
  private static final String POST = "post: /";

  private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  private final List<Json> values = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();

  /** The next result of the backend, which counts its calls. */
  private Mono<Json> answer = Mono.just(Json.TRUE);

  private int calls;
  private int underWay;
  private Duration left = Duration.ofMinutes(1);

  private Mono<Json> call(Scope scope) {
    return Mono.defer(
            () -> {
              calls++;
              underWay++;
              return answer;
            })
        .doFinally(signal -> underWay--);
  }

  private Step guarded(String backend, String task) {
    return guarded(backend, this::call, task).getFirst();
  }

  /** A step of each task, all of one backend. */
  private List<Step> guarded(String backend, Step call, String... tasks) {
    var yaml = new StringBuilder("backends: { it: { kind: http, url: \"http://it\", ");
    yaml.append(backend).append(" } }\naggregations:\n");
    for (int i = 0; i < tasks.length; i++) {
      yaml.append(
          "  a%d: { route: POST /%d, tasks: { t: { backend: it, %s } } }\n"
              .formatted(i, i, tasks[i]));
    }
    var problems = new Problems();
    Config config =
        ConfigFile.read(
            new Source("test", yaml.toString()),
            Kinds.installed(Map.of()).byName(),
            (tree, p) -> tree,
            problems);
    assertThat(problems.all()).isEmpty();
    var guards = new BackendGuards(config.backends().get("it"), time);
    return config.aggregations().values().stream()
        .map(it -> guards.of(it.tasks().get("t"), Optional.empty()).around(call, Optional.empty()))
        .toList();
  }

  private long now() {
    return time.now(TimeUnit.NANOSECONDS);
  }

  private Scope scope() {
    return new Scope(0, this::now, now() + left.toNanos(), Trace.NONE, Budget.standard());
  }

  private Scope inSession() {
    return scope().in(commit -> Mono.empty());
  }

  private Disposable start(Step step) {
    return step.run(scope()).subscribe(values::add, error -> faults.add(Fault.of(error)));
  }

  /** The fault of one call that takes at most a second. */
  private Fault faultOf(Step step) {
    faults.clear();
    var _ = start(step);
    time.advanceTimeBy(Duration.ofSeconds(1));
    assertThat(faults).hasSize(1);
    return faults.getFirst();
  }

  private void ok(Step step) {
    values.clear();
    var _ = start(step);
    assertThat(values).hasSize(1);
  }

  private static Mono<Json> fails(Fault.Type type) {
    return Mono.error(new StepException(type, "as told"));
  }

  private void open(Step step) {
    answer = fails(Fault.Type.UNAVAILABLE);
    for (int i = 0; i < 4; i++) {
      var _ = faultOf(step);
    }
    assertOpen(step);
  }

  /** Its circuit is half-open as soon as it is called. */
  private Step halfOpen() {
    Step step = guarded(BREAKER, GET);
    open(step);
    time.advanceTimeBy(Duration.ofSeconds(10));
    return step;
  }

  private void assertOpen(Step step) {
    int before = calls;
    Fault fault = faultOf(step);
    assertThat(fault.type()).isEqualTo(Fault.Type.REJECTED);
    assertThat(fault.attempts()).isZero();
    assertThat(fault.retryAfter()).contains(Duration.ofSeconds(10));
    assertThat(calls).isEqualTo(before);
  }

  @Test
  void aCallThatHangsFailsAfterTheTimeout() {
    answer = Mono.never();
    var _ = start(guarded("timeout: 300ms", GET));

    time.advanceTimeBy(Duration.ofMillis(299));
    assertThat(faults).isEmpty();
    time.advanceTimeBy(Duration.ofMillis(1));
    assertThat(faults).extracting(Fault::type).containsExactly(Fault.Type.TIMEOUT);
    assertThat(underWay).isZero();
  }

  @ParameterizedTest
  @CsvSource({"300ms, 300", "2m, 60000"})
  void aCallGetsItsRemainingTime(String timeout, long millis) {
    var told = new ArrayList<Long>();
    Step call =
        scope -> {
          told.add(TimeUnit.NANOSECONDS.toMillis(scope.remaining()));
          return Mono.just(Json.TRUE);
        };
    ok(guarded("timeout: " + timeout, call, GET).getFirst());
    assertThat(told).containsExactly(millis);
  }

  @Test
  void anEffectThatHangsIsUnknown() {
    answer = Mono.never();

    assertThat(faultOf(guarded("timeout: 300ms", POST)).type()).isEqualTo(Fault.Type.UNKNOWN);
    assertThat(faultOf(guarded("timeout: 300ms", POST + ", safe: true")).type())
        .isEqualTo(Fault.Type.TIMEOUT);
  }

  @Test
  void anAttemptGetsNoMoreThanTheTimeLeft() {
    answer = Mono.never();
    left = Duration.ofMillis(50);
    var _ = start(guarded("timeout: 300ms", GET));
    time.advanceTimeBy(Duration.ofMillis(50));

    assertThat(faults).extracting(Fault::type).containsExactly(Fault.Type.TIMEOUT);
  }

  @ParameterizedTest
  @ValueSource(strings = {GET, POST})
  void withoutTimeNoCallIsMade(String task) {
    left = Duration.ZERO;
    Fault fault = faultOf(guarded("timeout: 300ms", task));

    assertThat(fault.type()).isEqualTo(Fault.Type.TIMEOUT);
    assertThat(fault.attempts()).isZero();
    assertThat(calls).isZero();
  }

  @Test
  void callsThatHangOpenTheCircuit() {
    answer = Mono.never();
    Step step = guarded("timeout: 300ms, " + BREAKER, GET);
    for (int i = 0; i < 4; i++) {
      assertThat(faultOf(step).type()).isEqualTo(Fault.Type.TIMEOUT);
    }

    assertOpen(step);
  }

  @Test
  void callsThatHangOpenTheCircuitEvenIfTheDeadlineInterruptsThem() {
    answer = Mono.never();
    left = Duration.ofMillis(100);
    Step step = guarded("timeout: 300ms, " + BREAKER, GET);
    for (int i = 0; i < 4; i++) {
      // Set before the attempt's own timer, like the deadline of a request.
      Disposable.Swap call = reactor.core.Disposables.swap();
      var _ = time.schedule(call::dispose, 100, TimeUnit.MILLISECONDS);
      call.update(start(step));
      time.advanceTimeBy(Duration.ofSeconds(1));
    }

    assertThat(faults).isEmpty();
    assertOpen(step);
  }

  @Test
  void callsThatAreCancelledInTimeDoNotCount() {
    answer = Mono.never();
    Step step = guarded("timeout: 300ms, " + BREAKER, GET);
    for (int i = 0; i < 20; i++) {
      start(step).dispose();
    }

    answer = Mono.just(Json.TRUE);
    ok(step);
  }

  @Test
  void aCircuitIsSharedByAllTasksOfItsBackend() {
    List<Step> steps = guarded(BREAKER, this::call, GET, POST);
    open(steps.getFirst());

    assertOpen(steps.getLast());
  }

  @Test
  void afterItsTimeTheCircuitIsProbedAndCloses() {
    Step step = halfOpen();
    answer = Mono.just(Json.TRUE);
    for (int i = 0; i < 20; i++) {
      ok(step);
    }
  }

  @Test
  void probesThatFailOpenTheCircuitAgain() {
    Step step = halfOpen();
    for (int i = 0; i < 3; i++) {
      assertThat(faultOf(step).type()).isEqualTo(Fault.Type.UNAVAILABLE);
    }

    assertOpen(step);
  }

  @Test
  void probesGoOnWhenTheirRequestsAreCancelled() {
    Step step = halfOpen();
    answer = Mono.just(Json.TRUE).delayElement(Duration.ofMillis(50), time);
    int before = calls;
    for (int i = 0; i < 10; i++) {
      start(step).dispose();
    }
    assertThat(calls).isEqualTo(before + 3);
    time.advanceTimeBy(Duration.ofMillis(50));

    assertThat(values).isEmpty();
    assertThat(underWay).isZero();
    answer = Mono.just(Json.TRUE);
    for (int i = 0; i < 20; i++) {
      ok(step);
    }
  }

  @Test
  void probesThatAreCancelledAndHangOpenTheCircuitAgain() {
    Step step = guarded("timeout: 300ms, " + BREAKER, GET);
    open(step);
    time.advanceTimeBy(Duration.ofSeconds(10));
    answer = Mono.never();
    for (int i = 0; i < 3; i++) {
      start(step).dispose();
    }
    time.advanceTimeBy(Duration.ofMillis(300));

    assertThat(underWay).isZero();
    assertOpen(step);
  }

  /** A rejected call fails its request, which cancels the others. */
  @ParameterizedTest
  @ValueSource(ints = {3, 4, 10, 100})
  void aCircuitClosesIfEachRequestMakesSeveralCalls(int each) {
    Step step = halfOpen();
    answer = Mono.just(Json.TRUE).delayElement(Duration.ofMillis(50), time);
    for (int i = 0; i < 2; i++) {
      values.clear();
      List<Mono<Json>> all = Collections.nCopies(each, Mono.defer(() -> step.run(scope())));
      var _ = Flux.merge(Flux.fromIterable(all), each).subscribe(values::add, error -> {});
      time.advanceTimeBy(Duration.ofMillis(50));
    }
    assertThat(values).hasSize(each);
  }

  @Test
  void callsOfASessionEndWithTheirRequestAndAreNoProbes() {
    Step step = halfOpen();
    answer = Mono.never();
    for (int i = 0; i < 10; i++) {
      step.run(inSession()).subscribe().dispose();
      assertThat(underWay).isZero();
    }

    answer = Mono.just(Json.TRUE);
    for (int i = 0; i < 20; i++) {
      ok(step);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"UNAVAILABLE", "REJECTED"})
  void onlyBackendFaultsOfSessionCallsCountInAHalfOpenCircuit(Fault.Type type) {
    Step step = halfOpen();
    answer = fails(type);
    for (int i = 0; i < 3; i++) {
      step.run(inSession()).subscribe(value -> {}, error -> {});
    }

    if (type == Fault.Type.UNAVAILABLE) {
      assertOpen(step);
    } else {
      answer = Mono.never();
      for (int i = 0; i < 4; i++) {
        var _ = start(step);
      }
      assertThat(underWay).isEqualTo(3);
    }
  }

  /** The call of the session is cancelled each time, because another one is rejected. */
  @Test
  void aCircuitClosesIfEachRequestHasACallInASessionToo() {
    Step step = halfOpen();
    answer = Mono.just(Json.TRUE).delayElement(Duration.ofMillis(50), time);
    for (int i = 0; i < 2; i++) {
      values.clear();
      List<Mono<Json>> all = new ArrayList<>();
      all.add(Mono.defer(() -> step.run(inSession())));
      all.addAll(Collections.nCopies(4, Mono.defer(() -> step.run(scope()))));
      var _ = Flux.merge(Flux.fromIterable(all), 5).subscribe(values::add, error -> {});
      time.advanceTimeBy(Duration.ofMillis(50));
    }
    assertThat(values).hasSize(5);
  }

  @Test
  void probesThatNeverLeftDoNotHoldTheCircuitHalfOpen() {
    Step step = guarded(BREAKER + ", rate-limit: {permits: 5, per: 1h}", GET);
    open(step);
    time.advanceTimeBy(Duration.ofSeconds(10));
    answer = Mono.just(Json.TRUE);
    ok(step);
    for (int i = 0; i < 10; i++) {
      assertThat(faultOf(step).detail()).contains("rate limit");
    }
  }

  @Test
  void aStepThatThrowsHoldsNoPermit() {
    Step throwing =
        guarded(
                "bulkhead: {max: 1}, " + BREAKER,
                scope -> {
                  throw new InvalidExpression("bad");
                },
                GET)
            .getFirst();
    for (int i = 0; i < 10; i++) {
      assertThat(faultOf(throwing).type()).isEqualTo(Fault.Type.INVALID);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"REJECTED", "CONFLICT", "INVALID"})
  void otherFaultsKeepTheCircuitClosed(Fault.Type type) {
    Step step = guarded(BREAKER, GET);
    answer = fails(type);
    for (int i = 0; i < 20; i++) {
      assertThat(faultOf(step).type()).isEqualTo(type);
    }
    assertThat(calls).isEqualTo(20);
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"REJECTED", "CONFLICT", "INVALID"})
  void faultsOfTheBackendOpenTheCircuit(Fault.Type type) {
    Step step = guarded(BREAKER, GET);
    answer = fails(type);
    for (int i = 0; i < 4; i++) {
      assertThat(faultOf(step).type()).isEqualTo(type);
    }

    assertOpen(step);
  }

  @Test
  void callsThatAreTooSlowOpenTheCircuit() {
    Step step =
        guarded("circuit-breaker: {window: 4, slow: 100ms, slow-rate: 50%, open-for: 10s}", GET);
    answer = Mono.delay(Duration.ofMillis(150), time).thenReturn(Json.TRUE);
    for (int i = 0; i < 4; i++) {
      var _ = start(step);
      time.advanceTimeBy(Duration.ofMillis(200));
    }

    assertThat(values).hasSize(4);
    assertOpen(step);
  }

  @Test
  void absenceIsASuccess() {
    Step step = guarded(BREAKER, GET);
    answer = Mono.empty();
    for (int i = 0; i < 20; i++) {
      var _ = start(step);
    }

    assertThat(faults).isEmpty();
    assertThat(calls).isEqualTo(20);
  }

  @Test
  void aTransientFaultIsRetried() {
    Step step = guarded("retry: {attempts: 3, backoff: 20ms}", GET);
    answer = fails(Fault.Type.UNAVAILABLE);

    assertThat(faultOf(step).attempts()).isEqualTo(3);
    assertThat(calls).isEqualTo(3);
  }

  @Test
  void aRetryThatSucceedsIsASuccess() {
    Step step = guarded("retry: {attempts: 2}", GET);
    answer = Mono.defer(() -> calls == 1 ? fails(Fault.Type.UNAVAILABLE) : Mono.just(Json.TRUE));
    var _ = start(step);
    time.advanceTimeBy(Duration.ofSeconds(1));

    assertThat(values).hasSize(1);
  }

  @Test
  void eachAttemptHasItsOwnTimeout() {
    Step step = guarded("timeout: 100ms, retry: {attempts: 3, backoff: 1ms}", GET);
    answer = Mono.never();

    assertThat(faultOf(step).attempts()).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"TIMEOUT", "UNAVAILABLE", "UNKNOWN"})
  void aPermanentFaultIsNotRetried(Fault.Type type) {
    answer = fails(type);
    var _ = faultOf(guarded("retry: {attempts: 3}", GET));

    assertThat(calls).isOne();
  }

  @Test
  void anEffectIsNeverRetried() {
    answer = Mono.never();
    Fault fault = faultOf(guarded("timeout: 100ms, retry: {attempts: 3}", POST));

    assertThat(fault.type()).isEqualTo(Fault.Type.UNKNOWN);
    assertThat(calls).isOne();
  }

  @Test
  void anIdempotentEffectIsRetriedAfterAnUnknownOutcome() {
    answer = Mono.never();
    Fault fault =
        faultOf(guarded("timeout: 100ms, retry: {attempts: 3}", POST + ", idempotent: true"));

    assertThat(fault.type()).isEqualTo(Fault.Type.UNKNOWN);
    assertThat(fault.attempts()).isEqualTo(3);
    assertThat(calls).isEqualTo(3);
  }

  @Test
  void retriesEndWithTheTimeThatIsLeft() {
    left = Duration.ofMillis(250);
    answer = Mono.never();
    var _ = start(guarded("timeout: 100ms, retry: {attempts: 10, backoff: 1ms}", GET));
    time.advanceTimeBy(left);

    assertThat(faults).extracting(Fault::type).containsExactly(Fault.Type.TIMEOUT);
    assertThat(calls).isEqualTo(3);
    assertThat(underWay).isZero();
  }

  @Test
  void aRetryThatIsRejectedIsNoAttempt() {
    Step step = guarded("retry: {attempts: 5, backoff: 1ms}, " + BREAKER, GET);
    answer = fails(Fault.Type.UNAVAILABLE);
    Fault fault = faultOf(step);

    assertThat(fault.type()).isEqualTo(Fault.Type.REJECTED);
    assertThat(fault.attempts()).isEqualTo(4);
    assertThat(calls).isEqualTo(4);
    assertOpen(step);
  }

  @Test
  void retriesStayWithinTheirBudget() {
    Step step = guarded("retry: {attempts: 3, backoff: 1ms, budget: 10%}", GET);
    answer = fails(Fault.Type.UNAVAILABLE);
    for (int i = 0; i < 1000; i++) {
      var _ = start(step);
    }
    time.advanceTimeBy(Duration.ofMillis(500));
    assertThat(calls).isBetween(1100, 1100 + RetryBudget.MAX_SAVED + 1);
  }

  @Test
  void aBudgetIsSharedByTheTasksOfABackend() {
    List<Step> steps = guarded("retry: {attempts: 2, backoff: 1ms}", this::call, GET, GET);
    answer = fails(Fault.Type.UNAVAILABLE);
    for (int i = 0; i < 500; i++) {
      steps.forEach(this::start);
    }
    time.advanceTimeBy(Duration.ofMillis(500));
    assertThat(calls).isLessThanOrEqualTo(1100 + RetryBudget.MAX_SAVED + 1);
  }

  @Test
  void aBackendWithFewCallsIsRetriedInSpiteOfItsBudget() {
    Step step = guarded("retry: {attempts: 2, backoff: 1ms, budget: 1%}", GET);
    answer = fails(Fault.Type.UNAVAILABLE);
    for (int i = 0; i < 100; i++) {
      var _ = faultOf(step);
    }
    assertThat(calls).isEqualTo(200);
  }

  @Test
  void aRetryWaitsAsLongAsTheBackendAsks() {
    Step step = guarded("retry: {attempts: 2, backoff: 1ms}", GET);
    answer =
        Mono.error(
            new StepException(
                new Fault(
                    Fault.Type.STATUS,
                    Fault.Nature.TRANSIENT,
                    "HTTP 503",
                    1,
                    Optional.of(Duration.ofSeconds(2)),
                    Optional.empty(),
                    false)));
    var _ = start(step);
    time.advanceTimeBy(Duration.ofMillis(1999));
    assertThat(calls).isEqualTo(1);
    time.advanceTimeBy(Duration.ofMillis(1));
    assertThat(calls).isEqualTo(2);
  }

  @Test
  void anEffectThatWasAcceptedIsLateAndNotRepeated() {
    Step accepts =
        scope -> {
          scope.call().accept();
          return call(scope);
        };
    Step step =
        guarded(
                "timeout: 100ms, retry: {attempts: 2, backoff: 1ms}",
                accepts,
                "post: /, idempotent: true")
            .getFirst();
    answer = Mono.never();
    var record = new CallRecord(ReplyParts.NONE);
    var _ =
        step.run(
                new Scope(0, this::now, now() + left.toNanos(), Trace.NONE, Budget.standard())
                    .recording(record))
            .subscribe(values::add, error -> faults.add(Fault.of(error)));
    time.advanceTimeBy(Duration.ofSeconds(1));

    assertThat(faults).hasSize(1);
    assertThat(faults.getFirst().type()).isEqualTo(Fault.Type.TIMEOUT);
    assertThat(faults.getFirst().happened()).isTrue();
    assertThat(calls).isOne();
  }

  @Test
  void aCancelledRetryMakesNoFurtherCall() {
    answer = fails(Fault.Type.UNAVAILABLE);
    start(guarded("retry: {attempts: 10, backoff: 1s}", GET)).dispose();
    time.advanceTimeBy(Duration.ofHours(1));

    assertThat(calls).isOne();
  }

  @Test
  void aFullBulkheadRejectsAtOnce() {
    answer = Mono.never();
    Step step = guarded("timeout: 5s, bulkhead: {max: 2}", GET);
    var _ = start(step);
    var _ = start(step);
    Fault fault = faultOf(step);

    assertThat(fault.type()).isEqualTo(Fault.Type.REJECTED);
    assertThat(fault.attempts()).isZero();
    assertThat(calls).isEqualTo(2);
  }

  @Test
  void everyEndOfACallReturnsItsPermit() {
    Step step = guarded("timeout: 100ms, bulkhead: {max: 1}", GET);
    ok(step);
    answer = Mono.empty();
    var _ = start(step);
    answer = fails(Fault.Type.STATUS);
    assertThat(faultOf(step).type()).isEqualTo(Fault.Type.STATUS);
    answer = Mono.never();
    start(step).dispose();
    assertThat(faultOf(step).type()).isEqualTo(Fault.Type.TIMEOUT);
    answer = Mono.just(Json.TRUE);
    ok(step);
  }

  @Test
  void theRateLimitRejectsAtOnceAndSaysWhenToComeBack() {
    Step step = guarded("rate-limit: {permits: 2, per: 1h}", GET);
    ok(step);
    ok(step);
    Fault fault = faultOf(step);

    assertThat(fault.type()).isEqualTo(Fault.Type.REJECTED);
    assertThat(fault.retryAfter()).contains(Duration.ofHours(1));
    assertThat(fault.attempts()).isZero();
    assertThat(calls).isEqualTo(2);
  }

  @Test
  void ourOwnLimitsDoNotOpenTheCircuit() {
    Step step = guarded("rate-limit: {permits: 1, per: 1h}, " + BREAKER, GET);
    ok(step);
    for (int i = 0; i < 20; i++) {
      assertThat(faultOf(step).detail()).contains("rate limit");
    }
  }

  @Test
  void aTaskMayHaveACircuitOfItsOwn() {
    List<Step> steps =
        guarded(
            BREAKER,
            this::call,
            GET + ", circuit-breaker: {window: 1, failure-rate: 100%, open-for: 10s}",
            GET);
    answer = fails(Fault.Type.UNAVAILABLE);
    var _ = faultOf(steps.getFirst());
    assertOpen(steps.getFirst());

    answer = Mono.just(Json.TRUE);
    ok(steps.getLast());
  }

  @Test
  void aTaskMayHaveABulkheadAndARateLimitOfItsOwn() {
    List<Step> steps =
        guarded(
            "timeout: 5s",
            this::call,
            GET + ", bulkhead: {max: 1}",
            GET + ", rate-limit: {permits: 1, per: 1h}",
            GET);
    answer = Mono.never();
    var _ = start(steps.get(0));
    assertThat(faultOf(steps.get(0)).type()).isEqualTo(Fault.Type.REJECTED);

    answer = Mono.just(Json.TRUE);
    ok(steps.get(1));
    assertThat(faultOf(steps.get(1)).type()).isEqualTo(Fault.Type.REJECTED);
    ok(steps.get(2));
  }

  @Test
  void aRetryIsHedgedLikeTheFirstAttempt() {
    answer = Mono.never();
    Fault fault =
        faultOf(
            guarded(
                "timeout: 100ms, retry: {attempts: 2, backoff: 1ms}, hedge: {after: 10ms}", GET));

    assertThat(calls).isEqualTo(4);
    assertThat(fault.attempts()).isEqualTo(4);
  }

  @Test
  void anEffectIsNotHedgedUnlessItMayHappenTwice() {
    answer = Mono.never();
    var _ = faultOf(guarded("timeout: 100ms, hedge: {after: 10ms}", POST));
    assertThat(calls).isEqualTo(1);

    var _ = faultOf(guarded("timeout: 100ms, hedge: {after: 10ms}", POST + ", idempotent: true"));
    assertThat(calls).isEqualTo(3);
  }
}
