package dev.joinall.run;

import dev.joinall.backend.Fault;
import dev.joinall.backend.TimeoutQueue;
import dev.joinall.plan.Plan;
import dev.joinall.plan.Task;
import dev.joinall.run.Outcome.Cancelled;
import dev.joinall.run.Outcome.Failed;
import dev.joinall.run.Outcome.Skipped;
import dev.joinall.template.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/**
 * One run of a plan. Everything that happens to it is an event, and its events run one after
 * another in a {@link SerialQueue}: so its state needs no lock, whichever event loop settles a
 * task.
 */
final class Run {
  private static final Logger log = LoggerFactory.getLogger(Run.class);

  /** The timer of a deadline may fire later by less than this. */
  private static final long ROUNDING_NANOS = 1_000_000;

  private static final Disposable NO_TIMER = Disposables.disposed();

  private final Plan plan;
  private final Scope scope;
  private final Runner runner;
  private final Owner owner;
  private final SerialQueue events = new SerialQueue(this::broken);
  private final long begin;
  private final RunningTask[] tasks;
  private final Decider decider;

  /** Null unless a client may ask for each outcome. */
  private final @Nullable Announcer announcer;

  private final ResultBudget results;

  /** Null unless the plan declares sessions. */
  private final @Nullable RunSessions sessions;

  private Disposable deadline = NO_TIMER;
  private boolean decided;
  private boolean reported;
  private int runningEffects;

  /** Effects that are ready but wait for refusals; null if there are none. */
  private @Nullable List<RunningTask> deferredEffects;

  /** The ready tasks, as a linked list in the order of their start. */
  private @Nullable RunningTask firstReady;

  private @Nullable RunningTask lastReady;

  /**
   * The party that started the run. It is called for one event after another, and must neither
   * block nor throw.
   */
  @FunctionalInterface
  interface Owner {
    /** Called once. */
    void decided(Report report);

    default void settled(Task task, Report.Entry entry) {}

    /** Called once: the run is decided, and none of its effects is running. */
    default void onEnd() {}
  }

  Run(Plan plan, Scope scope, Runner runner, Owner owner) {
    this.plan = plan;
    this.scope = scope;
    this.runner = runner;
    this.owner = owner;
    this.begin = scope.now();
    this.tasks = new RunningTask[plan.tasks().size()];
    for (Task task : plan.tasks()) {
      tasks[task.index()] = new RunningTask(task, scope);
    }
    this.decider = new Decider(plan, scope, it -> tasks[it].outcome());
    this.announcer = plan.streams() ? new Announcer(owner::settled, decider::hasPassed) : null;
    this.results = new ResultBudget(runner.memory());
    this.sessions =
        plan.sessions().isEmpty()
            ? null
            : new RunSessions(plan, scope, tasks, runner.timer(), events);
  }

  /** Starts the run. Called once, for a request that is in flight. */
  void start() {
    var _ = runner.inFlight().enter(); // never false: the request itself is in flight
    events.post(() -> {
      Optional<Verdict> denied = decider.begin();
      if (denied.isPresent()) {
        decide(denied.get());
      } else {
        startTasks();
      }
    });
  }

  private void startTasks() {
    scheduleDeadline();
    for (RunningTask running : tasks) {
      if (running.task().needs().isEmpty()) {
        ready(running);
      }
    }
    startReadyYielding();
  }

  private void scheduleDeadline() {
    Runnable fire = () -> events.post(this::deadlineFired);
    long left = Math.max(0, scope.remaining());
    TimeoutQueue defaultQueue = TimeoutQueue.of(runner.timer(), plan.deadline());
    deadline =
        defaultQueue.duration() - left < ROUNDING_NANOS && left <= defaultQueue.duration()
            ? defaultQueue.start(fire)
            : runner.timer().schedule(fire, left, TimeUnit.NANOSECONDS);
  }

  /** Called by the timer. The deadline is later now if a body was streamed meanwhile. */
  private void deadlineFired() {
    if (scope.remaining() <= 0) {
      deadlinePassed();
    } else if (!decided) {
      scheduleDeadline();
    }
  }

  void clientDisconnected() {
    if (!plan.finishesWithoutClient()) {
      abandon(DecidedBy.CLIENT_LEFT);
    }
  }

  /** Called when the report is no longer needed. */
  void abandon(DecidedBy by) {
    events.post(() -> decide(new Verdict.Abandoned(), by));
  }

  /**
   * Called when all needs of the task are met. It starts after the tasks to skip have settled and
   * after the waiting events, so that no effect starts for an answer that is decided in the same
   * moment.
   */
  private void ready(RunningTask running) {
    Task task = running.task();
    try {
      if (task.when().isPresent() && !task.when().get().holds(scope)) {
        settle(running, new Skipped(OptionalInt.empty()));
      } else {
        startLater(running);
      }
    } catch (RuntimeException e) {
      settle(running, new Failed(Fault.of(e)));
    }
  }

  private void startLater(RunningTask running) {
    if (lastReady == null) {
      firstReady = running;
    } else {
      lastReady.before(running);
    }
    lastReady = running;
  }

  /** Starts the ready tasks, after the waiting events: one of them may decide the answer. */
  private void startReadyYielding() {
    if (firstReady != null && !events.isEmpty()) {
      events.post(this::startReady);
    } else {
      startReady();
    }
  }

  private void startReady() {
    while (firstReady != null) {
      RunningTask next = firstReady;
      firstReady = next.takeNext();
      if (firstReady == null) {
        lastReady = null;
      }
      spawn(next);
    }
  }

