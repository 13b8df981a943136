package dev.joinall.web;

import dev.joinall.plan.Access;
import dev.joinall.security.AuthenticatedCaller;
import java.util.Optional;
import java.util.Set;
import reactor.core.publisher.Mono;

/**
 * Decides whether the caller may call the route, before the body is read. A rule that can't be
 * evaluated is not met.
 */
record AllowStage(Access.Allow allow) implements RouteStage {
  @Override
  public Mono<Void> handle(RouteExchange exchange, Next next) {
    if (!exchange.binder().violations().isEmpty()) {
      return Mono.error(
          () -> new RejectedRequest(ProblemDetails.invalidInput(exchange.binder().violations())));
    }
    AuthenticatedCaller caller = exchange.caller().orElseThrow();
    for (Access.Rule rule : allow.rules()) {
      if (isMet(rule, caller, exchange)) {
        return next.handle(exchange);
      }
    }
    return Mono.error(() -> denied(caller, exchange.request()));
  }

  private static boolean isMet(
      Access.Rule rule, AuthenticatedCaller caller, RouteExchange exchange) {
    if (!rule.caller().equals(caller.group()) || !caller.scopes().containsAll(rule.scopes())) {
      return false;
    }
    try {
      return rule.when().isEmpty() || rule.when().get().holds(exchange.scope());
    } catch (RuntimeException | StackOverflowError e) {
      return false;
    }
  }

  /**
   * The answer names missing scopes only if the caller lacks scopes under each rule of its group.
   */
  private RejectedRequest denied(AuthenticatedCaller caller, RouteRequest request) {
    Optional<Set<String>> lacking =
        allow.rules().stream()
            .filter(it -> it.caller().equals(caller.group()))
            .map(Access.Rule::scopes)
            .reduce((first, second) -> caller.scopes().containsAll(first) ? first : second)
            .filter(it -> !caller.scopes().containsAll(it));
    if (lacking.isPresent()) {
      return new RejectedRequest(
          AccessAnswers.insufficient(lacking.get(), request), RejectionReason.SCOPE);
    }
    boolean isNamed = allow.rules().stream().anyMatch(it -> it.caller().equals(caller.group()));
    return new RejectedRequest(
        AccessAnswers.forbidden(), isNamed ? RejectionReason.CONDITION : RejectionReason.CALLER);
  }
}
