package dev.joinall.ops;

import dev.joinall.config.ConfigException;
import dev.joinall.run.Report;
import dev.joinall.template.Trace;
import java.util.Map;
import java.util.Optional;

/**
 * Tracing: none, or OpenTelemetry spans if its variables name an exporter. Neither blocks nor
 * throws. Thread-safe.
 */
public interface Tracing extends AutoCloseable {
  /**
   * Does not take part in traces: the client's trace headers are passed on to the backends, and no
   * ids are generated, because a parent that is not exported or not sampled would disable the
   * backends' own recording.
   */
  Tracing OFF =
      new Tracing() {
        @Override
        public Trace sampled(Trace received) {
          return received;
        }

        @Override
        public void run(Report report) {}

        @Override
        public void request(CompletedRequest completed) {}

        @Override
        public void rejected(RejectedTrace rejected) {}

        @Override
        public void close() {}
      };

  /**
   * Tracing as configured by {@code OTEL_EXPORTER_OTLP_ENDPOINT} and the other variables of
   * OpenTelemetry.
   *
   * @throws ConfigException if a variable is invalid
   */
  static Tracing of(Map<String, String> environment) {
    Optional<OpenTelemetry> configured = OpenTelemetry.of(environment);
    return configured.isPresent() ? new Spans(configured.get()) : OFF;
  }

  /** The trace of a request, with the decision whether it is recorded. */
  Trace sampled(Trace received);

  /** Called for every run when it is decided. */
  void run(Report report);

  void request(CompletedRequest completed);

  /** Called for a request that was rejected before any task ran. */
  void rejected(RejectedTrace rejected);

  /** Exports the remaining spans, for a few seconds at most. May block. */
  @Override
  void close();
}
