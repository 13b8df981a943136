package dev.joinall.web;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StatusMapping;
import dev.joinall.backend.Step;
import dev.joinall.backend.StepException;
import dev.joinall.cache.AnswerCache;
import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import dev.joinall.openapi.ProblemTexts;
import dev.joinall.plan.Plan;
import dev.joinall.run.DecidedBy;
import dev.joinall.run.MemoryBudget;
import dev.joinall.run.Outcome;
import dev.joinall.run.Report;
import dev.joinall.run.RunListener;
import dev.joinall.run.Runner;
import dev.joinall.run.Verdict;
import dev.joinall.template.CacheUse;
import dev.joinall.template.CallRecord;
import dev.joinall.template.EqualCalls;
import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Reply;
import dev.joinall.template.ReplyBody;
import dev.joinall.template.ReplyParts;
import dev.joinall.template.Scope;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Caches the answers of a route, and makes one run for concurrent requests with the same key. Only
 * complete answers without a cookie are cached. Another answer goes only to the requests that
 * waited for it. If it sets a cookie or redirects, it goes only to the client whose request ran.
 * Thread-safe.
 */
final class CachedAnswers {
  /**
   * A request waits this much longer than its deadline, so that the shared run can still give a
   * partial answer.
   */
  private static final Duration ANSWER_GRACE = Duration.ofMillis(50);

  private static final int REDIRECTION = 3;

  private final Plan plan;
  private final AnswerCache cache;
  private final Function<Report, HttpAnswer> made;
  private final Step step;
  private final Scheduler timer;
  private final MemoryBudget memory;
  private final Optional<BulkheadStage> bulkhead;

  /**
   * An answer.
   *
   * @param report the report of the run for this request, or a report in which no task ran
   * @param stale whether a stale answer replaces that of the run
   */
  record Answered(Report report, HttpAnswer answer, boolean stale) {}

  /**
   * The cache of one route.
   *
   * @param made makes the answer of a run; never fails
   * @param bulkhead limits the runs
   */
  CachedAnswers(
      Plan plan,
      AnswerCache cache,
      Function<Report, HttpAnswer> made,
      MemoryBudget memory,
      Optional<BulkheadStage> bulkhead,
      Scheduler timer) {
    this.plan = plan;
    this.bulkhead = bulkhead;
    this.memory = memory;
    this.cache = cache;
    this.made = made;
    this.timer = timer;
    this.step = cache.around(this::run, timer);
  }

