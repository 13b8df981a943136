package dev.joinall.web;

import dev.joinall.plan.Access;
import dev.joinall.security.Authentication;
import dev.joinall.security.Callers;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Recognizes the caller by the credentials of the request. Rejects credentials that are not valid,
 * and a request without any where one of the declared callers is expected.
 *
 * @param timer continues on the event loop of the request after a key was fetched
 */
record AuthenticateStage(Callers callers, AccessAnswers answers, Scheduler timer)
    implements RouteStage {
  @Override
  public Mono<Void> handle(RouteExchange exchange, Next next) {
    Authentication found = callers.authenticate(exchange.request());
    return found instanceof Authentication.Pending(var result)
        ? result
            .flux()
            .publishOn(timer)
            .next()
            .timeout(exchange.plan().deadline(), Mono.fromSupplier(AccessAnswers::late), timer)
            .flatMap(it -> decide(it, exchange, next))
        : decide(found, exchange, next);
  }

  private Mono<Void> decide(Authentication found, RouteExchange exchange, Next next) {
    return switch (found) {
      case Authentication.Known(var caller) -> {
        exchange.authenticate(caller);
        yield next.handle(exchange);
      }
      case Authentication.None none ->
          isOpen(exchange.plan().access())
              ? next.handle(exchange)
              : Mono.error(() -> new RejectedRequest(answers.unauthenticated()));
      case Authentication.Refused(var reason) ->
          Mono.error(
              () -> new RejectedRequest(answers.refused(reason, exchange.request()), reason));
      case Authentication.Unavailable(var detail) ->
          Mono.error(() ->
              new RejectedRequest(AccessAnswers.unavailable(detail), RejectionReason.ISSUER_DOWN));
      case Authentication.Pending pending ->
          Mono.error(() -> new IllegalStateException("the result of a look-up is pending"));
    };
  }

  private static boolean isOpen(Access access) {
    return access.allow().filter(it -> !it.anyone()).isEmpty();
  }
}
