package dev.joinall;

import static dev.joinall.testing.OtlpReceiver.attribute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.joinall.testing.OtlpReceiver;
import dev.joinall.testing.ScriptedHttp;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** Metrics and lines of the log that arrive at a collector over a real socket. */
class OtlpExportTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String FILE =
      """
      backends:
        api: { kind: http, url: "${env.API}", timeout: 5s }
      aggregations:
        page:
          route: GET /page
          tasks: { it: { backend: api, get: /it, required: true } }
      """;

  @TempDir private Path folder;
  private final OtlpReceiver collector = OtlpReceiver.start();
  private final ScriptedHttp api = ScriptedHttp.start();

  @AfterEach
  void close() {
    collector.close();
    api.close();
  }

  private ConfigurableApplicationContext start(String... settings) throws Exception {
    List<String> all = new ArrayList<>(List.of(settings));
    all.add("--server.port=0");
    all.add("--management.server.port=0");
    Path file = Files.writeString(folder.resolve("joinall.yaml"), FILE);
    return Application.start(Map.of("API", api.url()), file, all.toArray(String[]::new));
  }

  private static int ask(ConfigurableApplicationContext server) throws Exception {
    String port = server.getEnvironment().getProperty("local.server.port");
    var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/page")).build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void metricsAreSentIfASettingSaysSo() throws Exception {
    api.on("GET", "/it").body("1");
    try (var server =
        start(
            "--management.otlp.metrics.export.enabled=true",
            "--management.otlp.metrics.export.url=" + collector.url() + "/v1/metrics",
            "--management.otlp.metrics.export.step=200ms")) {
      assertThat(ask(server)).isEqualTo(200);

      await()
          .atMost(SOON)
          .untilAsserted(() ->
              assertThat(collector.metrics())
                  .extracting(Metric::getName)
                  .contains("joinall.task", "joinall.pool.max"));
      assertThat(named("joinall.task").orElseThrow().toString()).contains("page", "api");
    }
  }

  private Optional<Metric> named(String name) {
    return collector.metrics().stream().filter(it -> it.getName().equals(name)).findFirst();
  }

  @Test
  void linesOfTheLogAreSentIfASettingSaysSo() throws Exception {
    api.on("GET", "/it").status(503);
    try (var server =
        start(
            "--management.opentelemetry.logging.export.otlp.endpoint="
                + collector.url()
                + "/v1/logs",
            "--management.opentelemetry.logging.export.otlp.headers.Authorization=Basic a b")) {
      assertThat(ask(server)).isEqualTo(502);
    }

    LogRecord line =
        collector.lines().stream()
            .filter(it -> it.getBody().getStringValue().contains("reason=failed"))
            .findFirst()
            .orElseThrow();
    assertThat(line.getSeverityText()).isEqualTo("WARN");
    assertThat(line.getTimeUnixNano()).isPositive();
    assertThat(attribute(line, "aggregation")).isEqualTo("page");
    assertThat(attribute(line, "status")).isEqualTo("502");
    assertThat(attribute(line, "trace")).hasSize(32);
    assertThat(collector.authorizations()).containsOnly("Basic a b");
  }

  @Test
  void nothingIsSentByDefault() throws Exception {
    api.on("GET", "/it").status(503);
    try (var server = start()) {
      assertThat(ask(server)).isEqualTo(502);
    }

    assertThat(collector.lines()).isEmpty();
    assertThat(collector.metrics()).isEmpty();
  }
}
