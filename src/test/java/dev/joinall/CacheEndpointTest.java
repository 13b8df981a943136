package dev.joinall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.testing.ScriptedHttp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** The cache as those who run the server see it. */
class CacheEndpointTest {
  private static final String FILE =
      """
      backends:
        api: { kind: http, url: "${env.API_URL}" }
      aggregations:
        page:
          route: GET /products/{sku}
          tasks:
            product:
              backend: api
              get: /product
              headers: { sku: "${path.sku}" }
              cache: { ttl: 1m, key: "sku:${path.sku}", tags: [products] }
      """;

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final ScriptedHttp api = ScriptedHttp.start();
  private Optional<ConfigurableApplicationContext> application = Optional.empty();

  @TempDir private Path folder;

  private void start(String... settings) throws IOException {
    api.on("GET", "/product").body("1");
    Path file = Files.writeString(folder.resolve("joinall.yaml"), FILE);
    application = Optional.of(Application.start(Map.of("API_URL", api.url()), file, settings));
  }

  private void startExposed() throws IOException {
    start(
        "--server.port=0",
        "--management.server.port=0",
        "--management.endpoints.web.exposure.include=health,prometheus,cache");
  }

  @AfterEach
  void close() {
    application.ifPresent(ConfigurableApplicationContext::close);
    api.close();
  }

  private HttpResponse<String> send(String port, String method, String path)
      throws IOException, InterruptedException {
    String number =
        application.orElseThrow().getEnvironment().getRequiredProperty("local." + port + ".port");
    var request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + number + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private boolean isHit(String sku) throws IOException, InterruptedException {
    return send("server", "GET", "/products/" + sku)
        .headers()
        .firstValue("Cache-Status")
        .orElse("")
        .contains("hit");
  }

  private int purge(String query) throws IOException, InterruptedException {
    return send("management", "DELETE", "/actuator/cache" + query).statusCode();
  }

  @Test
  void aValueIsPurgedByItsKeyByATagOrWithAllOthers() throws Exception {
    startExposed();
    assertThat(isHit("a")).isFalse();
    assertThat(isHit("a")).isTrue();
    assertThat(purge("?key=sku:b")).isEqualTo(204);
    assertThat(isHit("a")).isTrue();
    assertThat(purge("?key=sku:a")).isEqualTo(204);
    assertThat(isHit("a")).isFalse();
    assertThat(purge("?tag=products")).isEqualTo(204);
    assertThat(isHit("a")).isFalse();
    assertThat(purge("?all=true")).isEqualTo(204);
    assertThat(isHit("a")).isFalse();
    assertThat(purge("?tag=a&key=b")).isEqualTo(400);
    assertThat(purge("")).isEqualTo(400);
    assertThat(isHit("a")).isTrue();
  }

  @Test
  void itReportsItsSizeAndItsHits() throws Exception {
    startExposed();
    assertThat(isHit("a")).isFalse();
    assertThat(isHit("a")).isTrue();

    assertThat(send("management", "GET", "/actuator/cache").body()).contains("\"entries\":1");
    assertThat(send("management", "GET", "/actuator/prometheus").body())
        .containsPattern("joinall_cache_requests_total\\{[^}]*result=\"hit\"[^}]*} 1.0")
        .containsPattern("joinall_cache_requests_total\\{[^}]*result=\"miss\"[^}]*} 1.0")
        .contains("joinall_cache_entries 1.0")
        .containsPattern("joinall_cache_bytes [1-9]")
        .contains("joinall_cache_dropped_total{cause=\"evicted\"} 0.0");
  }

  @Test
  void itIsNotExposedUnlessASettingSaysSo() throws Exception {
    start("--server.port=0", "--management.server.port=0");

    assertThat(purge("?all=true")).isEqualTo(404);
  }
}
