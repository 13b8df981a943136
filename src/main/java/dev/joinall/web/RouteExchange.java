package dev.joinall.web;

import dev.joinall.plan.Plan;
import dev.joinall.run.MemoryBudget;
import dev.joinall.run.Runner;
import dev.joinall.security.AuthenticatedCaller;
import dev.joinall.template.Scope;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;

/**
 * One request to a route, its response, and the objects that serve it. The stages of the route pass
 * it on. Used by one thread at a time.
 */
final class RouteExchange {
  private final RouteRequest request;
  private final RouteResponse response;
  private final Plan plan;
  private final List<String> variables;
  private final Runner runner;
  private final MemoryBudget.Reservation memory;
  private @Nullable AuthenticatedCaller caller;
  private @Nullable Scope scope;
  private @Nullable InputBinder binder;
  private RequestStreams streams = RequestStreams.NONE;

  /**
   * @param variables the variables of the path, in the order of the route, still percent-encoded
   * @param runner the runner of the plan's deployment
   * @param memory the memory of this request
   */
  RouteExchange(
      RouteRequest request,
      RouteResponse response,
      Plan plan,
      List<String> variables,
      Runner runner,
      MemoryBudget.Reservation memory) {
    this.request = request;
    this.response = response;
    this.plan = plan;
    this.variables = variables;
    this.runner = runner;
    this.memory = memory;
  }

  RouteRequest request() {
    return request;
  }

  RouteResponse response() {
    return response;
  }

  Plan plan() {
    return plan;
  }

  List<String> variables() {
    return variables;
  }

  Runner runner() {
    return runner;
  }

  MemoryBudget.Reservation memory() {
    return memory;
  }

  /** The values that expressions read; available only after the inputs are bound. */
  Scope scope() {
    return Objects.requireNonNull(scope, "the inputs are not bound yet");
  }

  /** Empty before the inputs are bound. */
  Optional<Scope> bound() {
    return Optional.ofNullable(scope);
  }

  /** Called when the inputs except the body are bound. */
  void bind(Scope bound, InputBinder by) {
    scope = bound;
    binder = by;
  }

  /** The binder of the inputs, with the violations so far. */
  InputBinder binder() {
    return Objects.requireNonNull(binder, "the inputs are not bound yet");
  }

  /** The authenticated caller; empty if the route needs none. */
  Optional<AuthenticatedCaller> caller() {
    return Optional.ofNullable(caller);
  }

  void authenticate(AuthenticatedCaller known) {
    caller = known;
  }

  /** The streams of the request; none before they are opened. */
  RequestStreams streams() {
    return streams;
  }

  void open(RequestStreams opened) {
    streams = opened;
  }

  /** Releases the resources of the request. */
  void close() {
    streams.close();
    memory.release();
  }

  /** Writes a whole answer. */
  Mono<Void> write(HttpAnswer answer) {
    closeAfterRest(answer);
    return ResponseWriter.write(answer, request, response);
  }

  /** Sets the status and the headers of an answer whose body is written by the caller. */
  void setHead(HttpAnswer answer) {
    closeAfterRest(answer);
    ResponseWriter.setHead(answer, response);
  }

  private void closeAfterRest(HttpAnswer answer) {
    if (streams.hasUnreadBody()) {
      answer.with(HttpHeaders.CONNECTION, "close");
    }
  }
}
