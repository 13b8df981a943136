package dev.joinall.run;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Step;
import dev.joinall.backend.StepException;
import dev.joinall.json.Json;
import dev.joinall.plan.Plan;
import dev.joinall.template.Budget;
import dev.joinall.template.Scope;
import dev.joinall.template.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A runner in virtual time, and steps that record their starts and cancellations. */
final class VirtualRun {
  private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  private final List<Report> reports = new ArrayList<>();
  private final List<Report> inner = new ArrayList<>();
  private final Runner runner = new Runner(time, this::observe, MemoryBudget.unbounded());
  private @Nullable Plan started;

  /** A step of a test. For one run. */
  final class Fake implements Step {
    private final Mono<Json> course;
    private final List<Duration> starts = new ArrayList<>();
    private final List<Duration> cancels = new ArrayList<>();

    private Fake(Mono<Json> course) {
      this.course = course;
    }

    @Override
    public Mono<Json> run(Scope scope) {
      return course
          .doOnSubscribe(subscription -> starts.add(now()))
          .doOnCancel(() -> cancels.add(now()));
    }

    List<Duration> starts() {
      return starts;
    }

    List<Duration> cancels() {
      return cancels;
    }
  }

  Fake ok(long millis) {
    return ok(millis, Json.number(millis));
  }

  Fake ok(long millis, Json value) {
    return new Fake(after(millis).then(Mono.just(value)));
  }

  Fake absent(long millis) {
    return new Fake(after(millis).then(Mono.empty()));
  }

  Fake fails(long millis, Fault.Type type) {
    return new Fake(after(millis).then(Mono.error(new StepException(type, "as told"))));
  }

  Fake never() {
    return new Fake(Mono.never());
  }

  Fake signals(Mono<Json> course) {
    return new Fake(course);
  }

  private Mono<Long> after(long millis) {
    return millis == 0 ? Mono.empty() : Mono.delay(Duration.ofMillis(millis), time);
  }

  private void observe(Report report) {
    (report.plan().equals(started) ? reports : inner).add(report);
  }

  /** Starts a request. */
  Disposable start(Plan plan) {
    started = plan;
    long deadline = nanos() + plan.deadline().toNanos();
    return runner
        .run(
            plan,
            new Scope(plan.slots(), this::nanos, deadline, Trace.NONE, Budget.standard()),
            RunListener.NONE)
        .subscribe();
  }

  /** Runs a request until nothing is left to do. */
  Report run(PlanBuilder plan) {
    var _ = start(plan.build());
    pass(Duration.ofHours(1));
    return report();
  }

  /** Completed when no run is in flight. */
  CompletableFuture<Void> retire() {
    return runner.inFlight().retire();
  }

  void pass(Duration span) {
    time.advanceTimeBy(span);
  }

  void pass(long millis) {
    pass(Duration.ofMillis(millis));
  }

  private long nanos() {
    return time.now(TimeUnit.NANOSECONDS);
  }

  Duration now() {
    return Duration.ofNanos(nanos());
  }

  boolean isDecided() {
    return !reports.isEmpty();
  }

  /** The only report. */
  Report report() {
    if (reports.size() != 1) {
      throw new AssertionError(reports.size() + " reports: " + reports);
    }
    return reports.getFirst();
  }

  /** Reports of the nested plans. */
  List<Report> innerReports() {
    return inner;
  }

  static String words(Report report) {
    return report.entries().stream()
        .map(entry -> entry.outcome().word())
        .reduce((a, b) -> a + " " + b)
        .orElse("");
  }

  static Duration decided(Report report) {
    return Duration.ofNanos(report.nanos());
  }

  static Fault.Type fault(Report report, int task) {
    return report.outcome(task).fault().orElseThrow().type();
  }
}
