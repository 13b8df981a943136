package dev.joinall.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.EnumCounters;
import dev.joinall.backend.Fault;
import dev.joinall.backend.Step;
import dev.joinall.backend.StepException;
import dev.joinall.config.CacheConfig;
import dev.joinall.config.Position;
import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import dev.joinall.json.Json;
import dev.joinall.template.Budget;
import dev.joinall.template.CacheUse;
import dev.joinall.template.CacheUse.Result;
import dev.joinall.template.CallRecord;
import dev.joinall.template.ReplyParts;
import dev.joinall.template.Scope;
import dev.joinall.template.SymbolTable;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import dev.joinall.template.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** The cache of one task around a call of the test, in virtual time. */
class TaskCacheTest {
  private static final Tree HERE = Tree.Scalar.of(Tree.Mapping.empty(new Position(1, 1), ""), "");
  private static final Duration TTL = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofSeconds(2);

  private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  private final CacheStore store = new CacheStore(this::now, 1 << 20);
  private final SymbolTable symbols = new SymbolTable();
  private final int id = symbols.member("path", "id", SymbolTable.Type.TEXT, false);
  private final EnumCounters<CacheEvent> counters = store.counters("page", "it");
  private final AtomicInteger calls = new AtomicInteger();
  private final List<Json> values = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();
  private Sinks.One<Json> answer = Sinks.one();
  private Optional<Duration> negativeTtl = Optional.empty();
  private Optional<Duration> staleIfError = Optional.empty();
  private Optional<Duration> staleWhileRevalidate = Optional.empty();

  private long now() {
    return time.now(TimeUnit.NANOSECONDS);
  }

  private Mono<Json> call(Scope scope) {
    return Mono.defer(() -> {
      calls.incrementAndGet();
      return answer.asMono();
    });
  }

  private Step cached() {
    return cached(this::call, time);
  }

  private Step cached(Step call, Scheduler scheduler) {
    var templates = new Templates(symbols, new Problems());
    Template tag = templates.compile((Tree) Tree.Scalar.of(HERE, "product:${path.id}"));
    var config =
        new CacheConfig(
            HERE,
            TTL,
            Optional.empty(),
            List.of(),
            negativeTtl,
            staleIfError,
            staleWhileRevalidate,
            false,
            List.of(HERE),
            Optional.empty());
    var naming = new CacheNaming(new byte[] {1}, templates.key(), Optional.of(tag), List.of(tag));
    return new TaskCache(
            store, config, naming, counters, LONGEST, scheduler, Optional.empty(), false)
        .around(call);
  }

  private Scope scope(String its) {
    var scope =
        new Scope(
            symbols.slots(),
            this::now,
            now() + Duration.ofSeconds(1).toNanos(),
            Trace.NONE,
            Budget.standard());
    scope.set(id, Json.string(its));
    return scope;
  }

  private Disposable ask(Step step, String its) {
    return ask(step, scope(its));
  }

  private Disposable ask(Step step, Scope scope) {
    Disposable asked =
        step.run(scope)
            .defaultIfEmpty(Json.NULL)
            .subscribe(values::add, error -> faults.add(Fault.of(error)));
    time.advanceTime();
    return asked;
  }

  private void answer(Json value) {
    var before = answer;
    answer = Sinks.one();
    var _ = before.tryEmitValue(value);
    time.advanceTime();
  }

  private void fail() {
    var before = answer;
    answer = Sinks.one();
    var _ = before.tryEmitError(new StepException(Fault.Type.UNAVAILABLE, "down"));
    time.advanceTime();
  }

  @Test
  void aFollowerGetsTheValueAlthoughTheFirstCallerHasLeft() {
    Step step = cached();
    Disposable first = ask(step, "a");
    ask(step, "a");
    first.dispose();
    answer(Json.TRUE);

    assertThat(values).containsExactly(Json.TRUE);
    assertThat(calls).hasValue(1);
    assertThat(counters.of(CacheEvent.COLLAPSED)).isEqualTo(1);
  }

