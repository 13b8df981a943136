package dev.joinall.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/**
 * Counts the requests to a route that were rejected before any task ran. The tags are bounded by
 * the names of the file, by the statuses of these answers, and by the words for their reasons.
 * Thread-safe.
 */
public final class Rejections {
  /**
   * The tag value in place of an aggregation's name for a request outside all routes. No
   * aggregation has this name.
   */
  public static final String NO_ROUTE = "-";

  /** The metric of requests that were rejected by a limit. */
  static final String SHED = "joinall.requests.shed";

  static final String SHED_DESCRIPTION = "Requests that were answered with 503 because of a limit";

  private final MeterProvider<Counter> counters;
  private final MeterProvider<Counter> shed;
  private final AnswerMetrics answers;

  Rejections(MeterRegistry registry, AnswerMetrics answers) {
    this.answers = answers;
    this.counters =
        Counter.builder("joinall.requests.rejected")
            .description("Requests that were rejected before any task ran")
            .withRegistry(registry);
    this.shed = Counter.builder(SHED).description(SHED_DESCRIPTION).withRegistry(registry);
  }

  /**
   * Counts one request.
   *
   * @param reason a word of a bounded set
   */
  public void count(String aggregation, int status, String reason) {
    counters
        .withTags(
            Tags.of(
                "aggregation", aggregation, "status", Integer.toString(status), "reason", reason))
        .increment();
    answers.count(aggregation, status);
  }

  /**
   * Counts one request that is rejected because of a limit.
   *
   * @param reason a word of a bounded set
   */
  public void shed(String aggregation, String reason) {
    shed.withTags(Tags.of("aggregation", aggregation, "reason", reason)).increment();
  }

  /** Counts one answer to a request that could not be handled because of a defect. */
  public void defect(String aggregation, int status) {
    answers.count(aggregation, status);
  }
}
