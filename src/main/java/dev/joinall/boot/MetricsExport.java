package dev.joinall.boot;

import io.micrometer.core.instrument.Clock;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Sends the metrics to a collector by OTLP, if Spring Boot's setting enables it. Boot's own
 * configuration of it would need a second SDK of OpenTelemetry.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(MetricsExport.SETTINGS + ".enabled")
class MetricsExport {
  static final String SETTINGS = "management.otlp.metrics.export";
  private static final String PREFIX = "otlp.";
  private static final String HEADERS = "headers";
  private static final String RESOURCE = "resource-attributes";

  @Bean
  OtlpMeterRegistry otlpMeterRegistry(Environment spring) {
    OtlpConfig settings =
        key -> setting(JoinallPropertiesReader.dashed(key.substring(PREFIX.length())), spring);
    return OtlpMeterRegistry.builder(settings).clock(Clock.SYSTEM).build();
  }

  private static @Nullable String setting(String name, Environment spring) {
    if (name.equals(HEADERS)) {
      Map<String, String> headers =
          Binder.get(spring)
              .bind(SETTINGS + "." + HEADERS, Bindable.mapOf(String.class, String.class))
              .orElse(Map.of());
      return headers.entrySet().stream()
          .map(it -> it.getKey() + "=" + it.getValue())
          .collect(Collectors.joining(","));
    }
    String value = spring.getProperty(SETTINGS + "." + name);
    boolean isService =
        value == null
            && name.equals(RESOURCE)
            && spring.getProperty("OTEL_SERVICE_NAME") == null
            && spring.getProperty("OTEL_RESOURCE_ATTRIBUTES") == null;
    return isService ? "service.name=" + spring.getProperty("spring.application.name") : value;
  }
}
