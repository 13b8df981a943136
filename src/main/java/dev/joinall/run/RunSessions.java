package dev.joinall.run;

import dev.joinall.backend.Fault;
import dev.joinall.plan.Plan;
import dev.joinall.plan.PlannedSession;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** The sessions of one run. Used by the events of the run only. */
final class RunSessions {
  private static final RunSessions NONE = new RunSessions(List.of());

  private final List<OpenSession> all;

  private RunSessions(List<OpenSession> all) {
    this.all = List.copyOf(all);
  }

  static RunSessions of(Plan plan) {
    List<PlannedSession> planned = plan.sessions();
    return planned.isEmpty()
        ? NONE
        : new RunSessions(planned.stream().map(OpenSession::new).toList());
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** The session of a task; empty if its calls are on their own. */
  Optional<OpenSession> of(RunningTask running) {
    return running
        .task()
        .session()
        .flatMap(planned -> all.stream().filter(it -> it.plan().equals(planned)).findFirst());
  }

  /** The task that a failed commit is attributed to; empty if there is nothing to commit. */
  Optional<RunningTask> uncommitted() {
    return all.stream().flatMap(it -> it.uncommitted().stream()).findFirst();
  }

  /**
   * Ends the transactions.
   *
   * @param left the nanoseconds that the request has left
   * @param done gets why it was not committed, on any thread
   */
  void endTransactions(boolean commit, long left, Scheduler timer, Consumer<Optional<Fault>> done) {
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

  /** Ends those that are open; then runs the action, on any thread. */
  void end(long left, Scheduler timer, Runnable then) {
    List<Mono<Optional<Fault>>> ends = all.stream().map(it -> it.end(false, left, timer)).toList();
    var _ = Flux.merge(ends).then().subscribe(it -> {}, error -> then.run(), then);
  }
}
