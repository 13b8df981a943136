package dev.joinall.ops;

import dev.joinall.config.ConfigException;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * OpenTelemetry's SDK, configured by its standard environment variables. Its queue of spans is
 * bounded, and exported by its own thread.
 *
 * @param sampler decides which traces are recorded
 * @param ids the ids of the next spans
 */
record OpenTelemetry(OpenTelemetrySdk sdk, Sampler sampler, SpanIds ids) implements AutoCloseable {
  private static final String PREFIX = "OTEL_";
  private static final String EXPORTER = "OTEL_TRACES_EXPORTER";
  private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
  private static final String TRACES_ENDPOINT = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  /** Defaults that the environment can override. Metrics and logs have their own settings. */
  static final Map<String, String> DEFAULTS =
      Map.of(
          "otel.service.name", "joinall",
          "otel.exporter.otlp.protocol", "http/protobuf",
          "otel.metrics.exporter", "none",
          "otel.logs.exporter", "none");

  /**
   * Empty if no exporter is configured: then no class of OpenTelemetry is loaded.
   *
   * @throws ConfigException if a variable is invalid
   */
  static Optional<OpenTelemetry> of(Map<String, String> environment) {
    if (!isConfigured(environment)) {
      return Optional.empty();
    }
    try {
      return Optional.of(build(environment));
    } catch (RuntimeException e) {
      throw new ConfigException(
          "Traces can't be exported: %s\n  hint: %s"
              .formatted(
                  e.getMessage(),
                  "look at the variables OTEL_*; the protocol is http/protobuf, the exporter otlp"),
          e);
    }
  }

  private static boolean isConfigured(Map<String, String> environment) {
    String exporter = environment.getOrDefault(EXPORTER, "");
    boolean isNamed =
        environment.containsKey(ENDPOINT)
            || environment.containsKey(TRACES_ENDPOINT)
            || !exporter.isEmpty();
    return isNamed
        && !exporter.equals("none")
        && !environment.getOrDefault("OTEL_SDK_DISABLED", "").equalsIgnoreCase("true");
  }

  private static OpenTelemetry build(Map<String, String> environment) {
    var sampler = new AtomicReference<>(Sampler.alwaysOff());
    var ids = new SpanIds();
    OpenTelemetrySdk sdk =
        AutoConfiguredOpenTelemetrySdk.builder()
            .disableShutdownHook()
            .addPropertiesSupplier(() -> properties(environment))
            .addPropertiesCustomizer(all -> Map.of("otel.logs.exporter", "none"))
            .addSamplerCustomizer((configured, properties) -> {
              sampler.set(configured);
              return configured;
            })
            .addTracerProviderCustomizer((tracers, properties) -> tracers.setIdGenerator(ids))
            .build()
            .getOpenTelemetrySdk();
    return new OpenTelemetry(sdk, sampler.get(), ids);
  }

  /**
   * The variables as properties, by OpenTelemetry's rule: OTEL_SERVICE_NAME is otel.service.name.
   */
  private static Map<String, String> properties(Map<String, String> environment) {
    Map<String, String> properties = new HashMap<>(DEFAULTS);
    environment.forEach((name, value) -> {
      if (name.startsWith(PREFIX) && !value.isBlank()) {
        properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
      }
    });
    return properties;
  }

  Tracer tracer() {
    return sdk.getTracer("dev.joinall");
  }

  @Override
  public void close() {
    var _ = sdk.shutdown().join(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
  }
}
