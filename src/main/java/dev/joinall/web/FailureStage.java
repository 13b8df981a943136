package dev.joinall.web;

import dev.joinall.backend.StatusMapping;
import dev.joinall.openapi.ProblemTexts;
import dev.joinall.ops.PeerErrors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Answers requests that the later stages reject or fail to handle. Every request gets an answer,
 * unless its client has disconnected or has already received a part of it.
 */
record FailureStage(RequestObserver observer) implements RouteStage {
  private static final Logger log = LoggerFactory.getLogger(FailureStage.class);

  /** The message of Reactor Netty if the head of the response was already sent. */
  private static final String ALREADY_SENT = "Status and headers already sent";

  @Override
  public Mono<Void> handle(RouteExchange exchange, Next next) {
    Mono<Void> answer;
    try {
      answer = next.handle(exchange);
    } catch (Throwable e) { // any throwable gets an answer
      answer = Mono.error(e);
    }
    return answer.onErrorResume(error -> failed(error, exchange));
  }

  private Mono<Void> failed(Throwable error, RouteExchange exchange) {
    if (PeerErrors.contains(error)) {
      return Mono.error(error);
    }
    if (isAnsweredAlready(error)) {
      return Mono.empty();
    }
    boolean isCommitted = exchange.response().isCommitted();
    if (error instanceof RejectedRequest rejected && !isCommitted) {
      observer.rejected(exchange, rejected);
      return exchange.write(rejected.answer());
    }
    RouteRequest request = exchange.request();
    log.error("{} {} failed", request.method(), request.path(), error);
    if (isCommitted) {
      return Mono.error(error);
    }
    observer.observation().rejections().defect(exchange.plan().name(), StatusMapping.DEFECT);
    return exchange.write(ProblemDetails.of(StatusMapping.DEFECT, ProblemTexts.DEFECT));
  }

  /** The codec has answered a request that turned out to be malformed after its headers. */
  private static boolean isAnsweredAlready(Throwable error) {
    return error instanceof IllegalStateException && ALREADY_SENT.equals(error.getMessage());
  }
}
