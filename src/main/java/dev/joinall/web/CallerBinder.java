package dev.joinall.web;

import dev.joinall.json.Json;
import dev.joinall.plan.Access;
import dev.joinall.security.AuthenticatedCaller;
import dev.joinall.security.Callers;
import dev.joinall.security.ClientAddress;
import dev.joinall.template.Scope;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Binds the caller and the client's address to the slots that expressions read. Thread-safe. */
record CallerBinder(ClientAddress clients, Optional<Callers> callers) {
  void bind(RouteExchange exchange, Scope scope) {
    Access access = exchange.plan().access();
    access
        .client()
        .ifPresent(slot -> {
          String address = address(exchange.request());
          scope.set(slot, address.isEmpty() ? Json.NULL : Json.string(address));
        });
    access
        .caller()
        .ifPresent(slots -> exchange.caller().ifPresent(it -> bind(it, slots, exchange, scope)));
  }

  private void bind(
      AuthenticatedCaller caller, Access.CallerSlots slots, RouteExchange exchange, Scope scope) {
    scope.set(slots.id(), Json.string(caller.id()));
    scope.set(
        slots.scopes(), Json.of(caller.scopes().stream().sorted().map(Json::string).toList()));
    scope.set(slots.claims(), caller.claims());
    callers
        .flatMap(it -> it.token(caller, exchange.request()::headers))
        .ifPresent(it -> scope.set(slots.token(), Json.string(it)));
  }

  /** The empty string if it is unknown. */
  private String address(RouteRequest request) {
    InetSocketAddress remote = request.remote();
    return remote == null || remote.getAddress() == null
        ? ""
        : clients.of(remote.getAddress(), request::headers).getHostAddress();
  }
}
