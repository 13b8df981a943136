package dev.joinall.ops;

import dev.joinall.run.Report;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Consumer;

/**
 * All observers of the server. None of them blocks or throws. Owns the tracing. Thread-safe.
 *
 * @param runs called for each run when it is decided, including runs of tasks
 * @param requests called for each request that was run, when its answer is decided
 * @param tracing decides whether the trace of a request is recorded
 * @param streams counts the streamed answers
 * @param rejections counts the requests to a route that are not run
 */
public record Observation(
    Consumer<Report> runs,
    Consumer<CompletedRequest> requests,
    Tracing tracing,
    StreamMetrics streams,
    Rejections rejections)
    implements AutoCloseable {

  /** With counters of streams and rejections in this registry. */
  public static Observation of(
      Consumer<Report> runs,
      Consumer<CompletedRequest> requests,
      Tracing tracing,
      MeterRegistry registry) {
    return new Observation(
        runs, requests, tracing, new StreamMetrics(registry), new Rejections(registry));
  }

  @Override
  public void close() {
    tracing.close();
  }
}
