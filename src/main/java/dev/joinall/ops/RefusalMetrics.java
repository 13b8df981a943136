package dev.joinall.ops;

import dev.joinall.plan.Plan;
import dev.joinall.run.Report;
import dev.joinall.run.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the runs that a refusal denied, by aggregation and by the index of the refusal. Logs runs
 * whose refusal could not be evaluated, at most one line per second. Thread-safe.
 */
public final class RefusalMetrics implements Consumer<Report> {
  /** The logger's name. */
  public static final String NAME = "joinall.refuse";

  private static final Logger log = LoggerFactory.getLogger(NAME);
  private static final int MAX_LINES_PER_SECOND = 1;

  private final MeterProvider<Counter> refusals;
  private final LineRateLimit bound;

  /**
   * @param clock nanoseconds
   */
  public RefusalMetrics(MeterRegistry registry, LongSupplier clock) {
    this.refusals =
        Counter.builder("joinall.refusals")
            .description("Runs that a refusal denied")
            .withRegistry(registry);
    this.bound = new LineRateLimit(MAX_LINES_PER_SECOND, clock);
  }

  @Override
  public void accept(Report report) {
    switch (report.verdict()) {
      case Verdict.Refused(int refusal) -> count(report.plan(), refusal, "refused");
      case Verdict.NotEvaluated(int refusal, OptionalInt task) ->
          error(
              report,
              refusal,
              task.isPresent() ? describeTask(report, task.getAsInt()) : "an input");
      case Verdict.NotChecked(int refusal) -> error(report, refusal, "the deadline");
      case Verdict.Met met -> {}
      case Verdict.Unmet unmet -> {}
      case Verdict.TooLate late -> {}
      case Verdict.Broken broken -> {}
      case Verdict.Abandoned gone -> {}
    }
  }

  private static String describeTask(Report report, int task) {
    return "the task "
        + report.plan().tasks().get(task).name()
        + " ("
        + report.outcome(task).word()
        + ")";
  }

  private void error(Report report, int refusal, String because) {
    count(report.plan(), refusal, "error");
    OptionalLong before = bound.tryAcquire();
    if (before.isPresent()) {
      log.warn(
          "aggregation={} refusal={} could not be evaluated because of {}; the request was"
              + " rejected, trace={} suppressed={}",
          report.plan().name(),
          refusal,
          because,
          report.scope().trace().id(),
          before.getAsLong());
    }
  }

  private void count(Plan plan, int refusal, String result) {
    refusals
        .withTags(
            Tags.of(
                "aggregation", plan.name(), "refusal", Integer.toString(refusal), "result", result))
        .increment();
  }
}
