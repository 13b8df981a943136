package dev.joinall.web;

import dev.joinall.edge.Limits;
import dev.joinall.json.Json;
import dev.joinall.plan.BodyContent;
import dev.joinall.plan.Inputs;
import java.time.Duration;
import java.util.Optional;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Reads the body of the request and binds it. Rejects invalid inputs.
 *
 * @param limits the limits of bodies
 * @param admission queues the request once more when its body has arrived
 * @param timer the clock of the deadlines
 */
record BodyStage(Limits limits, AdmissionStage admission, Scheduler timer) implements RouteStage {
  /** In bytes. Parsing and validating a larger body may take longer than a slice of the loop. */
  private static final int LARGE_BODY = 16 << 10;

  @Override
  public Mono<Void> handle(RouteExchange exchange, Next next) {
    InputBinder binder = exchange.binder();
    boolean hasBody =
        exchange.plan().inputs().body().isPresent() || RequestBody.isPresent(exchange.request());
    if (!hasBody || exchange.streams().body().isPresent()) {
      return bound(binder, exchange, next);
    }
    return afterBody(exchange, binder, it -> bound(binder, it, next));
  }

  private static Mono<Void> bound(InputBinder binder, RouteExchange exchange, Next next) {
    return binder.violations().isEmpty()
        ? next.handle(exchange)
        : Mono.error(new RejectedRequest(ProblemDetails.invalidInput(binder.violations())));
  }

  /**
   * Nothing starts before the whole body has arrived, even if the file declares none. Parsing a
   * large body takes so long that the run is queued again.
   */
  private Mono<Void> afterBody(RouteExchange exchange, InputBinder binder, Next next) {
    Duration left = Duration.ofNanos(exchange.scope().remaining());
    Duration within = left.compareTo(limits.bodyTime()) < 0 ? left : limits.bodyTime();
    int max = Math.toIntExact(limits.body().toBytes());
    Optional<Inputs.Body> declared = exchange.plan().inputs().body();
    if (declared.isEmpty()) {
      return RequestBody.discard(exchange.request(), within, max, timer)
          .then(Mono.defer(() -> admission.handle(exchange, next)));
    }
    BodyContent content = declared.get().content();
    return RequestBody.read(
            exchange.request(),
            content,
            within,
            content.rules().maxSize().orElse(max),
            exchange.memory(),
            timer)
        .flatMap(bytes ->
            admission.handle(
                exchange,
                it -> {
                  binder.bind(declared.get(), value(bytes, content, binder, it));
                  return bytes.length > LARGE_BODY ? admission.handle(it, next) : next.handle(it);
                }));
  }

  /** The value of a body that is not JSON does not share its bytes, so its size is charged, too. */
  private static Json value(
      byte[] bytes, BodyContent content, InputBinder binder, RouteExchange exchange) {
    Json value = RequestContent.parse(bytes, exchange.request(), content, binder);
    if (content.type() != BodyContent.Type.JSON) {
      RequestBody.reserve(value.length(), exchange.memory());
    }
    return value;
  }
}
