package dev.joinall.run;

import dev.joinall.backend.Fault;
import dev.joinall.plan.Plan;
import dev.joinall.plan.Task;
import dev.joinall.plan.Task.Need;
import dev.joinall.run.Outcome.Absent;
import dev.joinall.run.Outcome.Cancelled;
import dev.joinall.run.Outcome.Failed;
import dev.joinall.run.Outcome.Skipped;
import dev.joinall.template.Scope;
import dev.joinall.template.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * One request under way. All that happens to it is an event, and its events run one after the other
 * ({@link Mailbox}): so its state needs no lock, whichever loop a task settles on.
 */
final class Run {
  private static final Logger log = LoggerFactory.getLogger(Run.class);

  private final Plan plan;
  private final Scope scope;
  private final Runner runner;
  private final Listener listener;
  private final Consumer<Report> done;
  private final Runnable over;
  private final Mailbox mailbox = new Mailbox(this::broken);
  private final long begin;
  private final Running[] tasks;
  private final JoinState join;
  private final Weighed weighed;
  private Disposable deadline = Disposables.disposed();
  private boolean decided;
  private boolean told;
  private int effectsUnderWay;

  /** The state of one task. */
  private static final class Running {
    private int unsettledNeeds;
    private @Nullable TaskSubscriber call;
    private boolean effectUnderWay;
    private @Nullable Outcome outcome;
    private long start = -1;
    private long end;

    Running(Task task) {
      this.unsettledNeeds = task.needs().size();
    }
  }

  /**
   * One run.
   *
   * @param done is told of the decision
   * @param over is run when it is decided and no effect of it goes on
   */
  Run(
      Plan plan,
      Scope scope,
      Runner runner,
      Listener listener,
      Consumer<Report> done,
      Runnable over) {
    this.plan = plan;
    this.scope = scope;
    this.runner = runner;
    this.listener = listener;
    this.done = done;
    this.over = over;
    this.begin = scope.now();
    this.tasks = plan.tasks().stream().map(Running::new).toArray(Running[]::new);
    this.join = new JoinState(plan, scope);
    this.weighed = new Weighed(runner.held());
  }

  void start() {
    mailbox.post(() -> {
      deadline =
          runner
              .timer()
              .schedule(
                  () -> mailbox.post(this::deadlinePassed),
                  Math.max(0, scope.remaining()),
                  TimeUnit.NANOSECONDS);
      for (Task task : plan.tasks()) {
        if (task.needs().isEmpty()) {
          ready(task);
        }
      }
    });
  }

  void clientLeft() {
    if (!plan.finishesWithoutClient()) {
      abandon(DecidedBy.CLIENT_LEFT);
    }
  }

  /** Nobody waits for the report any more. */
  void abandon() {
    abandon(DecidedBy.OUTER);
  }

  private void abandon(DecidedBy by) {
    mailbox.post(() -> decide(new Verdict.Abandoned(), by));
  }

  /**
   * Nothing holds the task back. It starts as an event of its own: what is left out settles first,
   * so that no effect starts for an answer that is decided in the same moment.
   */
  private void ready(Task task) {
    try {
      if (task.when().isPresent() && !task.when().get().holds(scope)) {
        settle(task, new Skipped(OptionalInt.empty()));
      } else {
        mailbox.post(() -> spawn(task));
      }
    } catch (RuntimeException e) {
      settle(task, new Failed(Fault.of(e)));
    }
  }

  /** Nothing begins behind the deadline, whose timer may be late. */
  private void spawn(Task task) {
    if (decided || scope.remaining() <= 0) {
      return;
    }
    Running running = tasks[task.index()];
    running.start = scope.now();
    var call =
        new TaskSubscriber(outcome -> mailbox.post(() -> ended(task, outcome)), context(task));
    running.call = call;
    if (task.effect()) {
      running.effectUnderWay = true;
      effectsUnderWay++;
    }
    try {
      Mono<?> signals =
          task.forEach().isPresent()
              ? Items.run(runner, task, task.forEach().get(), scope)
              : runner.start(task.work(), scope);
      signals.subscribe(call);
    } catch (RuntimeException e) {
      ended(task, new Failed(Fault.of(e)));
    }
  }

  /** A call may tell its backend of the task's own span. */
  private Context context(Task task) {
    Trace trace = scope.trace();
    return trace.isRecorded() ? trace.task(task.index()).asContext() : Context.empty();
  }

  /** The call is over, maybe long after the decision. */
  private void ended(Task task, Outcome outcome) {
    Running running = tasks[task.index()];
    if (running.effectUnderWay) {
      running.effectUnderWay = false;
      effectsUnderWay--;
      if (decided && effectsUnderWay == 0) {
        over.run();
      }
    }
    settle(task, outcome);
  }

