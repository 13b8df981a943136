package dev.joinall.run;

import dev.joinall.backend.Fault;
import dev.joinall.plan.Task;
import dev.joinall.run.Outcome.Cancelled;
import dev.joinall.run.Outcome.Failed;
import dev.joinall.template.Scope;
import dev.joinall.template.Trace;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/** One task of a run: what it waits for, its call, and its outcome. Not thread-safe. */
final class RunningTask {
  private static final long NEVER = -1;

  private final Task task;
  private final Scope scope;
  private int unsettledNeeds;
  private @Nullable TaskSubscriber call;
  private boolean effectUnderWay;
  private @Nullable Outcome outcome;
  private long start = NEVER;
  private long end;

  /**
   * A task that has not started.
   *
   * @param scope is told of its outcome, and is the clock
   */
  RunningTask(Task task, Scope scope) {
    this.task = task;
    this.scope = scope;
    this.unsettledNeeds = task.needs().size();
  }

  Task task() {
    return task;
  }

  /** One need less to wait for; true where it was the last. */
  boolean settleNeed() {
    unsettledNeeds--;
    return unsettledNeeds == 0;
  }

  /** Whether it may start for all that it needs of another task, which has settled. */
  boolean isSatisfiedBy(RunningTask settled) {
    for (Task.Need need : task.needs()) {
      if (need.task() == settled.task.index() && !settled.outcome().satisfies(need.what())) {
        return false;
      }
    }
    return true;
  }

  /** The clock starts, and from now on there is something to cancel. */
  void begin(TaskSubscriber begun) {
    start = scope.now();
    call = begun;
    effectUnderWay = task.effect();
  }

  /** A call may tell its backend of the task's own span. */
  Context context() {
    Trace trace = scope.trace();
    return trace.isRecorded() ? trace.task(task.index()).asContext() : Context.empty();
  }

  /** Its call is over; true where that ends an effect. */
  boolean endEffect() {
    boolean ends = effectUnderWay;
    effectUnderWay = false;
    return ends;
  }

  boolean hasSettled() {
    return outcome != null;
  }

  /** Expressions see it from now on. */
  void settle(Outcome settled) {
    outcome = settled;
    end = scope.now();
    settled.value().ifPresent(value -> scope.set(task.valueSlot(), value));
    scope.set(task.outcomeSlot(), Outcomes.json(settled));
  }

  /** What a task that has not settled would be if its run were decided now. */
  Outcome outcome() {
    return outcome == null ? new Cancelled() : outcome;
  }

  /** How it fails where nobody waits for it any more. */
  Failed cutOff(String why) {
    if (call == null) {
      return new Failed(Fault.of(Fault.Type.TIMEOUT, why).withAttempts(0));
    }
    return new Failed(Fault.of(task.effect() ? Fault.Type.UNKNOWN : Fault.Type.TIMEOUT, why));
  }

  /** Its effect may have happened, or happen yet. */
  boolean isEffectBegun() {
    return task.effect() && call != null;
  }

  /** An effect is not cut off: it goes on, and nobody waits for it. */
  void cancel() {
    if (call != null && !task.effect()) {
      call.cancel();
    }
  }

  /**
   * As the report tells of it.
   *
   * @param begin of the run
   */
  Report.Entry entry(long begin) {
    long started = start == NEVER ? end : start;
    return new Report.Entry(outcome(), started - begin, end - started);
  }
}
