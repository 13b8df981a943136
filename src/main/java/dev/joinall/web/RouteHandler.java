package dev.joinall.web;

import dev.joinall.edge.AdmissionControl.Rejection;
import dev.joinall.edge.Edge;
import dev.joinall.ops.Observation;
import dev.joinall.plan.Plan;
import dev.joinall.run.MemoryBudget;
import dev.joinall.run.Runner;
import dev.joinall.security.Security;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Finds the route of a request, and passes the request through the stages of every route. It
 * precedes Spring's dispatcher, which gets all other requests, because the dispatcher costs more
 * than a whole answer otherwise does. Thread-safe.
 */
public final class RouteHandler implements HttpHandler {
  /** The deadline that limits the queueing time of a request outside all routes. */
  private static final Duration NO_ROUTE_DEADLINE = Duration.ofSeconds(2);

  private final HttpHandler others;
  private final Edge edge;
  private final CacheRules caching;
  private final RequestObserver observer;
  private final RouteStages stages;
  private volatile Served served;

  /** One version of the file as it is served. A request reads it once. */
  private record Served(Router router, Runner runner) {}

  /**
   * A handler of all plans.
   *
   * @param security knows the callers of the plans
   * @param timer the clock of the deadlines
   * @param observation observes the requests
   * @param others handles requests outside all routes
   * @param edge limits bodies and answers
   * @param caching of all answers
   */
  public RouteHandler(
      List<Plan> plans,
      Runner runner,
      Security security,
      Scheduler timer,
      Observation observation,
      HttpHandler others,
      Edge edge,
      CacheRules caching) {
    this.others = others;
    this.edge = edge;
    this.caching = caching;
    this.observer = new RequestObserver(observation);
    this.stages = new RouteStages(observation, edge, timer);
    this.served = new Served(router(plans, security), runner);
  }

  private Router router(List<Plan> plans, Security security) {
    return new Router(
        plans.stream()
            .map(
                it -> new Router.Served(it, caching.vary(it), Cors.of(it), stages.of(it, security)))
            .toList());
  }

  /** From now on, requests get these plans. Requests in flight end on their old plan. */
  public void serve(List<Plan> plans, Runner runner, Security security) {
    served = new Served(router(plans, security), runner);
  }

  @Override
  public Mono<Void> handle(ServerHttpRequest request, ServerHttpResponse response) {
    Served now = served;
    String method = request.getMethod().name();
    String path = request.getURI().getRawPath();
    Optional<Cors> asked = Cors.asked(request).flatMap(it -> cors(now.router().match(it, path)));
    if (asked.isPresent()) {
      return asked.get().preflight(request, response);
    }
    return switch (now.router().match(method, path)) {
      case Router.Found found -> enter(now.runner(), found, request, response);
      case Router.OtherMethods(var allowed) ->
          ResponseWriter.write(
              CacheRules.forbid(
                  ProblemDetails.of(405, "this route does not know " + method)
                      .with(HttpHeaders.ALLOW, String.join(", ", allowed))
                      .with(HttpHeaders.VARY, caching.vary())),
              request,
              response);
      case Router.Nothing nothing when isNoReference(path) ->
          ResponseWriter.write(
              CacheRules.forbid(ProblemDetails.of(404, "there is no such route")),
              request,
              response);
      case Router.Nothing nothing -> {
        caching.begin(response.getHeaders());
        yield edge.admission()
            .queue()
            .enqueue(
                NO_ROUTE_DEADLINE,
                () -> others.handle(request, response),
                () -> AdmissionHandler.refuse(Rejection.LATENESS, request, response));
      }
    };
  }

  private static Optional<Cors> cors(Router.Match match) {
    return match instanceof Router.Found found ? found.route().cors() : Optional.empty();
  }

  /** The plan's backends stay open until this request ends. */
  private Mono<Void> enter(
      Runner runner, Router.Found found, ServerHttpRequest request, ServerHttpResponse response) {
    if (expectsMore(request)) {
      observer.rejected(found.plan(), 417, request);
      return ResponseWriter.write(
          CacheRules.forbid(ProblemDetails.of(417, "only Expect: 100-continue can be met")),
          request,
          response);
    }
    CacheRules.begin(response.getHeaders(), found.route().vary());
    if (!runner.inFlight().enter()) {
      return served.runner() == runner
          ? ending(found.plan(), request, response)
          : handle(request, response); // by the plans that replaced these meanwhile
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

  /** Spring would quote the path in its problem, as a valid URI reference, which these are not. */
  private static boolean isNoReference(String path) {
    return path.startsWith("//") || path.equals("/*");
  }

  /** Whether the client expects something that this server does not know (RFC 9110, 10.1.1). */
  private static boolean expectsMore(ServerHttpRequest request) {
    List<String> expected = request.getHeaders().getOrEmpty(HttpHeaders.EXPECT);
    return !expected.isEmpty()
        && !(expected.size() == 1 && expected.getFirst().equalsIgnoreCase("100-continue"));
  }

  private Mono<Void> ending(Plan plan, ServerHttpRequest request, ServerHttpResponse response) {
    observer.rejected(plan, 503, request);
    return ResponseWriter.write(
        ProblemDetails.of(503, "this server is shutting down"), request, response);
  }
}