  private void settle(Task task, Outcome outcome) {
    if (decided || tasks[task.index()].outcome != null) {
      return;
    }
    if (scope.remaining() < 0) {
      settleLate(task, outcome);
      return;
    }
    record(task, Fallbacks.over(task, weighed.of(outcome), scope));
    Outcome recorded = outcomeOf(task.index());
    Optional<Verdict> verdict = join.settled(task, recorded);
    if (verdict.isPresent()) {
      decide(verdict.get(), DecidedBy.of(verdict.get(), plan.join(), task, recorded));
    } else {
      for (int dependent : task.dependents()) {
        needSettled(plan.tasks().get(dependent), task.index());
      }
    }
  }

  /** The deadline's timer has not rung yet, or on another loop. Why it failed is known even so. */
  private void settleLate(Task task, Outcome outcome) {
    if (outcome instanceof Failed) {
      record(task, Fallbacks.over(task, outcome, scope));
    }
    deadlinePassed();
  }

  private Outcome outcomeOf(int task) {
    Outcome outcome = tasks[task].outcome;
    return outcome == null ? new Cancelled() : outcome;
  }

  /** A task whose need is not met is skipped at once, whatever else it waits for. */
  private void needSettled(Task task, int settled) {
    Running running = tasks[task.index()];
    if (decided || running.outcome != null) {
      return;
    }
    running.unsettledNeeds--;
    if (!task.needs().stream().filter(need -> need.task() == settled).allMatch(this::isMet)) {
      settle(task, new Skipped(OptionalInt.of(settled)));
    } else if (running.unsettledNeeds == 0) {
      ready(task);
    }
  }

  private boolean isMet(Need need) {
    Outcome outcome = outcomeOf(need.task());
    return switch (need.what()) {
      case VALUE -> outcome.value().isPresent();
      case SUCCESS -> outcome.value().isPresent() || outcome instanceof Absent;
      case SETTLED -> true;
    };
  }

  private void record(Task task, Outcome outcome) {
    Running running = tasks[task.index()];
    running.outcome = outcome;
    running.end = scope.now();
    outcome.value().ifPresent(value -> scope.set(task.valueSlot(), value));
    scope.set(task.outcomeSlot(), Outcomes.json(outcome));
    listener.settled(task, entry(running));
  }

  private void broken(Throwable defect) {
    log.error("A run of {} broke; please report this", plan.name(), defect);
    var verdict = new Verdict.Broken(defect.getClass().getSimpleName());
    if (decided) {
      tell(verdict, DecidedBy.DEFECT);
    } else {
      decide(verdict, DecidedBy.DEFECT);
    }
  }

  /** What has not settled fails, and the join is asked once more. */
  private void deadlinePassed() {
    if (decided) {
      return;
    }
    String why = "the deadline passed after " + (scope.now() - begin) / 1_000_000 + " ms";
    for (Task task : plan.tasks()) {
      if (tasks[task.index()].outcome == null) {
        record(task, Fallbacks.over(task, cutOff(task, why), scope));
      }
    }
    decide(
        plan.failsAtDeadline() ? new Verdict.TooLate() : join.atDeadline(this::outcomeOf),
        DecidedBy.DEADLINE);
  }

  private Outcome cutOff(Task task, String why) {
    Running running = tasks[task.index()];
    boolean mayHaveHappened = task.effect() && running.call != null;
    Fault fault = Fault.of(mayHaveHappened ? Fault.Type.UNKNOWN : Fault.Type.TIMEOUT, why);
    return new Failed(running.call == null ? fault.withAttempts(0) : fault);
  }

  private void decide(Verdict verdict, DecidedBy by) {
    if (decided) {
      return;
    }
    decided = true;
    deadline.dispose();
    for (Task task : plan.tasks()) {
      stop(task);
    }
    plan.answer().winners().ifPresent(slot -> scope.set(slot, join.winners(this::outcomeOf)));
    tell(verdict, by);
  }

  private void tell(Verdict verdict, DecidedBy by) {
    if (told) {
      return;
    }
    told = true;
    try {
      done.accept(report(verdict, by));
    } finally {
      weighed.giveBack();
      if (effectsUnderWay == 0) {
        over.run();
      }
    }
  }

  /** An effect under way is not cut off: it goes on, and nobody waits for it. */
  private void stop(Task task) {
    Running running = tasks[task.index()];
    if (running.outcome == null) {
      boolean effect = task.effect() && running.call != null;
      record(
          task, effect ? cutOff(task, "the answer was decided before it ended") : new Cancelled());
    }
    if (running.call != null && !task.effect()) {
      running.call.cancel();
    }
  }

  private Report report(Verdict verdict, DecidedBy by) {
    List<Report.Entry> entries = new ArrayList<>(tasks.length);
    for (Running task : tasks) {
      entries.add(entry(task));
    }
    return new Report(plan, entries, verdict, by, scope, scope.now() - begin);
  }

  private Report.Entry entry(Running task) {
    long start = task.start < 0 ? task.end : task.start;
    Outcome outcome = task.outcome == null ? new Cancelled() : task.outcome;
    return new Report.Entry(outcome, start - begin, task.end - start);
  }
}
