package dev.joinall.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/**
 * Counts the requests to a route that were answered before anything ran. The tags are bounded by
 * the names of the file, by the statuses of these answers, and by the words for their reasons.
 * Thread-safe.
 */
public final class Rejections {
  private final MeterProvider<Counter> counters;
  private final AnswerMetrics answers;

  Rejections(MeterRegistry registry, AnswerMetrics answers) {
    this.answers = answers;
    this.counters =
        Counter.builder("joinall.requests.rejected")
            .description("Requests that were answered before anything of them ran")
            .withRegistry(registry);
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

  /** Counts one answer to a request that could not be handled because of a defect. */
  public void defect(String aggregation, int status) {
    answers.count(aggregation, status);
  }
}
