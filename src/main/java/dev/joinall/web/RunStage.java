package dev.joinall.web;

import dev.joinall.backend.StatusMapping;
import dev.joinall.config.RouteConfig;
import dev.joinall.edge.ClientConnections;
import dev.joinall.openapi.ProblemTexts;
import dev.joinall.ops.Observation;
import dev.joinall.plan.AnswerType;
import dev.joinall.plan.Plan;
import dev.joinall.run.MemoryBudget;
import dev.joinall.run.Report;
import dev.joinall.run.RunListener;
import dev.joinall.template.InvalidExpression;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** The last stage: runs the plan, and answers with its report as JSON or as a stream of events. */
final class RunStage implements RouteStage {
  private static final Logger log = LoggerFactory.getLogger(RunStage.class);

  private final Observation observation;
  private final RequestObserver observer;
  private final MemoryBudget memory;
  private final StreamWriter streams;
  private final Scheduler timer;
  private final Optional<BulkheadStage> bulkhead;
  private final Optional<CachedAnswers> cached;

  /**
   * @param plan the plan of the route
   * @param connections the connections of the clients
   * @param bulkhead limits the runs of a route whose answers are cached; a cached answer needs no
   *     permit
   */
  RunStage(
      Plan plan,
      Observation observation,
      MemoryBudget memory,
      ClientConnections connections,
      Optional<BulkheadStage> bulkhead,
      Scheduler timer) {
    this.bulkhead = bulkhead;
    this.observation = observation;
    this.observer = new RequestObserver(observation);
    this.streams = new StreamWriter(connections, observation.streams());
    this.memory = memory;
    this.timer = timer;
    this.cached =
        plan.cache().map(it -> new CachedAnswers(plan, it, this::made, memory, bulkhead, timer));
  }

  @Override
  public Mono<Void> handle(RouteExchange exchange, Next next) {
    if (exchange.plan().answer().streamed()) {
      return run(exchange); // its type comes with it
    }
    boolean streams = exchange.plan().streams();
    Optional<AnswerType> type = exchange.plan().answer().met().type();
    return switch (Negotiation.of(exchange.request(), streams, type)) {
      case Negotiation.Whole whole -> run(exchange);
      case Negotiation.Stream(EventFormat format) ->
          EventStream.hasEnded(format, exchange.request())
              ? EventStream.endWithoutReconnect(exchange.response())
              : limited(exchange, () -> stream(format, exchange));
      case Negotiation.NotAcceptable(String detail) ->
          Mono.error(() -> new RejectedRequest(406, detail));
    };
  }

  private Mono<Void> run(RouteExchange exchange) {
    return cached.map(it -> runUnlessCached(it, exchange)).orElseGet(() -> runUncached(exchange));
  }

  /** Runs the plan if the key can't be computed, or if the shared answer belongs to one client. */
  private Mono<Void> runUnlessCached(CachedAnswers answers, RouteExchange exchange) {
    var decided = new AtomicBoolean();
    return answers
        .answer(exchange.scope(), exchange.runner())
        .doOnCancel(() -> {
          if (decided.compareAndSet(false, true)) {
            var _ = answer(answers.abandoned(exchange.scope()), exchange);
          }
        })
        .map(it -> {
          decided.set(true);
          return answer(it.report(), it.answer(), it.stale(), exchange);
        })
        .flatMap(answer -> write(answer, exchange))
        .onErrorResume(
            e -> e instanceof InvalidExpression || e instanceof CachedAnswers.OfOneClient,
            e -> limited(exchange, () -> runUncached(exchange)));
  }

  /**
   * A run outside the cache needs a permit; on a route without a cache the request already has one.
   */
  private Mono<Void> limited(RouteExchange exchange, Supplier<Mono<Void>> run) {
    return bulkhead.map(it -> it.handle(exchange, own -> run.get())).orElseGet(run);
  }

  private Mono<Void> runUncached(RouteExchange exchange) {
    var listener =
        new RunListener() {
          @Override
          public void decidedWithoutClient(Report report) {
            var _ = answer(report, exchange);
          }
        };
    return exchange
        .runner()
        .run(exchange.plan(), exchange.scope(), listener)
        .flatMap(report -> write(answer(report, exchange), exchange));
  }

  private Mono<Void> write(HttpAnswer answer, RouteExchange exchange) {
    return answer.stream()
        .map(it -> streams.write(answer, it, exchange))
        .orElseGet(() -> exchange.write(answer));
  }

  private Mono<Void> stream(EventFormat format, RouteExchange exchange) {
    return new EventStream(format, memory, observation.streams())
        .write(exchange, timer, report -> observed(report, made(report), false, exchange));
  }

  /** Only a complete answer of a safe route has a tag, because only that is worth caching. */
  private HttpAnswer answer(Report report, RouteExchange exchange) {
    return answer(report, exchange.streams().orClientsFailure(made(report)), false, exchange);
  }

  private HttpAnswer answer(
      Report report, HttpAnswer answer, boolean isStale, RouteExchange exchange) {
    boolean safe = exchange.plan().route().map(RouteConfig::safe).orElse(false);
    boolean isComplete = report.isComplete() || isStale;
    return observed(
        report,
        safe && answer.status() == 200 && isComplete && answer.stream().isEmpty()
            ? EntityTag.validated(answer, exchange.request())
            : answer,
        isStale,
        exchange);
  }

  /** The answer of a run; a failure to make it becomes an answer, too. */
  private HttpAnswer made(Report report) {
    try {
      return AnswerAssembler.of(report, memory.maxPerRequest());
    } catch (RuntimeException | StackOverflowError e) {
      log.error("The response of {} could not be built", report.plan().name(), e);
      return ProblemDetails.of(StatusMapping.DEFECT, ProblemTexts.DEFECT);
    }
  }

  /** An exception of an observer does not fail the request. */
  private HttpAnswer observed(
      Report report, HttpAnswer answer, boolean isStale, RouteExchange exchange) {
    try {
      observer.completed(report, answer.status(), isStale, exchange);
    } catch (RuntimeException e) {
      log.error("The metrics and log of a request to {} failed", report.plan().name(), e);
    }
    return answer;
  }
}
