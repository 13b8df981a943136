package dev.joinall.web;

import dev.joinall.edge.Limits;
import dev.joinall.ops.Observation;
import dev.joinall.plan.Plan;
import dev.joinall.template.Budget;
import dev.joinall.template.Scope;
import dev.joinall.template.Trace;
import reactor.core.publisher.Mono;

/**
 * Binds the inputs of the request to the slots of its plan, except the body. Collects violations;
 * {@link BodyStage} reports them together with those of the body.
 *
 * @param limits of bodies
 * @param callers binds the caller
 */
record BindStage(Observation observation, Limits limits, CallerBinder callers, RequestScopes scopes)
    implements RouteStage {
  @Override
  public Mono<Void> handle(RouteExchange exchange, Next next) {
    Plan plan = exchange.plan();
    Trace received = TraceHeaders.read(exchange.request(), observation.passesBaggage());
    Trace trace = observation.tracing().sampled(received);
    exchange.response().set(TraceHeaders.PARENT, trace.header().toString());
    var budget = new Budget(Budget.Limits.DEFAULT, exchange.memory()::tryReserve);
    exchange.open(RequestStreams.of(exchange, limits));
    Scope scope = scopes.of(plan, trace, budget, exchange.streams().transfer());
    var binder = new InputBinder(plan.inputs(), scope);
    binder.bind(exchange.request(), exchange.variables());
    callers.bind(exchange, scope);
    exchange.bind(scope, binder);
    return next.handle(exchange);
  }
}
