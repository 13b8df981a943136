package dev.joinall.guard;

import dev.joinall.json.Json;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Passes the signals of a call on. If the caller cancels, the call continues and its result is
 * dropped.
 */
final class Uncancelled implements CoreSubscriber<Json>, Subscription {
  private final CoreSubscriber<? super Json> caller;
  private volatile boolean left;
  private Subscription call = Operators.emptySubscription();

  Uncancelled(CoreSubscriber<? super Json> caller) {
    this.caller = caller;
  }

  @Override
  public Context currentContext() {
    return caller.currentContext();
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    call = subscription;
    caller.onSubscribe(this);
  }

  @Override
  public void onNext(Json value) {
    if (!left) {
      caller.onNext(value);
    }
  }

  @Override
  public void onComplete() {
    if (!left) {
      caller.onComplete();
    }
  }

  @Override
  public void onError(Throwable error) {
    if (!left) {
      caller.onError(error);
    }
  }

  @Override
  public void request(long n) {
    call.request(n);
  }

  @Override
  public void cancel() {
    left = true;
  }
}
