package dev.joinall.web;

import dev.joinall.json.Json;
import dev.joinall.json.MalformedJson;
import dev.joinall.plan.Inputs;
import dev.joinall.plan.Plan;
import dev.joinall.run.Runner;
import dev.joinall.template.Scope;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
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
  /** Of a request's body, in bytes. */
  static final int MAX_BODY = 1 << 20;

  private final Router router;
  private final Runner runner;
  private final LongSupplier clock;
  private final HttpHandler others;

  /**
   * A handler of all plans.
   *
   * @param timer whose time deadlines are counted in
   * @param others handles what is no route of a plan
   */
  public AggregationHandler(List<Plan> plans, Runner runner, Scheduler timer, HttpHandler others) {
    this.router = new Router(plans);
    this.runner = runner;
    this.clock = () -> timer.now(TimeUnit.NANOSECONDS);
    this.others = others;
  }

  @Override
  public Mono<Void> handle(ServerHttpRequest request, ServerHttpResponse response) {
    String method = request.getMethod().name();
    return switch (router.match(method, request.getURI().getRawPath())) {
      case Router.Found(Plan plan, List<String> variables) ->
          answer(plan, variables, request, response);
      case Router.OtherMethods(var allowed) ->
          write(
              ProblemDetails.of(405, "this route does not know " + method)
                  .with(HttpHeaders.ALLOW, String.join(", ", allowed)),
              request,
              response);
      case Router.Nothing nothing -> others.handle(request, response);
    };
  }

  private Mono<Void> answer(
      Plan plan, List<String> variables, ServerHttpRequest request, ServerHttpResponse response) {
    long deadline = clock.getAsLong() + plan.deadline().toNanos();
    Trace trace = Trace.of(request.getHeaders().getFirst("traceparent"));
    response.getHeaders().set("traceparent", trace.parent());
    var scope = new Scope(plan.slots(), clock, deadline, trace.parent());
    scope.set(plan.inputs().id(), Json.string(trace.id()));
    scope.set(plan.inputs().time(), Json.string(Instant.now().toString()));
    var binder = new InputBinder(plan.inputs(), scope);
    binder.bind(request, variables);
    Mono<Answered> answered =
        plan.inputs().body().isEmpty()
            ? run(plan, scope, binder)
            : withBody(plan, plan.inputs().body().get(), scope, binder, request);
    return answered.flatMap(it -> write(it, request, response));
  }

  private Mono<Answered> run(Plan plan, Scope scope, InputBinder binder) {
    return binder.violations().isEmpty()
        ? runner.run(plan, scope).map(Answers::of)
        : Mono.just(ProblemDetails.invalidInput(binder.violations()));
  }

  private Mono<Answered> withBody(
      Plan plan, Inputs.Body body, Scope scope, InputBinder binder, ServerHttpRequest request) {
    MediaType type = request.getHeaders().getContentType();
    if (type == null || !(MediaType.APPLICATION_JSON.includes(type) || isJsonSuffix(type))) {
      return Mono.just(ProblemDetails.of(415, "the body must be application/json"));
    }
    return DataBufferUtils.join(request.getBody(), MAX_BODY)
        .map(AggregationHandler::bytes)
        .defaultIfEmpty(new byte[0])
        .flatMap(bytes -> {
          binder.bind(body, Json.parse(bytes));
          return run(plan, scope, binder);
        })
        .onErrorResume(
            MalformedJson.class,
            e -> Mono.just(ProblemDetails.of(400, "the body is not valid JSON: " + e.getMessage())))
        .onErrorResume(
            DataBufferLimitException.class,
            e ->
                Mono.just(ProblemDetails.of(413, "the body has more than " + MAX_BODY + " bytes")));
  }

  private static boolean isJsonSuffix(MediaType type) {
    return type.getSubtype().endsWith("+json");
  }

  private static byte[] bytes(DataBuffer buffer) {
    byte[] bytes = new byte[buffer.readableByteCount()];
    buffer.read(bytes);
    DataBufferUtils.release(buffer);
    return bytes;
  }

  private static Mono<Void> write(
      Answered answered, ServerHttpRequest request, ServerHttpResponse response) {
    response.setRawStatusCode(answered.status());
    HttpHeaders headers = response.getHeaders();
    answered.headers().forEach(headers::set);
    headers.setContentLength(answered.body().length());
    if (request.getMethod().equals(HttpMethod.HEAD)) {
      return response.setComplete();
    }
    DataBuffer body =
        response.bufferFactory().wrap(answered.body().array()).split(answered.body().length());
    return response.writeWith(Mono.just(body));
  }
}
