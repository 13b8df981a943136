package dev.joinall.run;

import dev.joinall.backend.Fault;
import dev.joinall.json.Json;
import dev.joinall.plan.Task;
import dev.joinall.run.Outcome.Cancelled;
import dev.joinall.run.Outcome.Failed;
import dev.joinall.template.CallRecord;
import dev.joinall.template.Scope;
import dev.joinall.template.Trace;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/** One task of a run: its open needs, its call, and its outcome. Not thread-safe. */
final class RunningTask {
  private static final long NEVER = -1;

  private final Task task;
  private final Scope scope;
  private final TaskReply reply;
  private int unsettledNeeds;
  private @Nullable TaskSubscriber call;
  private boolean effectUnderWay;
  private @Nullable OpenSession session;
  private @Nullable Outcome outcome;
  private @Nullable RunningTask next;
  private long start = NEVER;
  private long end;

  /**
   * A task that has not started.
   *
   * @param scope gets its outcome, and provides the time
   */
  RunningTask(Task task, Scope scope) {
    this.task = task;
    this.scope = scope;
    // The calls of a list share one span, which has no attributes of single calls.
    boolean traced = scope.trace().isRecorded() && task.forEach().isEmpty();
    boolean tells = task.effect() || (task.reuse().cached() && task.forEach().isEmpty());
    this.reply = TaskReply.of(task.replyParts(), tells, traced);
    this.unsettledNeeds = task.needs().size();
  }

  Task task() {
    return task;
  }

  /** Counts one need as settled; true if it was the last one. */
  boolean settleNeed() {
    unsettledNeeds--;
    return unsettledNeeds == 0;
  }

  /** Whether the outcome of this settled task satisfies every need of it. */
  boolean isSatisfiedBy(RunningTask settled) {
    for (Task.Need need : task.needs()) {
      if (need.task() == settled.task.index() && !settled.outcome().satisfies(need.what())) {
        return false;
      }
    }
    return true;
  }

  /** Links it to the task that starts after it. */
  void before(RunningTask after) {
    next = after;
  }

  /** Removes and returns the link to the next task; null if there is none. */
  @Nullable RunningTask takeNext() {
    RunningTask after = next;
    next = null;
    return after;
  }

  /** Records the start, and the call that a cancellation has to cancel. */
  void begin(TaskSubscriber begun) {
    start = scope.now();
    call = begun;
    effectUnderWay = task.hasPermanentEffect();
  }

  /** Makes its calls run in this session. */
  void in(OpenSession its) {
    session = its;
  }

  /** The scope of its call. */
  Scope callScope() {
    Scope mine = itemsScope();
    return reply.call() == CallRecord.NONE ? mine : mine.recording(reply.call());
  }

  /** The scope of the calls for items. */
  Scope itemsScope() {
    return session == null ? scope : scope.in(session.session());
  }

  TaskReply reply() {
    return reply;
  }

  /** The Reactor context of the call: it carries the span of the task to the backend. */
  Context context() {
    Trace trace = scope.trace();
    return trace.isRecorded() ? trace.task(task.index()).asContext() : Context.empty();
  }

  /** Called when the call has ended; true if it was an effect. */
  boolean endEffect() {
    boolean ends = effectUnderWay;
    effectUnderWay = false;
    return ends;
  }

  boolean hasSettled() {
    return outcome != null;
  }

  /** Sets the outcome, which expressions see from now on. */
  void settle(Outcome settled) {
    outcome = settled;
    end = scope.now();
    Optional<Json> value = settled.value();
    if (value.isPresent()) {
      scope.set(task.valueSlot(), value.get());
    }
    publish(settled, Certainty.DONE);
  }

  private void publish(Outcome settled, Certainty certainty) {
    scope.set(
        task.outcomeSlot(),
        reply.parts().any()
            ? Outcomes.full(settled, task.effect(), reply, certainty)
            : Outcomes.json(settled));
  }

  /** Makes it fail, because the effect of its call was not committed. */
  void undo(Fault why) {
    outcome = null;
    scope.set(task.valueSlot(), null);
    settle(new Failed(why));
  }

  /**
   * Corrects the effect's outcome that expressions see, because the transaction was not committed.
   */
  void uncommitted(Certainty certainty) {
    if (task.isInTransaction()) {
      publish(outcome(), certainty);
    }
  }

  /** The outcome, or, if the task has not settled, its outcome if the run were decided now. */
  Outcome outcome() {
    return outcome == null ? new Cancelled() : outcome;
  }

  /** The failure of a task that was still open at the end of the run. */
  Failed unfinished(String why) {
    if (call == null) {
      return new Failed(Fault.of(Fault.Type.TIMEOUT, why).withAttempts(0));
    }
    if (reply.call().isAccepted() && task.hasPermanentEffect()) {
      return new Failed(Fault.of(Fault.Type.TIMEOUT, why).ofAccepted());
    }
    return new Failed(
        Fault.of(task.hasPermanentEffect() ? Fault.Type.UNKNOWN : Fault.Type.TIMEOUT, why));
  }

  /** Whether its effect may have happened, or may still happen. */
  boolean isEffectBegun() {
    return task.hasPermanentEffect() && call != null;
  }

  /** Cancels the call. A permanent effect is not cancelled: it continues in the background. */
  void cancel() {
    if (call != null && !task.hasPermanentEffect()) {
      call.cancel();
    }
  }

  /**
   * The entry of the report.
   *
   * @param begin when the run started
   */
  Report.Entry entry(long begin) {
    long started = start == NEVER ? end : start;
    return new Report.Entry(
        outcome(),
        started - begin,
        end - started,
        reply.of(outcome()),
        reply.call().attributes(),
        reply.call().cacheUse());
  }
}
