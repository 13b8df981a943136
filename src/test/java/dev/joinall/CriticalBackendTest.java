package dev.joinall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.joinall.testing.Proxy;
import dev.joinall.testing.ScriptedHttp;
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

/** Readiness of the server, depending on its critical backends. */
class CriticalBackendTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final ScriptedHttp api = ScriptedHttp.start();
  private final Proxy proxy = Proxy.to(api.url());

  @TempDir private Path folder;
  private Path file;
  private ConfigurableApplicationContext application;

  @BeforeEach
  void start() throws IOException {
    file = folder.resolve("joinall.yaml");
    declare(true);
    application =
        Application.start(
            Map.of("API", proxy.address()), file, "--server.port=0", "--management.server.port=0");
  }

  @AfterEach
  void close() {
    application.close();
    proxy.close();
    api.close();
  }

  private void declare(boolean critical) throws IOException {
    Files.writeString(
        file,
        """
        backends: { shop: { kind: http, url: "${env.API}", timeout: 300ms, critical: %s } }
        aggregations: { page: { route: GET /page, tasks: { a: { backend: shop, get: / } } } }
        """
            .formatted(critical));
  }

  private HttpResponse<String> probe(String group) {
    String port = application.getEnvironment().getRequiredProperty("local.management.port");
    var request = URI.create("http://localhost:" + port + "/actuator/health" + group);
    try {
      return CLIENT.send(
          HttpRequest.newBuilder(request).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void awaitReadiness(int status) {
    await().atMost(SOON).until(() -> probe("/readiness").statusCode() == status);
  }

  @Test
  void readinessGoesWithACriticalBackendAndLivenessDoesNot() {
    awaitReadiness(200);
    proxy.pause();
    awaitReadiness(503);

    assertThat(probe("/readiness").body()).contains("\"critical\"", "\"shop\":\"down: ");
    assertThat(probe("/liveness").statusCode()).isEqualTo(200);

    proxy.resume();
    awaitReadiness(200);
  }

  @Test
  void noProbeIsHeldByABackendThatHangs() {
    awaitReadiness(200);
    proxy.pause();
    for (int i = 0; i < 6; i++) {
      long begin = System.nanoTime();
      var _ = probe("/readiness");
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
    }
  }

  @Test
  void aReloadedFileChangesWhichBackendsAreCritical() throws Exception {
    awaitReadiness(200);
    proxy.pause();
    awaitReadiness(503);
    declare(false);

    awaitReadiness(200);
    assertThat(probe("").body()).contains("\"shop\":\"down: ");
  }
}
