package dev.joinall.guard;

import dev.joinall.backend.Step;
import dev.joinall.json.Json;
import dev.joinall.template.Scope;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * What a guard puts around one call: passes its result on, and learns once how it ended. A guard is
 * one such object for each call, in place of an operator of Reactor for each way to end.
 *
 * <p>The result, an error and a cancellation may race: the first of them wins.
 */
abstract class GuardSubscriber implements CoreSubscriber<Json>, Subscription {
  private static final AtomicIntegerFieldUpdater<GuardSubscriber> OVER =
      AtomicIntegerFieldUpdater.newUpdater(GuardSubscriber.class, "over");

  private final CoreSubscriber<? super Json> caller;
  private Subscription running = Operators.emptySubscription();
  private volatile int over;

  GuardSubscriber(CoreSubscriber<? super Json> caller) {
    this.caller = caller;
  }

  /** Begins the call. An exception of the step is an error of the call. */
  final void begin(Step step, Scope scope) {
    Mono<Json> call;
    try {
      call = step.run(scope);
    } catch (RuntimeException e) {
      onSubscribe(Operators.emptySubscription());
      onError(e);
      return;
    }
    call.subscribe(this);
  }

  /** A value, or none. The caller does not know yet. */
  void succeeded() {}

  /** The caller does not know yet. */
  void failed(Throwable error) {}

  /** The call goes on until this returns. */
  void cancelled() {}

  /** Whether the call ends by this. True once. */
  boolean ends() {
    return OVER.compareAndSet(this, 0, 1);
  }

  final boolean isOver() {
    return over != 0;
  }

  /** Ends a call that did not end by itself; only after {@link #ends}. */
  final void abort(Throwable error) {
    running.cancel();
    caller.onError(error);
  }

  @Override
  public final Context currentContext() {
    return caller.currentContext();
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    running = subscription;
    caller.onSubscribe(this);
  }

  @Override
  public final void onNext(Json value) {
    if (ends()) {
      succeeded();
      caller.onNext(value);
      caller.onComplete();
    }
  }

  @Override
  public final void onComplete() {
    if (ends()) {
      succeeded();
      caller.onComplete();
    }
  }

  @Override
  public final void onError(Throwable error) {
    if (ends()) {
      failed(error);
      caller.onError(error);
    }
  }

  @Override
  public final void request(long n) {
    running.request(n);
  }

  @Override
  public final void cancel() {
    if (ends()) {
      cancelled();
      running.cancel();
    }
  }
}
