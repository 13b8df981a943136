package dev.joinall.run;

import dev.joinall.plan.Plan;
import dev.joinall.plan.Work;
import dev.joinall.template.Scope;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;
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
   * @param observer called for each run when it is decided, on its thread; must not block or throw
   * @param memory charged with the values of its runs
   */
  public Runner(Scheduler timer, Consumer<Report> observer, MemoryBudget memory) {
    this.timer = timer;
    this.observer = observer;
    this.memory = memory;
  }

  /**
   * The counter of its runs: each counts from its start until it is decided and none of its effects
   * is running.
   */
  public InFlight inFlight() {
    return inFlight;
  }

  /**
   * Starts the tasks and joins them. Never fails: failures are in the report. Cancellation means
   * that the client disconnected: on a safe route it cancels every task; on others the run
   * continues to its end, so that a started effect is completed.
   *
   * @param scope of this request, with its inputs set
   */
  public Mono<Report> run(Plan plan, Scope scope, RunListener listener) {
    return new Mono<>() {
      @Override
      public void subscribe(CoreSubscriber<? super Report> client) {
        new ClientRun(Runner.this, plan, scope, listener, client).start();
      }
    };
  }

  /** Runs a plan as a task of another run. Cancellation ends it on every route. */
  Mono<Report> runInner(Plan plan, Scope scope) {
    return Mono.create(sink -> {
      var run = new Run(plan, scope, this, sink::success);
      sink.onCancel(() -> run.abandon(DecidedBy.OUTER));
      run.start();
    });
  }

  /**
   * Executes the work of a task once. Signals a value, an outcome, nothing, or the error of a step.
   */
  Mono<?> start(Work work, Scope scope) {
    return switch (work) {
      case Work.Call call -> call.step().run(scope);
      case Work.Inner inner -> InnerRun.of(this, inner, scope);
    };
  }

  MemoryBudget memory() {
    return memory;
  }

  Scheduler timer() {
    return timer;
  }

  /** An exception of the observer does not fail the request. */
  void observe(Report report) {
    try {
      observer.accept(report);
    } catch (Throwable e) {
      log.error("The metrics of a run of {} failed", report.plan().name(), e);
    }
  }
}
