package dev.joinall.run;

import dev.joinall.backend.Fault;
import dev.joinall.plan.Plan;
import dev.joinall.template.Scope;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** The sessions of one run. Used only by the events of the run. */
final class RunSessions {
  private final List<OpenSession> all;
  private final Scope scope;
  private final RunningTask[] tasks;
  private final Scheduler timer;
  private final SerialQueue events;

  /**
   * @param tasks of the run
   * @param events of the run
   */
  RunSessions(Plan plan, Scope scope, RunningTask[] tasks, Scheduler timer, SerialQueue events) {
    this.all = plan.sessions().stream().map(OpenSession::new).toList();
    this.scope = scope;
    this.tasks = tasks;
    this.timer = timer;
    this.events = events;
  }

  /** Returns false if another call of the session is running; then the task starts after it. */
  boolean enter(RunningTask running) {
    Optional<OpenSession> session = of(running);
    session.ifPresent(running::in);
    return session.isEmpty() || session.get().enter(running);
  }

  /**
   * Called when the call of the task has ended.
   *
   * @return the task that may start now
   */
  Optional<RunningTask> callEnded(RunningTask running) {
    return of(running).flatMap(it -> it.callEnded(running));
  }

  /** The session of a task; empty if it has none. */
  private Optional<OpenSession> of(RunningTask running) {
    return running
        .task()
        .session()
        .flatMap(planned -> all.stream().filter(it -> it.plan().equals(planned)).findFirst());
  }

  /**
   * Ends the transactions: commits them if the join is met. The effects of a transaction are
   * certain only after its commit.
   *
   * @param report gets the verdict with which the run ends; called once
   */
  void commit(Verdict verdict, DecidedBy by, BiConsumer<Verdict, DecidedBy> report) {
    Optional<RunningTask> uncommitted = uncommitted();
    boolean met = verdict instanceof Verdict.Met;
    if (uncommitted.isEmpty() || !met) {
      uncommitted(Optional.empty());
      endTransactions(false, rolledBack -> {});
      report.accept(verdict, by);
      return;
    }
    RunningTask last = uncommitted.get();
    endTransactions(
        true,
        fault ->
            events.post(() -> {
              if (fault.isPresent()) {
                last.undo(fault.get());
                uncommitted(fault);
              }
              report.accept(
                  fault.isEmpty() ? verdict : new Verdict.Unmet(last.task().index()),
                  fault.isEmpty() ? by : DecidedBy.REQUIRED);
            }));
  }

  /** The task that a failed commit is attributed to; empty if there is nothing to commit. */
  private Optional<RunningTask> uncommitted() {
    return all.stream().flatMap(it -> it.uncommitted().stream()).findFirst();
  }

  private void uncommitted(Optional<Fault> why) {
    var certainty = Certainty.ofUncommitted(why);
    for (RunningTask running : tasks) {
      running.uncommitted(certainty);
    }
  }

  /**
   * Ends the transactions.
   *
   * @param done gets the fault of a failed commit, on any thread
   */
  private void endTransactions(boolean commit, Consumer<Optional<Fault>> done) {
    long left = scope.remaining();
    List<Mono<Optional<Fault>>> ends =
        all.stream()
            .filter(it -> it.plan().isTransaction())
            .map(it -> it.end(commit, left, timer))
            .toList();
    var _ =
        Flux.concat(ends)
            .reduce(Optional.<Fault>empty(), (a, b) -> a.isPresent() ? a : b)
            .subscribe(done);
  }

  /** Ends the open sessions, then runs the action as an event of the run. */
  void end(Runnable action) {
    long left = scope.remaining();
    List<Mono<Optional<Fault>>> ends = all.stream().map(it -> it.end(false, left, timer)).toList();
    Runnable then = () -> events.post(action);
    var _ = Flux.merge(ends).then().subscribe(it -> {}, error -> then.run(), then);
  }
}