  @Test
  void theCallFillsTheCacheAlthoughEverybodyHasLeft() {
    Step step = cached();
    ask(step, "a").dispose();
    answer(Json.TRUE);
    ask(step, "a");

    assertThat(values).containsExactly(Json.TRUE);
    assertThat(calls).hasValue(1);
    assertThat(counters.of(CacheEvent.HIT)).isEqualTo(1);
  }

  @Test
  void aFaultIsThatOfAllWhoWaitAndIsNotKept() {
    Step step = cached();
    ask(step, "a");
    ask(step, "a");
    fail();
    ask(step, "a");
    answer(Json.TRUE);

    assertThat(faults).extracting(Fault::type).containsOnly(Fault.Type.UNAVAILABLE).hasSize(2);
    assertThat(values).containsExactly(Json.TRUE);
    assertThat(calls).hasValue(2);
  }

  @Test
  void theCallHasTheTimeOfItsOwnTimeoutsNotThatOfTheRequest() {
    List<Long> left = new ArrayList<>();
    Step step =
        cached(
            scope -> {
              left.add(scope.remaining());
              return Mono.never();
            },
            time);
    ask(step, "a");

    assertThat(left).containsExactly(LONGEST.toNanos());
  }

  @Test
  void aValueIsAskedForAgainWhenItsTimeIsOver() {
    Step step = cached();
    ask(step, "a");
    answer(Json.TRUE);
    time.advanceTimeBy(TTL.minusMillis(1));
    ask(step, "a");
    time.advanceTimeBy(Duration.ofMillis(1));
    ask(step, "a");
    answer(Json.FALSE);

    assertThat(values).containsExactly(Json.TRUE, Json.TRUE, Json.FALSE);
  }

  @Test
  void aStaleValueIsUsedWhileOneCallLoadsANewOne() {
    staleWhileRevalidate = Optional.of(TTL);
    Step step = cached();
    ask(step, "a");
    answer(Json.TRUE);
    time.advanceTimeBy(TTL);
    ask(step, "a");
    ask(step, "a");
    answer(Json.FALSE);
    ask(step, "a");

    assertThat(values).containsExactly(Json.TRUE, Json.TRUE, Json.TRUE, Json.FALSE);
    assertThat(calls).hasValue(2);
    assertThat(counters.of(CacheEvent.STALE)).isEqualTo(2);
  }

  @Test
  void aStaleValueIsUsedWhereTheCallFailsUntilThatTimeIsOverToo() {
    staleIfError = Optional.of(TTL);
    Step step = cached();
    ask(step, "a");
    answer(Json.TRUE);
    time.advanceTimeBy(TTL);
    ask(step, "a");
    fail();
    time.advanceTimeBy(TTL);
    ask(step, "a");
    fail();

    assertThat(values).containsExactly(Json.TRUE, Json.TRUE);
    assertThat(faults).hasSize(1);
  }

  @Test
  void absenceHasATimeOfItsOwn() {
    negativeTtl = Optional.of(Duration.ofSeconds(1));
    Step step = cached();
    ask(step, "a");
    answer(Json.NULL);
    ask(step, "a");
    time.advanceTimeBy(Duration.ofSeconds(1));
    ask(step, "a");
    answer(Json.TRUE);

    assertThat(values).containsExactly(Json.NULL, Json.NULL, Json.TRUE);
    assertThat(calls).hasValue(2);
  }

  @Test
  void aCallThatWasOnItsWayDuringAPurgeIsNeitherKeptNorJoined() {
    Step step = cached();
    ask(step, "a");
    var old = answer;
    answer = Sinks.one();
    store.purgeTags(List.of("product:a")).block();
    time.advanceTimeBy(Duration.ofMillis(1));
    ask(step, "a");
    var _ = old.tryEmitValue(Json.string("read before the purge"));
    time.advanceTime();
    answer(Json.TRUE);
    ask(step, "a");

    assertThat(values).containsExactly(Json.string("read before the purge"), Json.TRUE, Json.TRUE);
    assertThat(calls).hasValue(2);
  }