  /** Starts the task, unless the deadline has passed; its timer may be late. */
  private void spawn(RunningTask running) {
    if (decided || scope.remaining() <= 0) {
      return;
    }
    Task task = running.task();
    if (!decider.allows(task)) {
      defer(running);
      return;
    }
    if (sessions != null && !sessions.enter(running)) {
      return;
    }
    var call = new TaskSubscriber(this, running);
    running.begin(call);
    runningEffects += task.hasPermanentEffect() ? 1 : 0;
    try {
      Mono<?> signals =
          task.forEach().isPresent()
              ? ForEachRun.run(
                  runner, task, task.forEach().get(), running.itemsScope(), running.reply())
              : runner.start(task.work(), running.callScope());
      signals.subscribe(call);
    } catch (RuntimeException e) {
      end(running, new Failed(Fault.of(e)));
    }
  }

  /** Thread-safe. */
  void post(Runnable event) {
    events.post(event);
  }

  /** The event at the end of a call, possibly long after the decision. */
  void ended(RunningTask running, Outcome outcome) {
    end(running, outcome);
    startReadyYielding();
  }

  private void end(RunningTask running, Outcome outcome) {
    if (sessions != null) {
      sessions.callEnded(running).ifPresent(this::startLater);
    }
    if (running.endEffect()) {
      runningEffects--;
      if (reported && runningEffects == 0) {
        endRun();
      }
    }
    settle(running, outcome);
  }

  private void settle(RunningTask running, Outcome outcome) {
    if (decided || running.hasSettled()) {
      return;
    }
    if (scope.remaining() < 0) {
      settleLate(running, outcome);
      return;
    }
    Task task = running.task();
    record(running, results.of(outcome));
    Optional<Verdict> verdict = decider.settled(task, running.outcome());
    if (announcer != null) {
      announcer.announce();
    }
    if (verdict.isPresent()) {
      decide(verdict.get());
      return;
    }
    for (int dependent : task.dependents()) {
      needSettled(tasks[dependent], running);
    }
    release();
  }

  private void defer(RunningTask effect) {
    if (deferredEffects == null) {
      deferredEffects = new ArrayList<>();
    }
    deferredEffects.add(effect);
  }

  /** Tries to start the deferred effects again, because a refusal may have passed. */
  private void release() {
    List<RunningTask> again = deferredEffects;
    if (again != null) {
      deferredEffects = null;
      again.forEach(this::startLater);
    }
  }

  /**
   * Settles a task that ended after the deadline, but before the deadline's event. A failure keeps
   * its own reason.
   */
  private void settleLate(RunningTask running, Outcome outcome) {
    if (outcome instanceof Failed) {
      record(running, outcome);
    }
    deadlinePassed();
  }

  /**
   * Counts the need as settled. If it is not met, the task is skipped at once, even if it has other
   * open needs.
   */
  private void needSettled(RunningTask running, RunningTask settled) {
    if (decided || running.hasSettled()) {
      return;
    }
    boolean last = running.settleNeed();
    if (!running.isSatisfiedBy(settled)) {
      settle(running, new Skipped(OptionalInt.of(settled.task().index())));
    } else if (last) {
      ready(running);
    }
  }

  private void record(RunningTask running, Outcome outcome) {
    running.settle(
        running.task().isInTransaction() && outcome instanceof Failed failed
            ? failed.undone()
            : Fallbacks.withFallback(running.task(), outcome, scope));
    announce(running);
  }

  private void broken(Throwable defect) {
    log.error("A run of {} failed unexpectedly; please report this", plan.name(), defect);
    var verdict = new Verdict.Broken(defect.getClass().getSimpleName());
    if (decided) {
      report(verdict, DecidedBy.DEFECT);
    } else {
      decide(verdict);
    }
  }

  /** Fails the unsettled tasks, and evaluates the join once more. */
  private void deadlinePassed() {
    if (decided) {
      return;
    }
    String why = "the deadline passed after " + (scope.now() - begin) / 1_000_000 + " ms";
    for (RunningTask running : tasks) {
      if (!running.hasSettled()) {
        record(running, running.unfinished(why));
      }
    }
    decide(decider.atDeadline(), DecidedBy.DEADLINE);
  }

  private void decide(Verdict verdict) {
    decide(verdict, decider.by(verdict));
  }

  private void decide(Verdict verdict, DecidedBy by) {
    if (decided) {
      return;
    }
    decided = true;
    deadline.dispose();
    for (RunningTask running : tasks) {
      running.cancel();
    }
    for (RunningTask running : tasks) {
      settleUnsettled(running);
    }
    plan.answer().winners().ifPresent(slot -> scope.set(slot, decider.winners()));
    if (sessions == null) {
      report(verdict, by);
    } else {
      sessions.commit(verdict, by, this::report);
    }
  }

  private void report(Verdict verdict, DecidedBy by) {
    if (reported) {
      return;
    }
    reported = true;
    try {
      var report = Report.of(plan, tasks, verdict, by, scope, begin);
      runner.observe(report);
      owner.decided(report);
    } finally {
      results.release();
      if (runningEffects == 0) {
        endRun();
      }
    }
  }

  private void settleUnsettled(RunningTask running) {
    if (!running.hasSettled()) {
      running.settle(
          running.isEffectBegun()
              ? running.unfinished("the answer was decided before it ended")
              : new Cancelled());
      announce(running);
    }
  }

  private void announce(RunningTask settled) {
    if (announcer != null) {
      announcer.settled(settled.task(), settled.entry(begin));
    }
  }

  private void endRun() {
    if (sessions == null) {
      endOwner();
    } else {
      sessions.end(this::endOwner);
    }
  }

  private void endOwner() {
    owner.onEnd();
    runner.inFlight().leave();
  }
}
