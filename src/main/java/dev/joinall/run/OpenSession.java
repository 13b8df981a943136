package dev.joinall.run;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.plan.PlannedSession;
import dev.joinall.template.RequestSession;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * One session of a run: one of its calls runs at a time, and the others wait in the order in which
 * they became ready. Used by the events of the run only.
 */
final class OpenSession {
  /** The time after the deadline in which a session may end; then its connection is closed. */
  private static final Duration END_GRACE = Duration.ofMillis(500);

  private final PlannedSession plan;
  private final Deque<RunningTask> waiting = new ArrayDeque<>();
  private @Nullable RequestSession session;
  private @Nullable RunningTask running;
  private @Nullable RunningTask lastEffect;
  private @Nullable Mono<Optional<Fault>> ending;

  OpenSession(PlannedSession plan) {
    this.plan = plan;
  }

  PlannedSession plan() {
    return plan;
  }

  /** Whether the task may start now; otherwise it waits until {@link #callEnded} returns it. */
  boolean enter(RunningTask task) {
    if (running != null && running != task) {
      waiting.add(task);
      return false;
    }
    running = task;
    if (session == null) {
      session = plan.backend().openSession(plan.mode());
    }
    if (task.task().effect()) {
      lastEffect = task;
    }
    return true;
  }

  /**
   * Called when the call of the task has ended.
   *
   * @return the task that may start now
   */
  Optional<RunningTask> callEnded(RunningTask task) {
    if (running != task) {
      return Optional.empty();
    }
    running = null;
    return Optional.ofNullable(waiting.poll());
  }

  /** The session; available only after {@link #enter}. */
  RequestSession session() {
    if (session == null) {
      throw new IllegalStateException("a call outside of its session");
    }
    return session;
  }

  /** The task whose effect is uncertain before the commit; empty if there is none. */
  Optional<RunningTask> uncommitted() {
    return plan.isTransaction() ? Optional.ofNullable(lastEffect) : Optional.empty();
  }

  /**
   * Ends the session. A second call only waits for that end. Never fails.
   *
   * @param left the remaining nanoseconds of the request
   * @return the fault of the commit; empty if there is none
   */
  Mono<Optional<Fault>> end(boolean commit, long left, Scheduler timer) {
    if (session == null) {
      return Mono.just(Optional.empty());
    }
    if (ending == null) {
      Duration limit = Duration.ofNanos(Math.max(left, END_GRACE.toNanos()));
      RequestSession ended = session;
      ending =
          session
              .end(commit)
              .timeout(limit, Mono.error(OpenSession::unknown), timer)
              .<Optional<Fault>>thenReturn(Optional.empty())
              .onErrorResume(error -> Mono.just(Optional.of(Fault.of(error))))
              .flatMap(it -> plan.store().ended(ended, commit).thenReturn(it))
              .cache();
    }
    return ending;
  }

  private static Throwable unknown() {
    return new StepException(Fault.Type.UNKNOWN, "the commit was sent, and no answer came in time");
  }
}
