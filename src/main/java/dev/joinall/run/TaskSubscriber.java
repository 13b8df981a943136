package dev.joinall.run;

import dev.joinall.backend.Fault;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Turns the signal of a step into an outcome: the only place where an error becomes one. The items
 * of a for-each have their own subscribers. It is the event of its run that the call has ended,
 * too.
 */
final class TaskSubscriber implements CoreSubscriber<Object>, Runnable {
  private final Run run;
  private final RunningTask running;
  private final Context context;
  private volatile Subscription subscription = Operators.emptySubscription();
  private volatile boolean cancelled;
  private boolean ended;
  private @Nullable Object signalled;

  TaskSubscriber(Run run, RunningTask running) {
    this.run = run;
    this.running = running;
    this.context = running.context();
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
    if (!ended) {
      signalled = value;
    }
  }

  @Override
  public void onComplete() {
    end(Outcome.of(signalled, running.task().effect()));
  }

  @Override
  public void onError(Throwable error) {
    end(new Outcome.Failed(Fault.of(error)));
  }

  private void end(Outcome outcome) {
    if (!ended) {
      ended = true;
      subscription = Operators.emptySubscription();
      signalled = outcome;
      run.post(this);
    }
  }

  @Override
  public void run() {
    if (signalled instanceof Outcome outcome) {
      run.ended(running, outcome);
    }
  }
}
