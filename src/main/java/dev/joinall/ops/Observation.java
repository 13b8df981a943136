package dev.joinall.ops;

import dev.joinall.run.Report;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Consumer;

/**
 * All observers of the server. None of them blocks or throws. Owns the tracing. Thread-safe.
 *
 * @param runs called for each run when it is decided, including runs of tasks
 * @param requests called for each request whose plan ran, when its answer is decided
 * @param tracing decides whether the trace of a request is recorded
 * @param passesBaggage whether the {@code baggage} of clients passes on to backends
 * @param streams counts the streamed answers
 * @param rejections counts the requests to a route that are not run
 * @param audit logs the caller and the decision of each request
 */
public record Observation(
    Consumer<Report> runs,
    Consumer<CompletedRequest> requests,
    Tracing tracing,
    boolean passesBaggage,
    StreamMetrics streams,
    Rejections rejections,
    AuditLog audit)
    implements AutoCloseable {

  /** An observation with counters of answers, streams and rejections in this registry. */
  public static Observation of(
      Consumer<Report> runs,
      Consumer<CompletedRequest> requests,
      Tracing tracing,
      boolean passesBaggage,
      AuditLog audit,
      MeterRegistry registry) {
    var answers = new AnswerMetrics(registry);
    Consumer<CompletedRequest> counted =
        it -> answers.count(it.report().plan().name(), it.status());
    return new Observation(
        runs,
        counted.andThen(requests),
        tracing,
        passesBaggage,
        new StreamMetrics(registry),
        new Rejections(registry, answers),
        audit);
  }

  @Override
  public void close() {
    tracing.close();
  }
}
