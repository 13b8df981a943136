package dev.joinall.cache;

import dev.joinall.backend.Step;
import dev.joinall.json.Json;
import dev.joinall.template.CallRecord;
import dev.joinall.template.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;

/**
 * One call whose result several callers get, each on the event loop on which it joined. A caller
 * that leaves changes nothing for the others. Thread-safe.
 */
final class SharedCall implements CoreSubscriber<Json> {
  private final Scope scope;
  private final UnaryOperator<CallResult> ended;
  private final boolean isDetached;
  private final Scheduler scheduler;
  private final List<Waiting> waiting = new ArrayList<>();
  private Context context = Context.empty();
  private @Nullable Subscription call;
  private @Nullable Json value;
  private @Nullable CallResult result;
  private boolean abandoned;

  private record Waiting(
      MonoSink<Json> sink, Scheduler.Worker worker, CallRecord record, boolean isFirst) {}

  /**
   * A call that has not begun.
   *
   * @param scope of the call, with a record of its own
   * @param ended called once with the result, before anybody gets it; what it returns is the result
   * @param isDetached whether the call goes on if everybody has left
   */
  SharedCall(
      Scope scope, UnaryOperator<CallResult> ended, boolean isDetached, Scheduler scheduler) {
    this.scope = scope;
    this.ended = ended;
    this.isDetached = isDetached;
    this.scheduler = scheduler;
  }

  /** Begins the call, once. */
  void begin(Step step, Context its) {
    context = its;
    try {
      step.run(scope).subscribe(this);
    } catch (RuntimeException e) {
      onError(e);
    }
  }

  Scope scope() {
    return scope;
  }

  synchronized boolean hasEnded() {
    return result != null;
  }

  /**
   * Gives the result to this caller, when it is there; false if the call was given up.
   *
   * @param record of the caller, which is told what the call tells
   */
  boolean join(MonoSink<Json> sink, CallRecord record, boolean isFirst) {
    CallResult known;
    synchronized (this) {
      if (abandoned) {
        return false;
      }
      known = result;
      if (known == null) {
        var mine = new Waiting(sink, scheduler.createWorker(), record, isFirst);
        waiting.add(mine);
        sink.onDispose(() -> left(mine));
      }
    }
    if (known != null) {
      known.give(sink, record, isFirst);
    }
    return true;
  }

  private void left(Waiting one) {
    Subscription cancelled = null;
    synchronized (this) {
      waiting.remove(one);
      if (waiting.isEmpty() && result == null && !isDetached) {
        abandoned = true;
        cancelled = call;
      }
    }
    if (cancelled != null) {
      cancelled.cancel();
    }
  }

  @Override
  public Context currentContext() {
    return context;
  }

  @Override
  public void onSubscribe(Subscription begun) {
    boolean gone;
    synchronized (this) {
      call = begun;
      gone = abandoned;
    }
    if (gone) {
      begun.cancel();
    } else {
      begun.request(Long.MAX_VALUE);
    }
  }

  @Override
  public void onNext(Json json) {
    value = json;
  }

  @Override
  public void onComplete() {
    end(CallResult.of(value, scope.call()));
  }

  @Override
  public void onError(Throwable error) {
    end(CallResult.of(error, scope.call()));
  }

  private void end(CallResult its) {
    CallResult last = ended.apply(its);
    List<Waiting> all;
    synchronized (this) {
      if (result != null) {
        return;
      }
      result = last;
      all = List.copyOf(waiting);
      waiting.clear();
    }
    all.forEach(it -> give(it, last));
  }

  private static void give(Waiting one, CallResult result) {
    try {
      var _ = one.worker.schedule(() -> result.give(one.sink, one.record, one.isFirst));
    } catch (RuntimeException e) {
      result.give(one.sink, one.record, one.isFirst); // the loops end
    }
  }
}
