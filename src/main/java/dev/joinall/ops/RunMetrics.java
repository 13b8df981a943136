package dev.joinall.ops;

import dev.joinall.plan.Plan;
import dev.joinall.plan.Task;
import dev.joinall.run.DecidedBy;
import dev.joinall.run.Outcome;
import dev.joinall.run.Report;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Counts and times every run and each of its tasks. The tags are bounded by the file: the names of
 * aggregations, tasks and backends, and the words of outcomes and faults. Thread-safe.
 */
public final class RunMetrics implements Consumer<Report> {
  private final MeterProvider<Timer> runs;
  private final MeterProvider<Timer> tasks;
  private final Map<RunKey, Timer> runTimers = new ConcurrentHashMap<>();
  private final Map<TaskKey, Timer> taskTimers = new ConcurrentHashMap<>();
  private final Map<String, Successes> successes = new ConcurrentHashMap<>();

  /**
   * The timers of the successful tasks of a plan, without a look-up by key, because most tasks
   * succeed.
   */
  private record Successes(Plan plan, List<Timer> timers) {}

  private record RunKey(String aggregation, boolean complete, DecidedBy decidedBy) {}

  private record TaskKey(
      String aggregation, String task, String backend, String outcome, String fault) {}

  public RunMetrics(MeterRegistry registry) {
    this.runs =
        Timer.builder("joinall.aggregation")
            .description("From the arrival of a request to the decision of its answer")
            .withRegistry(registry);
    this.tasks =
        Timer.builder("joinall.task")
            .description("From the start of a task to its outcome")
            .withRegistry(registry);
  }

  @Override
  public void accept(Report report) {
    Plan plan = report.plan();
    var key = new RunKey(plan.name(), report.isComplete(), report.decidedBy());
    runTimers.computeIfAbsent(key, this::runTimer).record(report.nanos(), TimeUnit.NANOSECONDS);
    for (Task task : plan.tasks()) {
      Report.Entry entry = report.entries().get(task.index());
      timer(plan, task, entry.outcome()).record(entry.nanos(), TimeUnit.NANOSECONDS);
    }
  }

  @SuppressWarnings("ReferenceEquality") // a reload brings another plan of the same name
  private Timer timer(Plan plan, Task task, Outcome outcome) {
    if (!(outcome instanceof Outcome.Ok)) {
      return timer(key(plan, task, outcome));
    }
    Successes known = successes.get(plan.name());
    if (known == null || known.plan() != plan) {
      List<Timer> timers = plan.tasks().stream().map(it -> timer(key(plan, it, outcome))).toList();
      known = new Successes(plan, timers);
      successes.put(plan.name(), known);
    }
    return known.timers().get(task.index());
  }

  private Timer timer(TaskKey key) {
    return taskTimers.computeIfAbsent(key, this::taskTimer);
  }

  private static TaskKey key(Plan plan, Task task, Outcome outcome) {
    String fault = outcome.fault().map(it -> it.type().word()).orElse("none");
    return new TaskKey(
        plan.name(), task.name(), task.backend().orElse("none"), outcome.word(), fault);
  }

  private Timer runTimer(RunKey key) {
    return runs.withTags(
        Tags.of(
            "aggregation", key.aggregation(),
            "complete", Boolean.toString(key.complete()),
            "decided.by", key.decidedBy().word()));
  }

  private Timer taskTimer(TaskKey key) {
    return tasks.withTags(
        Tags.of(
            "aggregation", key.aggregation(),
            "task", key.task(),
            "backend", key.backend(),
            "outcome", key.outcome(),
            "fault", key.fault()));
  }
}
