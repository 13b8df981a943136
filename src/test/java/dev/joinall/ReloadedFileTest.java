package dev.joinall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** The visible effects of a file that changes while the application runs. */
class ReloadedFileTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir private Path folder;
  private Path file;
  private ConfigurableApplicationContext application;

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("joinall.yaml");
    serves("1");
  }

  @AfterEach
  void close() {
    application.close();
  }

  private void start(Map<String, String> environment) {
    application =
        Application.start(environment, file, "--server.port=0", "--management.server.port=0");
  }

  private void serves(String value) throws IOException {
    Files.writeString(
        file,
        "aggregations: { page: { route: GET /page, tasks: { it: { value: \"%s\" } } } }"
            .formatted(value));
  }

  private String get(String port, String path) throws IOException, InterruptedException {
    String number = application.getEnvironment().getRequiredProperty("local." + port + ".port");
    var request = HttpRequest.newBuilder(URI.create("http://localhost:" + number + path));
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
  }

  private String page() throws IOException, InterruptedException {
    return get("server", "/page");
  }

  private String health() throws IOException, InterruptedException {
    return get("management", "/actuator/health");
  }

  private String metrics() throws IOException, InterruptedException {
    return get("management", "/actuator/prometheus");
  }

  @Test
  void aChangeIsServedSoonAndCounted() throws Exception {
    start(Map.of());
    assertThat(page()).isEqualTo("{\"it\":\"1\"}");
    assertThat(health()).contains("\"newest\":\"served\"");
    serves("2");

    await().atMost(SOON).untilAsserted(() -> assertThat(page()).isEqualTo("{\"it\":\"2\"}"));
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(metrics())
                .contains("joinall_reload_total{result=\"served\"} 1.0")
                .contains("joinall_reload_total{result=\"refused\"} 0.0")
                .contains("joinall_config_last_reload_successful 1.0")
                .contains("joinall_config_last_reload_success_timestamp_seconds "));
  }

  @Test
  void thePoolsOfABackendAreShownAsLongAsItIsServed() throws Exception {
    String file = Files.readString(this.file);
    String backends = "backends: { %s: { kind: http, url: \"http://localhost:9\", %s } }\n";
    Files.writeString(this.file, backends.formatted("first", "pool: { max: 7 }") + file);
    start(Map.of());
    assertThat(metrics())
        .contains(
            "joinall_pool_max{backend=\"first\",kind=\"http\"} 7.0",
            "joinall_pool_in_use{backend=\"first\",kind=\"http\"} 0.0",
            "joinall_pool_idle{backend=\"first\",kind=\"http\"} 0.0",
            "joinall_pool_pending{backend=\"first\",kind=\"http\"} 0.0");

    Files.writeString(this.file, backends.formatted("second", "pool: { max: 8 }") + file);
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(metrics())
                .contains("joinall_pool_max{backend=\"second\",kind=\"http\"} 8.0")
                .doesNotContain("first"));
  }

  @Test
  void healthAndMetricsReportAnInvalidFileAndTheOldOneIsServed() throws Exception {
    start(Map.of());
    String digest = health().replaceAll(".*\"sha256\":\"(\\w{64})\".*", "$1");
    Files.writeString(file, Files.readString(file).replace("value", "valeu"));
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(health())
                .contains("\"status\":\"UP\"", "\"newest\":\"refused\"", "\"problems\":1")
                .contains("\"first-problems\":[\"1:", digest)
                .doesNotContain("DOWN", "valeu"));

    assertThat(page()).isEqualTo("{\"it\":\"1\"}");
    assertThat(metrics())
        .contains("joinall_reload_total{result=\"refused\"} 1.0")
        .contains("joinall_config_last_reload_successful 0.0");
    serves("1");
    await().atMost(SOON).until(() -> health().contains("\"newest\":\"served\""));
    assertThat(metrics()).contains("joinall_config_last_reload_successful 1.0");
  }

  @Test
  void aMissingFileIsReportedAndTheOldOneIsServed() throws Exception {
    start(Map.of());
    Files.delete(file);
    await().atMost(SOON).untilAsserted(() -> assertThat(health()).contains("There is no file"));

    assertThat(page()).isEqualTo("{\"it\":\"1\"}");
  }

  @Test
  void aServerWithoutReloadKeepsItsFile() throws Exception {
    start(Map.of("JOINALL_RELOAD", "off"));
    serves("2");

    await()
        .during(Duration.ofSeconds(1))
        .atMost(SOON)
        .untilAsserted(() -> assertThat(page()).isEqualTo("{\"it\":\"1\"}"));
  }
}
