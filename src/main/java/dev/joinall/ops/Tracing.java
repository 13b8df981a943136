package dev.joinall.ops;

import dev.joinall.config.ConfigException;
import dev.joinall.run.Report;
import dev.joinall.template.Trace;
import java.util.Map;
import java.util.Optional;

/**
 * What becomes of traces: nothing, or spans of OpenTelemetry where its own variables name an
 * exporter. Neither blocks nor throws. Thread-safe.
 */
public interface Tracing extends AutoCloseable {
  /** Traces only go on to others. */
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
        public void close() {}
      };

  /**
   * As the environment says: {@code OTEL_EXPORTER_OTLP_ENDPOINT} and what else OpenTelemetry knows.
   *
   * @throws ConfigException where a variable can't be used
   */
  static Tracing of(Map<String, String> environment) {
    Optional<OpenTelemetry> configured = OpenTelemetry.of(environment);
    return configured.isPresent() ? new Spans(configured.get()) : OFF;
  }

  /** The trace of a request, with the word whether it is recorded. */
  Trace sampled(Trace received);

  /** A run of whatever sort was decided. */
  void run(Report report);

  void request(CompletedRequest completed);

  /** Sends what is left, for a few seconds at most. May block. */
  @Override
  void close();
}
