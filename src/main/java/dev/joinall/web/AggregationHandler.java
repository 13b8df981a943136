package dev.joinall.web;

import dev.joinall.config.RouteConfig;
import dev.joinall.ops.Ended;
import dev.joinall.ops.Observation;
import dev.joinall.ops.PeerErrors;
import dev.joinall.plan.Plan;
import dev.joinall.run.Held;
import dev.joinall.run.InFlight;
import dev.joinall.run.Listener;
import dev.joinall.run.Report;
import dev.joinall.run.Runner;
import dev.joinall.template.Budget;
import dev.joinall.template.Scope;
import dev.joinall.template.Trace;
import dev.joinall.web.edge.AdmissionControl.Rejection;
import dev.joinall.web.edge.Edge;
import dev.joinall.web.edge.Limits;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Answers the routes of the file: binds the input, runs the plan, writes the answer. Stands in
 * front of Spring's dispatcher, which gets all other requests, because the dispatcher costs more
 * than a whole answer otherwise does. Thread-safe.
 */
public final class AggregationHandler implements HttpHandler {
  private static final Logger log = LoggerFactory.getLogger(AggregationHandler.class);

  /** What Reactor Netty says then. */
  private static final String ALREADY_SENT = "Status and headers already sent";

  /** The deadline by which the wait of a request is judged that belongs to no route. */
  private static final Duration NO_ROUTE = Duration.ofSeconds(2);

  private final Scheduler timer;
  private final Observation observation;
  private final HttpHandler others;
  private final Scopes scopes;
  private final Edge edge;
  private final CacheRules caching;
  private volatile Served served;

  /** What one version of the file became. A request looks at it once. */
  private record Served(Router router, Runner runner) {}

  /**
   * A handler of all plans.
   *
   * @param timer whose time deadlines are counted in
   * @param observation is told of requests
   * @param others handles what is no route of a plan
   * @param edge bounds bodies and answers
   * @param caching of all answers
   */
  public AggregationHandler(
      List<Plan> plans,
      Runner runner,
      Scheduler timer,
      Observation observation,
      HttpHandler others,
      Edge edge,
      CacheRules caching) {
    this.served = new Served(new Router(plans, caching), runner);
    this.timer = timer;
    this.observation = observation;
    this.scopes = new Scopes(timer);
    this.others = others;
    this.edge = edge;
    this.caching = caching;
  }

  /** Requests from now on get these plans; those under way end on the plan that they have. */
  public void serve(List<Plan> plans, Runner runner) {
    served = new Served(new Router(plans, caching), runner);
  }

  @Override
  public Mono<Void> handle(ServerHttpRequest request, ServerHttpResponse response) {
    Served now = served;
    String method = request.getMethod().name();
    return switch (now.router().match(method, request.getURI().getRawPath())) {
      case Router.Found found ->
          inTurn(
              found.plan().deadline(),
              () -> enter(now.runner(), found, request, response),
              request,
              response);
      case Router.OtherMethods(var allowed) ->
          AnswerWriter.write(
              ProblemDetails.of(405, "this route does not know " + method)
                  .with(HttpHeaders.ALLOW, String.join(", ", allowed))
                  .with(HttpHeaders.VARY, caching.vary()),
              request,
              response);
      case Router.Nothing nothing when request.getURI().getRawPath().startsWith("//") ->
          // no URI reference that could be quoted in a problem, as Spring does
          AnswerWriter.write(ProblemDetails.of(404, "there is no such route"), request, response);
      case Router.Nothing nothing -> {
        caching.begin(response.getHeaders());
        yield inTurn(NO_ROUTE, () -> others.handle(request, response), request, response);
      }
    };
  }

  /** Waits for the event loop, or answers with 503 where that takes too long. */
  private Mono<Void> inTurn(
      Duration deadline,
      Supplier<Mono<Void>> work,
      ServerHttpRequest request,
      ServerHttpResponse response) {
    return edge.admission()
        .queue()
        .inTurn(
            deadline, work, () -> AdmissionHandler.refuse(Rejection.LATENESS, request, response));
  }

  /** The plan's backends stay open until this request leaves. */
  private Mono<Void> enter(
      Runner runner, Router.Found found, ServerHttpRequest request, ServerHttpResponse response) {
    CacheRules.begin(response.getHeaders(), found.vary());
    InFlight inFlight = runner.inFlight();
    if (!inFlight.enter()) {
      return served.runner() == runner
          ? reject(new Rejected(503, "this server is ending"), found.plan(), request, response)
          : handle(request, response); // by the plans that have come meanwhile
    }
    Held.Share share = edge.held().share();
    Mono<Void> answer;
    try {
      answer = answer(runner, found, request, response, share);
    } catch (Throwable e) { // whatever it is, the client gets an answer
      answer = Mono.error(e);
    }
    return answer
        .onErrorResume(error -> failed(error, found.plan(), request, response))
        .doFinally(signal -> {
          share.giveBack();
          inFlight.leave();
        });
  }

