package dev.joinall.run;

import dev.joinall.backend.Step;
import dev.joinall.plan.Plan;
import dev.joinall.plan.Work;
import dev.joinall.template.Scope;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Runs the plans of one file. Thread-safe. */
public final class Runner {
  private static final Logger log = LoggerFactory.getLogger(Runner.class);

  private final Scheduler timer;
  private final Consumer<Report> observer;
  private final MemoryBudget memory;
  private final InFlight inFlight = new InFlight();

  /**
   * A runner.
   *
   * @param timer for deadlines
   * @param observer is told of each run when it is decided, on its thread; must not block or throw
   * @param memory counts the values of its runs
   */
  public Runner(Scheduler timer, Consumer<Report> observer, MemoryBudget memory) {
    this.timer = timer;
    this.observer = observer;
    this.memory = memory;
  }

  /** Its runs: from their start until they are decided and none of their effects goes on. */
  public InFlight inFlight() {
    return inFlight;
  }

  /**
   * Spawns the tasks and joins them. Never fails: what goes wrong is in the report. Cancelling it
   * says that the client left: on a safe route everything is cancelled, on others the run goes on
   * to its end, so that a half-done effect is completed.
   *
   * @param scope of this request, with its inputs set
   */
  public Mono<Report> run(Plan plan, Scope scope, RunListener listener) {
    return Mono.create(sink -> {
      var client = new ClientRun(this, listener, sink);
      var run = new Run(plan, scope, this, client);
      sink.onCancel(() -> {
        client.left();
        run.clientLeft();
      });
      run.start();
    });
  }

  /** A run as a task of another one: cancelling it ends it, on whatever route. */
  Mono<Report> runInner(Plan plan, Scope scope) {
    return Mono.create(sink -> {
      var run = new Run(plan, scope, this, sink::success);
      sink.onCancel(run::abandon);
      run.start();
    });
  }

  /** Does once what a task does; signals a value, an outcome, nothing, or the error of a step. */
  Mono<?> start(Work work, Scope scope) {
    return switch (work) {
      case Work.Call(Step step) -> step.run(scope);
      case Work.Inner inner -> InnerRun.of(this, inner, scope);
    };
  }

  MemoryBudget memory() {
    return memory;
  }

  Scheduler timer() {
    return timer;
  }

  /** A defect of the observer is not the client's. */
  void observe(Report report) {
    try {
      observer.accept(report);
    } catch (Throwable e) {
      log.error("A run of {} could not be observed", report.plan().name(), e);
    }
  }
}
