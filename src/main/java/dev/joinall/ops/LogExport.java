package dev.joinall.ops;

import ch.qos.logback.classic.LoggerContext;
import dev.joinall.config.ConfigException;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Sends the lines of the log to a collector by OTLP, beside the console. Off, unless Spring Boot's
 * setting names the collector, or OpenTelemetry's variables name the exporter.
 */
public final class LogExport implements AutoCloseable {
  private static final String SETTING = "management.opentelemetry.logging.export.otlp";
  private static final String EXPORTER = "OTEL_LOGS_EXPORTER";
  private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT";

  /** Overrides the variables, because traces and metrics are exported elsewhere. */
  private static final Map<String, String> OTHERS =
      Map.of("otel.traces.exporter", "none", "otel.metrics.exporter", "none");

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Optional<Running> running;

  private record Running(OpenTelemetrySdk sdk, OtlpAppender appender) {}

  private LogExport(Optional<Running> running) {
    this.running = running;
  }

  /**
   * Starts the export, if it is configured.
   *
   * @throws ConfigException if a setting is invalid
   */
  public static LogExport of(Environment settings) {
    String endpoint = settings.getProperty(SETTING + ".endpoint", "");
    boolean isConfigured =
        !endpoint.isBlank()
            || settings.getProperty(EXPORTER, "").equals("otlp")
            || !settings.getProperty(ENDPOINT, "").isBlank();
    if (!isConfigured || !(LoggerFactory.getILoggerFactory() instanceof LoggerContext logback)) {
      return new LogExport(Optional.empty());
    }
    OpenTelemetrySdk sdk = sdk(properties(endpoint, headers(settings)));
    var appender = new OtlpAppender(sdk.getSdkLoggerProvider());
    appender.setContext(logback);
    appender.start();
    logback.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
    return new LogExport(Optional.of(new Running(sdk, appender)));
  }

  private static Map<String, String> headers(Environment settings) {
    return Binder.get(settings)
        .bind(SETTING + ".headers", Bindable.mapOf(String.class, String.class))
        .orElse(Map.of());
  }

  /** The properties of the SDK. Its variables have precedence over them. */
  private static Map<String, String> properties(String endpoint, Map<String, String> headers) {
    Map<String, String> properties = new HashMap<>(OpenTelemetry.DEFAULTS);
    properties.put("otel.logs.exporter", "otlp");
    if (!endpoint.isBlank()) {
      properties.put("otel.exporter.otlp.logs.endpoint", endpoint);
    }
    if (!headers.isEmpty()) {
      properties.put(
          "otel.exporter.otlp.logs.headers",
          headers.entrySet().stream()
              .map(it -> it.getKey() + "=" + encoded(it.getValue()))
              .collect(Collectors.joining(",")));
    }
    return properties;
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static OpenTelemetrySdk sdk(Map<String, String> properties) {
    try {
      return AutoConfiguredOpenTelemetrySdk.builder()
          .disableShutdownHook()
          .addPropertiesSupplier(() -> properties)
          .addPropertiesCustomizer(all -> OTHERS)
          .build()
          .getOpenTelemetrySdk();
    } catch (RuntimeException e) {
      throw new ConfigException(
          "The log can't be exported: "
              + e.getMessage()
              + "\n  hint: look at "
              + SETTING
              + ".endpoint and the variables OTEL_*; the protocol is http/protobuf",
          e);
    }
  }

  /** Sends the remaining lines, for a few seconds at most. May block. */
  @Override
  public void close() {
    running.ifPresent(it -> {
      if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
        logback.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(it.appender().getName());
      }
      it.appender().stop();
      var _ = it.sdk().shutdown().join(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    });
  }
}