  /**
   * The shared run gave an answer that only its own client may have. Cheap: it has no stack trace.
   */
  static final class OfOneClient extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OfOneClient() {
      super("the answer is of another client", null, false, false);
    }
  }

  /**
   * The answer to a request; fails with {@link InvalidExpression} if its key can't be computed, and
   * with {@link OfOneClient} if the request needs its own run.
   */
  Mono<Answered> answer(Scope scope, Runner runner) {
    var record = new CallRecord(ReplyParts.WHOLE);
    var leader = new AnswerLeader(runner, memory);
    return step.run(scope.recording(record))
        .timeout(Duration.ofNanos(Math.max(0, scope.remaining())).plus(ANSWER_GRACE), timer)
        .thenReturn(record)
        .map(it -> answered(it.latest().orElseThrow(), it.cacheUse(), true, leader, scope))
        .onErrorResume(
            StepException.class,
            e ->
                Mono.justOrEmpty(e.fault().reply())
                    .flatMap(it ->
                        leader.report() == null && isOfOneClient(it)
                            ? Mono.error(new OfOneClient())
                            : Mono.just(it))
                    .map(it -> answered(it, record.cacheUse(), false, leader, scope))
                    .switchIfEmpty(Mono.error(() -> isFull(e) ? BulkheadStage.rejected() : e)))
        .onErrorResume(TimeoutException.class, e -> Mono.fromSupplier(() -> late(scope)))
        .doFinally(signal -> leader.requestEnded())
        .contextWrite(context -> context.put(AnswerLeader.class, leader));
  }

  /** Nothing was run. */
  private static boolean isFull(StepException e) {
    return e.fault().type() == Fault.Type.REJECTED;
  }

  private Answered late(Scope scope) {
    Report report =
        notRun(
            new Verdict.TooLate(),
            failed(Fault.Type.TIMEOUT, "no answer within the deadline"),
            scope);
    return new Answered(report, made.apply(report), false);
  }

  /**
   * @param isComplete whether the answer may be kept
   */
  private Answered answered(
      Reply reply, Optional<CacheUse> use, boolean isComplete, AnswerLeader leader, Scope scope) {
    var answer =
        new HttpAnswer(
            reply.code(),
            HttpAnswer.headers(reply.headers()),
            JsonWriter.of(reply.body().bytes()),
            Optional.empty());
    Report own = leader.report();
    Report report =
        own == null
            ? notRun(
                new Verdict.Met(),
                isComplete
                    ? new Outcome.Skipped(OptionalInt.empty())
                    : failed(Fault.Type.UNAVAILABLE, "in the run of another request"),
                scope)
            : own;
    answer.with(ServerTiming.HEADER, ServerTiming.of(report));
    use.ifPresent(it -> {
      String tasks = own == null ? "" : CacheStatus.of(own).map(", "::concat).orElse("");
      answer.with(CacheStatus.NAME, CacheStatus.ofAnswer(it) + tasks);
      if (own == null || it.result() == CacheUse.Result.STALE) {
        answer.with(HttpHeaders.AGE, Long.toString(age(reply, it)));
      }
    });
    boolean isStale = use.filter(it -> it.result() == CacheUse.Result.STALE).isPresent();
    return new Answered(report, answer, own != null && isStale);
  }

  /** The age of a cached answer in seconds. */
  private long age(Reply reply, CacheUse use) {
    Optional<Duration> ttl =
        reply.code() == StatusMapping.ABSENT
            ? cache.config().negativeTtl()
            : Optional.of(cache.config().ttl());
    return use.result() == CacheUse.Result.COLLAPSED
        ? 0
        : Math.max(0, ttl.orElse(Duration.ZERO).toSeconds() - use.seconds());
  }

  /** The report for the observers if the client disconnected before there was an answer. */
  Report abandoned(Scope scope) {
    return notRun(new Verdict.Abandoned(), new Outcome.Cancelled(), scope);
  }

  private static Outcome failed(Fault.Type type, String detail) {
    Fault why = Fault.of(type, detail);
    return new Outcome.Failed(
        why, List.of(new Outcome.Flaw("", OptionalInt.empty(), Optional.of(why))));
  }

  private Report notRun(Verdict verdict, Outcome outcome, Scope scope) {
    var none = new Report.Entry(outcome, 0, 0, Optional.empty(), Map.of(), Optional.empty());
    return new Report(
        plan, Collections.nCopies(plan.tasks().size(), none), verdict, DecidedBy.CACHE, scope, 0);
  }

  private Mono<Json> run(Scope scope) {
    return Mono.deferContextual(context -> {
      AnswerLeader leader = context.get(AnswerLeader.class);
      Mono<Json> run =
          Mono.defer(() -> {
            leader.runBegun();
            return leader
                .runner()
                .run(plan, scope.withEqualCalls(EqualCalls.of(plan.repeated())), RunListener.NONE)
                .doOnNext(leader::decided)
                .doOnTerminate(leader::runEnded)
                .flatMap(report -> cacheable(report, scope));
          });
      return bulkhead.map(it -> it.limited(run)).orElse(run);
    });
  }

  /** The value to cache; empty for an answer that says that nothing was found. */
  private Mono<Json> cacheable(Report report, Scope scope) {
    HttpAnswer answer = made.apply(report);
    boolean isComplete = report.isComplete() && !answer.headers().contains(HttpHeaders.SET_COOKIE);
    boolean isMet = report.verdict() instanceof Verdict.Met && answer.status() < 300;
    if (isMet && answer.status() == 200 && isComplete) {
      EntityTag.tag(answer);
    }
    Reply reply = reply(answer);
    if (isComplete && isMet) {
      scope.call().reply(Json.TRUE, reply);
      return Mono.just(Json.TRUE);
    }
    if (isComplete && isAbsent(report, answer)) {
      scope.call().reply(reply);
      return Mono.empty();
    }
    Fault fault = Fault.of(Fault.Type.UNAVAILABLE, ProblemTexts.DEFECT).with(reply);
    boolean isOfBackend = report.verdict() instanceof Verdict.Met || answer.status() >= 500;
    return Mono.error(new StepException(isOfBackend ? fault : fault.ofCaller()));
  }

  /** A redirect is included, because its target may contain the state of one client. */
  private static boolean isOfOneClient(Reply reply) {
    boolean setsCookie =
        reply.headers().keySet().stream().anyMatch(HttpHeaders.SET_COOKIE::equalsIgnoreCase);
    return setsCookie || reply.code() / 100 == REDIRECTION;
  }

  private static boolean isAbsent(Report report, HttpAnswer answer) {
    return answer.status() == StatusMapping.ABSENT
        && report.decider().stream().anyMatch(it -> report.outcome(it) instanceof Outcome.Absent);
  }

  private static Reply reply(HttpAnswer answer) {
    Map<String, List<String>> headers = answer.headerMap();
    headers.remove(ServerTiming.HEADER);
    headers.remove(CacheStatus.NAME);
    return new Reply(answer.status(), headers, new ReplyBody("", answer.body().toBytes()));
  }
}
