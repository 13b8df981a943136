package dev.joinall.web;

import reactor.core.publisher.Mono;

/**
 * Lets pages of the declared origins read the answer. The first of all stages, so that a page can
 * read rejections as well.
 */
record CorsStage(Cors cors) implements RouteStage {
  @Override
  public Mono<Void> handle(RouteExchange exchange, Next next) {
    cors.allow(exchange.request(), exchange.response());
    return next.handle(exchange);
  }
}
