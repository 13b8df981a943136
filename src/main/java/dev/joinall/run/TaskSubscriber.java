package dev.joinall.run;

import dev.joinall.backend.Fault;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Turns the signal of a step into an outcome: the only place where an error becomes one. The items
 * of a for-each have their own subscribers.
 */
final class TaskSubscriber implements CoreSubscriber<Object> {
  private final Consumer<Outcome> settled;
  private final boolean effect;
  private final Context context;
  private volatile Subscription subscription = Operators.emptySubscription();
  private volatile boolean cancelled;
  private @Nullable Object signalled;

  /**
   * @param effect whether the step may have changed something
   */
  TaskSubscriber(Consumer<Outcome> settled, boolean effect, Context context) {
    this.settled = settled;
    this.effect = effect;
    this.context = context;
  }

  /** Cancels the call, unless it has ended. */
  void cancel() {
    cancelled = true;
    subscription.cancel();
  }

  @Override
  public Context currentContext() {
    return context;
  }

  @Override
  public void onSubscribe(Subscription begun) {
    subscription = begun;
    if (cancelled) {
      begun.cancel();
    } else {
      begun.request(Long.MAX_VALUE);
    }
  }

  @Override
  public void onNext(Object value) {
    signalled = value;
  }

  @Override
  public void onComplete() {
    subscription = Operators.emptySubscription();
    settled.accept(Outcome.of(signalled, effect));
  }

  @Override
  public void onError(Throwable error) {
    subscription = Operators.emptySubscription();
    settled.accept(new Outcome.Failed(Fault.of(error)));
  }
}
