package dev.joinall.web;

import dev.joinall.edge.AdmissionControl;
import dev.joinall.edge.ClientExchange;
import dev.joinall.edge.RequestAcceptor;
import dev.joinall.ops.AccessLog;
import dev.joinall.plan.BodyContent;
import dev.joinall.plan.Inputs;
import dev.joinall.plan.Plan;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Takes the usual requests to routes from their HTTP/1.1 connections, before Reactor Netty and
 * Spring's adapter, which cost more than all other steps. Rare requests go through them and {@link
 * RouteHandler} to the same stages: streams, compression, {@code Expect}, upgrades, and targets
 * that are not plain paths. Thread-safe.
 */
record Http1Routes(
    Routes routes, AdmissionControl admission, CacheRules caching, Optional<AccessLog> log)
    implements RequestAcceptor {
  @Override
  public @Nullable Responder accept(HttpRequest request) {
    if (!isSupported(request)) {
      return null;
    }
    Routes.Served now = routes.now();
    String path = PlainTarget.path(request.uri());
    return now.router().match(request.method().name(), path) instanceof Router.Found found
            && isWhole(found.plan())
        ? exchange -> respond(exchange, now, found)
        : null;
  }

  private boolean isSupported(HttpRequest request) {
    HttpHeaders headers = request.headers();
    return request.protocolVersion().equals(HttpVersion.HTTP_1_1)
        && !request.method().equals(HttpMethod.OPTIONS)
        && PlainTarget.is(request.uri())
        && !headers.contains(HttpHeaderNames.EXPECT)
        && !headers.contains(HttpHeaderNames.UPGRADE)
        && !(caching.compresses() && headers.contains(HttpHeaderNames.ACCEPT_ENCODING))
        && PlainTarget.isHost(headers.get(HttpHeaderNames.HOST));
  }

  /** Whether the bodies of the route are read and written as a whole. */
  private static boolean isWhole(Plan plan) {
    return !plan.streams()
        && !plan.answer().streamed()
        && plan.inputs()
            .body()
            .map(Inputs.Body::content)
            .filter(it -> it.type() == BodyContent.Type.STREAM)
            .isEmpty();
  }

  private void respond(ClientExchange exchange, Routes.Served now, Router.Found found) {
    var request = new Http1Request(exchange, PlainTarget.path(exchange.request().uri()));
    var response = new Http1Response(exchange, log);
    Admission.admit(admission, () -> enter(now, found, request, response), request, response)
        .subscribe(new Http1Subscriber(exchange));
  }

  private Mono<Void> enter(
      Routes.Served now, Router.Found found, Http1Request request, Http1Response response) {
    return routes.enter(now, found, request, response, () -> replaced(request, response));
  }

  /**
   * Answers with the version of the file that is served now, unless its route needs Spring's
   * adapter.
   */
  private Mono<Void> replaced(Http1Request request, Http1Response response) {
    Routes.Served now = routes.now();
    return switch (now.router().match(request.method(), request.path())) {
      case Router.Found found when isWhole(found.plan()) -> enter(now, found, request, response);
      case Router.Found found -> routes.ending(found.plan(), request, response);
      // the version that is served now may not have the route
      default -> routes.handle(request, response, () -> Routes.missing(request, response));
    };
  }
}
