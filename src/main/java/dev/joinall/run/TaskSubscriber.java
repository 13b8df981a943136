package dev.joinall.run;

import dev.joinall.backend.Fault;
import dev.joinall.json.Json;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/** Turns what a step signals into an outcome: the one place where an error becomes one. */
final class TaskSubscriber extends BaseSubscriber<Json> {
  private final Consumer<Outcome> settled;
  private @Nullable Json value;

  TaskSubscriber(Consumer<Outcome> settled) {
    this.settled = settled;
  }

  @Override
  protected void hookOnSubscribe(Subscription subscription) {
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  protected void hookOnNext(Json json) {
    value = json;
  }

  @Override
  protected void hookOnComplete() {
    settled.accept(value == null ? new Outcome.Absent() : new Outcome.Ok(value));
  }

  @Override
  protected void hookOnError(Throwable error) {
    settled.accept(new Outcome.Failed(Fault.of(error)));
  }
}