  @Test
  void aValueIsPurgedByItsKey() {
    Step step = cached();
    ask(step, "a");
    answer(Json.TRUE);
    store.purgeKey("product:b").block();
    ask(step, "a");
    store.purgeKey("product:a").block();
    time.advanceTimeBy(Duration.ofMillis(1));
    ask(step, "a");

    assertThat(values).containsExactly(Json.TRUE, Json.TRUE);
    assertThat(calls).hasValue(2);
    assertThat(store.purged()).isEqualTo(1);
  }

  private Step writing() {
    var templates = new Templates(symbols, new Problems());
    Template tag = templates.compile((Tree) Tree.Scalar.of(HERE, "product:${path.id}"));
    return new InvalidatingStep(this::call, List.of(tag), store, false, LONGEST, time);
  }

  @Test
  void anEffectThatTimedOutPurgesOnceMoreLater() {
    Step step = cached();
    ask(writing(), "a");
    var effect = answer;
    answer = Sinks.one();
    var _ = effect.tryEmitError(new StepException(Fault.Type.UNKNOWN, "interrupted"));
    time.advanceTimeBy(Duration.ofMillis(1));
    ask(step, "a");
    answer(Json.string("read before the effect"));
    time.advanceTimeBy(LONGEST);
    ask(step, "a");
    answer(Json.TRUE);

    assertThat(values).containsExactly(Json.string("read before the effect"), Json.TRUE);
  }

  @Test
  void anInterruptedEffectPurges() {
    Step step = cached();
    ask(step, "a");
    answer(Json.FALSE);
    Disposable effect = ask(writing(), "a");
    effect.dispose();
    time.advanceTimeBy(Duration.ofMillis(1));
    ask(step, "a");
    answer(Json.TRUE);

    assertThat(values).containsExactly(Json.FALSE, Json.TRUE);
  }

  @Test
  void theCacheUseOfEachCallerIsRecorded() {
    var reading = new CallRecord(ReplyParts.NONE, true);
    var joining = new CallRecord(ReplyParts.NONE, true);
    var hitting = new CallRecord(ReplyParts.NONE, true);
    Step step = cached();
    ask(step, scope("a").recording(reading));
    ask(step, scope("a").recording(joining));
    answer(Json.TRUE);
    ask(step, scope("a").recording(hitting));

    assertThat(reading.cacheUse()).contains(new CacheUse(Result.MISS, 10, true));
    assertThat(joining.cacheUse()).contains(new CacheUse(Result.COLLAPSED, 10, false));
    assertThat(hitting.cacheUse()).contains(new CacheUse(Result.HIT, 10, false));
  }

  @Test
  void aThousandCallersOfAColdKeyMakeOneCall() throws InterruptedException {
    Sinks.One<Json> slow = Sinks.one();
    Step step =
        cached(
            scope -> {
              calls.incrementAndGet();
              return slow.asMono();
            },
            Schedulers.parallel());
    var got = new AtomicInteger();
    try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
      for (int i = 0; i < 1_000; i++) {
        threads.execute(() -> step.run(scope("a")).subscribe(it -> got.incrementAndGet()));
      }
      threads.shutdown();
      assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }
    var _ = slow.tryEmitValue(Json.TRUE);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (got.get() < 1_000 && System.nanoTime() < end) {
      Thread.onSpinWait();
    }

    assertThat(got).hasValue(1_000);
    assertThat(calls).hasValue(1);
    assertThat(counters.of(CacheEvent.COLLAPSED)).isEqualTo(999);
  }

  @Test
  void manyKeysStayWithinTheBound() {
    Step step = cached(scope -> Mono.just(Json.string("v".repeat(100))), Schedulers.immediate());
    for (int i = 0; i < 50_000; i++) {
      step.run(scope("key " + i)).subscribe();
    }
    store.cleanUp();

    assertThat(store.bytes()).isBetween((1L << 20) / 2, 1L << 20);
    assertThat(store.evicted() + store.size()).isEqualTo(50_000);
  }

  @Test
  void aValueThatWouldDisplaceTooManyOthersIsNotKept() {
    Step step =
        cached(scope -> Mono.just(Json.string("v".repeat(200_000))), Schedulers.immediate());
    step.run(scope("a")).subscribe(values::add);

    assertThat(values).hasSize(1);
    assertThat(store.refused()).isEqualTo(1);
    assertThat(store.size()).isZero();
  }
}
