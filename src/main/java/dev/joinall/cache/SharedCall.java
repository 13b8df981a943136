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
 * One call whose result several callers get, each on the event loop on which it joined. The
 * cancellation of one caller does not affect the others. Thread-safe.
 */
final class SharedCall implements CoreSubscriber<Json> {
  private final UnaryOperator<LoadedCall> ended;
  private final UnaryOperator<LoadedCall> others;
  private final boolean isDetached;
  private final Scheduler scheduler;
  private final List<Waiting> waiting = new ArrayList<>();
  private Context context = Context.empty();
  private CallRecord record = CallRecord.NONE;
  private @Nullable Subscription call;
  private @Nullable Json value;
  private @Nullable LoadedCall result;
  private boolean abandoned;

  private record Waiting(
      MonoSink<Json> sink,
      Thread thread,
      Scheduler.Worker worker,
      CallRecord record,
      boolean isFirst) {}

  /**
   * A call that has not begun.
   *
   * @param ended called once with the result, before a caller gets it; returns the final result
   * @param others maps the final result for all callers but the first
   * @param isDetached whether the call continues if all callers have cancelled
   */
  SharedCall(
      UnaryOperator<LoadedCall> ended,
      UnaryOperator<LoadedCall> others,
      boolean isDetached,
      Scheduler scheduler) {
    this.ended = ended;
    this.others = others;
    this.isDetached = isDetached;
    this.scheduler = scheduler;
  }

  /**
   * Begins the call, once.
   *
   * @param scope a scope with its own record
   */
  void begin(Step step, Scope scope, Context its) {
    context = its;
    record = scope.call();
    try {
      step.run(scope).subscribe(this);
    } catch (RuntimeException e) {
      onError(e);
    }
  }

  synchronized boolean hasEnded() {
    return result != null;
  }

  /**
   * Passes the result to this caller when it is available; returns false if the call was cancelled.
   *
   * @param its the caller's record, which gets the data of the call
   */
  boolean join(MonoSink<Json> sink, CallRecord its, boolean isFirst) {
    LoadedCall known;
    synchronized (this) {
      if (abandoned) {
        return false;
      }
      known = result;
      if (known == null) {
        var mine =
            new Waiting(sink, Thread.currentThread(), scheduler.createWorker(), its, isFirst);
        waiting.add(mine);
        sink.onDispose(() -> cancelled(mine));
      }
    }
    if (known != null) {
      of(known, isFirst).deliver(sink, its, isFirst);
    }
    return true;
  }

  private void cancelled(Waiting one) {
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
    boolean isAbandoned;
    synchronized (this) {
      call = begun;
      isAbandoned = abandoned;
    }
    if (isAbandoned) {
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
    end(LoadedCall.of(value, record));
  }

  @Override
  public void onError(Throwable error) {
    end(LoadedCall.of(error, record));
  }

  private void end(LoadedCall its) {
    settle(ended.apply(its));
  }

  /** Passes this result to all waiting callers, although the call has not ended or was not made. */
  void settle(LoadedCall last) {
    List<Waiting> all;
    synchronized (this) {
      if (result != null) {
        return;
      }
      result = last;
      all = List.copyOf(waiting);
      waiting.clear();
    }
    all.reversed().forEach(it -> deliver(it, last)); // the first one last, as it may run at once
  }

  private LoadedCall of(LoadedCall last, boolean isFirst) {
    return isFirst ? last : others.apply(last);
  }

  /**
   * Signals one caller, without a switch of threads if it is on the current loop, as the first
   * caller usually is.
   */
  private void deliver(Waiting one, LoadedCall last) {
    LoadedCall result = of(last, one.isFirst);
    if (one.isFirst && one.thread == Thread.currentThread()) {
      result.deliver(one.sink, one.record, one.isFirst);
      return;
    }
    try {
      var _ = one.worker.schedule(() -> result.deliver(one.sink, one.record, one.isFirst));
    } catch (RuntimeException e) {
      result.deliver(one.sink, one.record, one.isFirst); // the loops end
    }
  }
}
