package dev.joinall.web;

import dev.joinall.edge.ClientExchange;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;

/** Runs the stages of one request until its client leaves. */
record Http1Subscriber(ClientExchange exchange) implements CoreSubscriber<Void> {
  private static final Logger log = LoggerFactory.getLogger(Http1Subscriber.class);

  @Override
  public void onSubscribe(Subscription stages) {
    exchange.onDisconnect(stages::cancel);
    stages.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(Void nothing) {}

  /** The stages answer every failure that can be answered, so this one ends the exchange. */
  @Override
  public void onError(Throwable error) {
    log.debug("An exchange ended early", error);
    exchange.fail();
  }

  /** Fails the exchange if no stage has answered it. */
  @Override
  public void onComplete() {
    if (!exchange.isAnswered()) {
      exchange.fail();
    }
  }
}
