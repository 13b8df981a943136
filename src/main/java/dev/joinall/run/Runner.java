package dev.joinall.run;

import dev.joinall.backend.Step;
import dev.joinall.plan.Plan;
import dev.joinall.plan.Work;
import dev.joinall.template.Scope;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;

/** Runs the plans of one file. Thread-safe. */
public final class Runner {
  private static final Logger log = LoggerFactory.getLogger(Runner.class);

  private final Scheduler timer;
  private final Consumer<Report> observer;
  private final Held held;
  private final InFlight inFlight = new InFlight();

  /**
   * A runner.
   *
   * @param timer for deadlines
   * @param observer is told of each run when it is decided, on its thread; must not block or throw
   * @param held counts the values of its runs
   */
  public Runner(Scheduler timer, Consumer<Report> observer, Held held) {
    this.timer = timer;
    this.observer = observer;
    this.held = held;
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
  public Mono<Report> run(Plan plan, Scope scope) {
    return run(plan, scope, Listener.NONE, Function.identity());
  }

  /**
   * As {@link #run(Plan, Scope)}, with a listener to the outcomes of this run.
   *
   * @param answer is made of the report once, whether or not the client is still there; it fails
   *     with what this throws
   */
  public <T> Mono<T> run(Plan plan, Scope scope, Listener listener, Function<Report, T> answer) {
    return run(plan, scope, listener, answer, Run::clientLeft);
  }

  /** A run as a task of another one: cancelling it ends it, on whatever route. */
  Mono<Report> runInner(Plan plan, Scope scope) {
    return run(plan, scope, Listener.NONE, Function.identity(), Run::abandon);
  }

  /** Does once what a task does; signals a value, an outcome, nothing, or the error of a step. */
  Mono<?> start(Work work, Scope scope) {
    return switch (work) {
      case Work.Call(Step step) -> step.run(scope);
      case Work.Inner inner -> InnerRun.of(this, inner, scope);
    };
  }

  Held held() {
    return held;
  }

  Scheduler timer() {
    return timer;
  }

  /** A defect of the observer is not the client's. */
  private void observe(Report report) {
    try {
      observer.accept(report);
    } catch (Throwable e) {
      log.error("A run of {} could not be observed", report.plan().name(), e);
    }
  }

  private static <T> void answer(Report report, Function<Report, T> answer, MonoSink<T> sink) {
    try {
      sink.success(answer.apply(report));
    } catch (Throwable e) { // whatever it is, a request waits for an end
      sink.error(e);
    }
  }

  private <T> Mono<T> run(
      Plan plan,
      Scope scope,
      Listener listener,
      Function<Report, T> answer,
      Consumer<Run> onCancel) {
    return Mono.create(sink -> {
      var _ = inFlight.enter(); // never too late: the request is in it, too
      var alone = new Alone(held);
      var run =
          new Run(
              plan,
              scope,
              this,
              listener,
              report -> {
                observe(report);
                answer(report, answer, sink);
              },
              () -> {
                alone.over();
                inFlight.leave();
              });
      sink.onCancel(() -> {
        alone.clientLeft();
        onCancel.accept(run);
      });
      run.start();
    });
  }
}
