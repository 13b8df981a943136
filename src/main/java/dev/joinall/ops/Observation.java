package dev.joinall.ops;

import dev.joinall.run.Report;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Consumer;

/**
 * All that looks at what the server does. Nothing of it blocks or throws. Owns the tracing.
 * Thread-safe.
 *
 * @param runs is told of each run when it is decided, those of tasks too
 * @param requests is told of each request that was run, when its answer is decided
 * @param tracing says of the trace of a request whether it is recorded
 * @param streams counts the answers that are streamed
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
