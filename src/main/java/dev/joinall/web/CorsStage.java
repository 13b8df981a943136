package dev.joinall.web;

import reactor.core.publisher.Mono;

/**
 * Lets pages of the declared origins read the answer. It is the first stage, so that a page can
 * also read rejections.
 */
record CorsStage(Cors cors) implements RouteStage {
  @Override
  public Mono<Void> handle(RouteExchange exchange, Next next) {
    cors.allow(exchange.request(), exchange.response());
    return next.handle(exchange);
  }
}
