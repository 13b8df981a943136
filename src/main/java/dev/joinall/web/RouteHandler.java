package dev.joinall.web;

import dev.joinall.config.Fields;
import dev.joinall.config.Priority;
import dev.joinall.edge.AdmissionControl.Rejection;
import dev.joinall.edge.Edge;
import dev.joinall.edge.RequestAcceptor;
import dev.joinall.ops.AccessLog;
import dev.joinall.ops.Observation;
import dev.joinall.ops.Rejections;
import dev.joinall.plan.Plan;
import dev.joinall.run.Runner;
import dev.joinall.security.Security;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Handles the requests that come through Spring's adapter: those outside all routes, which it
 * passes to Spring's dispatcher, and the requests to routes that {@link Http1Routes} does not take.
 * Thread-safe.
 */
public final class RouteHandler implements HttpHandler {
  /** The deadline that limits the queueing time of a request outside all routes. */
  private static final Duration NO_ROUTE_DEADLINE = Duration.ofSeconds(2);

  private final Routes routes;
  private final HttpHandler others;
  private final Edge edge;
  private final CacheRules caching;
  private final Rejections rejections;

  /**
   * A handler of all plans.
   *
   * @param security recognizes the callers of the plans
   * @param timer the clock of the deadlines
   * @param observation observes the requests
   * @param others handles requests outside all routes
   * @param edge limits bodies and answers
   * @param caching sets the caching headers of all answers
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
    this.rejections = observation.rejections();
    this.routes = new Routes(plans, runner, security, timer, observation, edge, caching);
  }

  /** Serves these plans from now on. Requests in flight end on their old plan. */
  public void serve(List<Plan> plans, Runner runner, Security security) {
    routes.serve(plans, runner, security);
  }

  /**
   * The acceptor that takes the usual requests to the same routes before this handler.
   *
   * @param log gets a line for each of them; empty if there is no access log
   */
  public RequestAcceptor http1(Optional<AccessLog> log) {
    return new Http1Routes(routes, edge.admission(), caching, log);
  }

  @Override
  public Mono<Void> handle(ServerHttpRequest request, ServerHttpResponse response) {
    var routeRequest = new SpringRequest(request);
    var answer = new SpringResponse(response);
    return routes.handle(
        routeRequest,
        answer,
        () ->
            isNoReference(routeRequest.path())
                ? Routes.missing(routeRequest, answer)
                : passOn(request, response, routeRequest, answer));
  }

  private Mono<Void> passOn(
      ServerHttpRequest request,
      ServerHttpResponse response,
      RouteRequest routeRequest,
      RouteResponse answer) {
    caching.begin(response.getHeaders());
    return edge.admission()
        .queue()
        .enqueue(
            Priority.NORMAL,
            NO_ROUTE_DEADLINE,
            () -> others.handle(request, response),
            () -> {
              rejections.shed(Rejections.NO_ROUTE, Fields.name(Rejection.LATENESS));
              return Admission.refuse(Rejection.LATENESS, routeRequest, answer);
            });
  }

  /** Whether the path is no valid URI reference. Spring's problem details would quote it as one. */
  private static boolean isNoReference(String path) {
    return path.startsWith("//") || path.equals("/*");
  }
}
