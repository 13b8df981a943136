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
 * Forwards the signals of one call and notifies the guard once of its end. A guard creates one such
 * object for each call, instead of one Reactor operator for each kind of end.
 *
 * <p>A result, an error and a cancellation may race; the first of them wins.
 */
abstract class GuardSubscriber implements CoreSubscriber<Json>, Subscription {
  private static final AtomicIntegerFieldUpdater<GuardSubscriber> TERMINATED =
      AtomicIntegerFieldUpdater.newUpdater(GuardSubscriber.class, "terminated");

  private final CoreSubscriber<? super Json> caller;
  private Subscription running = Operators.emptySubscription();
  private volatile int terminated;

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

  /** Called after a value or an empty result, before the caller gets the signal. */
  void succeeded() {}

  /** Called after an error, before the caller gets the signal. */
  void failed(Throwable error) {}

  /** Called on cancellation, before the call itself is cancelled. */
  void cancelled() {}

  /** Claims the end of the call; returns true only once. */
  boolean ends() {
    return TERMINATED.compareAndSet(this, 0, 1);
  }

  final boolean isTerminated() {
    return terminated != 0;
  }

  /** Cancels the call and signals the error. Only after {@link #ends} returned true. */
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
