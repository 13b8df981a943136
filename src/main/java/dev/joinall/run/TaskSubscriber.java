package dev.joinall.run;

import dev.joinall.backend.Fault;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/**
 * Turns what a step signals into an outcome: the one place where an error becomes one. The items of
 * a for-each signal theirs themselves.
 */
final class TaskSubscriber extends BaseSubscriber<Object> {
  private final Consumer<Outcome> settled;
  private @Nullable Object signalled;

  TaskSubscriber(Consumer<Outcome> settled) {
    this.settled = settled;
  }

  @Override
  protected void hookOnSubscribe(Subscription subscription) {
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  protected void hookOnNext(Object value) {
    signalled = value;
  }

  @Override
  protected void hookOnComplete() {
    settled.accept(Outcome.of(signalled));
  }

  @Override
  protected void hookOnError(Throwable error) {
    settled.accept(new Outcome.Failed(Fault.of(error)));
  }
}