  private Mono<Void> answer(
      Runner runner,
      Router.Found found,
      ServerHttpRequest request,
      ServerHttpResponse response,
      Held.Share share) {
    Plan plan = found.plan();
    Trace trace = observation.tracing().sampled(TraceHeaders.read(request.getHeaders()));
    response.getHeaders().set(TraceHeaders.PARENT, trace.header().toString());
    Scope scope = scopes.of(plan, trace, new Budget(Budget.Limits.DEFAULT, share::take));
    var binder = new InputBinder(plan.inputs(), scope);
    binder.bind(request, found.variables());
    Supplier<Mono<Void>> run = () -> run(runner, plan, scope, binder, request, response);
    if (plan.inputs().body().isPresent() || RequestBody.isPresent(request.getHeaders())) {
      return body(plan, request, scope, binder, share)
          .then(Mono.defer(() -> inTurn(plan.deadline(), run, request, response)));
    }
    return run.get();
  }

  /** Nothing begins before the body is there as a whole, also where the file declares none. */
  private Mono<Void> body(
      Plan plan, ServerHttpRequest request, Scope scope, InputBinder binder, Held.Share share) {
    Limits limits = edge.limits();
    Duration left = Duration.ofNanos(scope.remaining());
    Duration within = left.compareTo(limits.bodyTime()) < 0 ? left : limits.bodyTime();
    int most = Math.toIntExact(limits.body().toBytes());
    return plan.inputs()
        .body()
        .map(declared ->
            RequestBody.read(request, within, most, share, timer)
                .doOnNext(json -> binder.bind(declared, json))
                .then())
        .orElseGet(() -> RequestBody.discard(request, within, most, timer));
  }

  private Mono<Void> run(
      Runner runner,
      Plan plan,
      Scope scope,
      InputBinder binder,
      ServerHttpRequest request,
      ServerHttpResponse response) {
    if (!binder.violations().isEmpty()) {
      return Mono.error(new Rejected(ProblemDetails.invalidInput(binder.violations())));
    }
    return switch (Negotiation.of(request.getHeaders(), plan.streams())) {
      case Negotiation.Whole whole ->
          runner
              .run(plan, scope, Listener.NONE, report -> told(report, answered(report, request)))
              .flatMap(it -> AnswerWriter.write(it, request, response));
      case Negotiation.Stream(EventFormat format) -> stream(format, runner, plan, scope, response);
      case Negotiation.NotAcceptable none ->
          Mono.error(() ->
              new Rejected(
                  406,
                  plan.streams()
                      ? "this route answers with JSON, or with a stream of it"
                      : "this route answers with JSON alone"));
    };
  }

  /** A defect of who looks on is not the client's. */
  private Answered told(Report report, Answered answered) {
    try {
      observation.requests().accept(new Ended(report, answered.status()));
    } catch (RuntimeException e) {
      log.error("A request to {} could not be observed", report.plan().name(), e);
    }
    return answered;
  }

  private Answered answers(Report report) {
    return Answers.of(report, edge.held().mostOfOne());
  }

  /** Only what is complete and safe to ask for again is worth keeping. */
  private Answered answered(Report report, ServerHttpRequest request) {
    Answered answered = answers(report);
    boolean safe = report.plan().route().map(RouteConfig::safe).orElse(false);
    return safe && answered.status() == 200 && report.isComplete()
        ? EntityTag.validated(answered, request.getHeaders())
        : answered;
  }

  private Mono<Void> stream(
      EventFormat format, Runner runner, Plan plan, Scope scope, ServerHttpResponse response) {
    response.getHeaders().set(HttpHeaders.CONTENT_TYPE, format.type().toString());
    response.getHeaders().set(HttpHeaders.CACHE_CONTROL, CacheRules.NO_STORE);
    return response.writeAndFlushWith(
        new EventStream(format, edge.held())
            .run(runner, plan, scope, timer, report -> told(report, answers(report)))
            .doOnSubscribe(subscription -> observation.streams().began())
            .doFinally(signal -> observation.streams().ended())
            .map(event -> Mono.just(response.bufferFactory().wrap(event))));
  }

  /** No request ends without an answer, unless its client has gone or has a part of it already. */
  private Mono<Void> failed(
      Throwable error, Plan plan, ServerHttpRequest request, ServerHttpResponse response) {
    if (PeerErrors.contains(error)) {
      return Mono.error(error);
    }
    if (isAnsweredAlready(error)) {
      return Mono.empty();
    }
    if (error instanceof Rejected rejected && !response.isCommitted()) {
      return reject(rejected, plan, request, response);
    }
    log.error("{} {} failed", request.getMethod(), request.getURI().getRawPath(), error);
    return response.isCommitted()
        ? Mono.error(error)
        : AnswerWriter.write(
            ProblemDetails.of(500, "this request could not be handled"), request, response);
  }

  private Mono<Void> reject(
      Rejected rejected, Plan plan, ServerHttpRequest request, ServerHttpResponse response) {
    observation.rejections().count(plan.name(), rejected.answered().status());
    return AnswerWriter.write(rejected.answered(), request, response);
  }

  /** By the codec itself, to a request that turned out to be broken behind its beginning. */
  private static boolean isAnsweredAlready(Throwable error) {
    return error instanceof IllegalStateException && ALREADY_SENT.equals(error.getMessage());
  }
}
