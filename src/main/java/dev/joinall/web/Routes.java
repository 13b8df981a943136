package dev.joinall.web;

import dev.joinall.config.Priority;
import dev.joinall.edge.Edge;
import dev.joinall.openapi.ProblemTexts;
import dev.joinall.ops.Observation;
import dev.joinall.plan.Plan;
import dev.joinall.run.MemoryBudget;
import dev.joinall.run.Runner;
import dev.joinall.security.Security;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Finds the route of each request in the served version of the file, and passes the request through
 * its stages. Thread-safe.
 */
final class Routes {
  private final Edge edge;
  private final CacheRules caching;
  private final RequestObserver observer;
  private final RouteStages stages;
  private volatile Served served;

  /** One version of the file as it is served. A request reads it once. */
  record Served(Router router, Runner runner) {}

  /**
   * @param security recognizes the callers of the plans
   * @param timer the clock of the deadlines
   * @param observation observes the requests
   * @param edge limits bodies and answers
   * @param caching sets the caching headers of all answers
   */
  Routes(
      List<Plan> plans,
      Runner runner,
      Security security,
      Scheduler timer,
      Observation observation,
      Edge edge,
      CacheRules caching) {
    this.edge = edge;
    this.caching = caching;
    this.observer = new RequestObserver(observation);
    this.stages = new RouteStages(observation, edge, timer);
    this.served = new Served(router(plans, security), runner);
  }

  private Router router(List<Plan> plans, Security security) {
    Set<Priority> yielding = yieldingPriorities(plans);
    return new Router(
        plans.stream()
            .map(it ->
                new Router.Served(
                    it, caching.vary(it), Cors.of(it), stages.of(it, security, yielding)))
            .toList());
  }

  /**
   * The priorities that leave capacity for higher ones; {@code NORMAL} only if a route has {@code
   * HIGH}.
   */
  private static Set<Priority> yieldingPriorities(List<Plan> plans) {
    return plans.stream().anyMatch(it -> it.access().overload().priority() == Priority.HIGH)
        ? Set.of(Priority.NORMAL, Priority.LOW)
        : Set.of(Priority.LOW);
  }

  /** Serves these plans from now on. Requests in flight end on their old plan. */
  void serve(List<Plan> plans, Runner runner, Security security) {
    served = new Served(router(plans, security), runner);
  }

  Served now() {
    return served;
  }

  /**
   * Answers a request.
   *
   * @param others answers it if no route has its path
   */
  Mono<Void> handle(RouteRequest request, RouteResponse response, Supplier<Mono<Void>> others) {
    Served now = served;
    String path = request.path();
    Optional<Cors> preflighted =
        Cors.requestedMethod(request).flatMap(it -> cors(now.router().match(it, path)));
    if (preflighted.isPresent()) {
      return preflighted.get().preflight(request, response);
    }
    return switch (now.router().match(request.method(), path)) {
      case Router.Found found ->
          expectsMore(request)
              ? unmet(found.plan(), request, response)
              : enter(now, found, request, response, () -> handle(request, response, others));
      case Router.OtherMethods(var allowed) ->
          ResponseWriter.write(
              CacheRules.forbid(
                  ProblemDetails.of(405, ProblemTexts.unknownMethod(request.method()))
                      .with(HttpHeaders.ALLOW, String.join(", ", allowed))
                      .with(HttpHeaders.VARY, caching.vary())),
              request,
              response);
      case Router.Nothing nothing -> others.get();
    };
  }

  static Mono<Void> missing(RouteRequest request, RouteResponse response) {
    return ResponseWriter.write(
        CacheRules.forbid(ProblemDetails.of(404, ProblemTexts.NO_ROUTE)), request, response);
  }

  private static Optional<Cors> cors(Router.Match match) {
    return match instanceof Router.Found found ? found.route().cors() : Optional.empty();
  }

  /**
   * Passes a request through the stages of its route. The plan's backends stay open until it ends.
   *
   * @param now the version in which the route was found
   * @param replaced answers the request if another version is served meanwhile
   */
  Mono<Void> enter(
      Served now,
      Router.Found found,
      RouteRequest request,
      RouteResponse response,
      Supplier<Mono<Void>> replaced) {
    Runner runner = now.runner();
    CacheRules.begin(response, found.route().vary());
    if (!runner.inFlight().enter()) {
      return served.runner() == runner ? ending(found.plan(), request, response) : replaced.get();
    }
    MemoryBudget.Reservation memory = edge.memory().reservation();
    var exchange =
        new RouteExchange(request, response, found.plan(), found.variables(), runner, memory);
    return found
        .route()
        .stages()
        .handle(exchange)
        .doFinally(signal -> {
          exchange.close();
          runner.inFlight().leave();
        });
  }

  /**
   * Whether the client sends an expectation that this server does not support (RFC 9110, 10.1.1).
   */
  private static boolean expectsMore(RouteRequest request) {
    List<String> expected = request.headers(HttpHeaders.EXPECT);
    return !expected.isEmpty()
        && !(expected.size() == 1 && expected.getFirst().equalsIgnoreCase("100-continue"));
  }

  private Mono<Void> unmet(Plan plan, RouteRequest request, RouteResponse response) {
    observer.rejected(plan, 417, RejectionReason.EXPECTATION, request);
    return ResponseWriter.write(
        CacheRules.forbid(ProblemDetails.of(417, ProblemTexts.EXPECTATION)), request, response);
  }

  /** Answers with 503, because the version of the file that has the route is no longer served. */
  Mono<Void> ending(Plan plan, RouteRequest request, RouteResponse response) {
    observer.rejected(plan, 503, RejectionReason.ENDING, request);
    return ResponseWriter.write(
        ProblemDetails.of(503, ProblemTexts.ENDING).with(HttpHeaders.RETRY_AFTER, "1"),
        request,
        response);
  }
}
