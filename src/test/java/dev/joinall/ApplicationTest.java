package dev.joinall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.joinall.testing.Latency;
import dev.joinall.testing.Ports;
import dev.joinall.testing.ScriptedHttp;
import dev.joinall.testing.ShopData;
import dev.joinall.testing.ShopServers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** The application with Spring Boot and the shop's six backends. */
class ApplicationTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static ShopServers shop;
  private static ConfigurableApplicationContext application;

  @BeforeAll
  static void start() {
    shop = ShopServers.start(Latency.NONE);
    application = start(shop.env(), ShopData.config());
    var _ = complete(application, "/products/SKU-0001");
  }

  @AfterAll
  static void close() {
    application.close();
    shop.close();
  }

  private static ConfigurableApplicationContext start(Map<String, String> env, Path config) {
    return Application.start(env, config, "--server.port=0", "--management.server.port=0");
  }

  private static HttpResponse<String> send(
      ConfigurableApplicationContext to, String port, String method, String path)
      throws IOException, InterruptedException {
    String url =
        "http://localhost:" + to.getEnvironment().getRequiredProperty("local." + port + ".port");
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create(url + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .timeout(SOON)
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(application, "server", "GET", path);
  }

  private String actuator(String path) throws IOException, InterruptedException {
    return send(application, "management", "GET", "/actuator/" + path).body();
  }

  /** The complete answer of a route; a cold server on a busy machine may miss its deadline. */
  private static HttpResponse<String> complete(ConfigurableApplicationContext of, String path) {
    return await()
        .atMost(SOON)
        .until(() -> send(of, "server", "GET", path), ApplicationTest::isComplete);
  }

  private static boolean isComplete(HttpResponse<String> response) {
    return response.headers().firstValue("joinall-complete").orElseThrow().equals("true");
  }

  @Test
  void theThreeScreensOfTheShopAreServed() throws Exception {
    assumeThat(shop.orders().problem()).isEmpty();
    HttpResponse<String> product = complete(application, "/products/SKU-0001");
    HttpResponse<String> dashboard = complete(application, "/dashboard/c-0001");
    HttpResponse<String> order =
        send(application, "server", "POST", "/orders/o-00800/confirmation");

    assertThat(List.of(product, dashboard, order))
        .allSatisfy(it -> assertThat(it.statusCode()).as(it.body()).isEqualTo(200))
        .allMatch(ApplicationTest::isComplete);
    assertThat(product.body()).contains("\"sku\":\"SKU-0001\"", "\"price\":", "\"related\":[");
    assertThat(dashboard.body())
        .contains("\"_id\":\"c-0001\"", "\"orders\":[{", "\"recommendations\":");
    assertThat(shop.mail().awaitMessages(1, SOON).getFirst().subject()).contains("o-00800");
  }

  @Test
  void aReceiptIsMadeByTheWorker() throws Exception {
    HttpResponse<String> receipt =
        await()
            .atMost(SOON)
            .until(() -> get("/orders/o-00800/receipt"), it -> it.statusCode() == 200);
    assertThat(receipt.headers().firstValue("content-type")).contains("application/pdf");
    assertThat(receipt.body())
        .startsWith("%PDF-1.4\n")
        .contains("(Receipt for order o-00800) '", "(3 x Harbor Steel Milk Jug, each 17.50) '")
        .contains("(Total EUR 148.30, sent to Vienna) '")
        .containsPattern("\\(Seal [0-9a-f]{32}\\) '")
        .endsWith("%%EOF\n");
    assertThat(get("/orders/o-99999/receipt").statusCode()).isEqualTo(404);
  }

  @Test
  void unknownPathsAreAnsweredWithProblemDetails() throws Exception {
    for (String path : List.of("/products/SKU-NONE", "/nowhere", "/products/SKU-0001/more")) {
      HttpResponse<String> response = get(path);
      assertThat(response.statusCode()).as(path).isEqualTo(404);
      assertThat(response.headers().firstValue("content-type").orElseThrow())
          .as(path)
          .startsWith("application/problem+json");
      assertThat(response.body()).as(path).contains("\"status\":404");
    }
  }

  @Test
  void healthReportsEachBackend() throws Exception {
    assertThat(actuator("health"))
        .contains("\"shop\":\"up\"", "\"cache\":\"up\"", "\"partners\":\"up\"", "\"mail\":\"up\"");
    assertThat(actuator("health/readiness")).contains("\"UP\"");
    assertThat(actuator("health/liveness")).contains("\"UP\"");
  }

  @Test
  void metricsHaveTagsThatOnlyTheFileNames() throws Exception {
    for (int i = 0; i < 20; i++) {
      var _ = get("/products/SKU-000" + i);
      var _ = get("/nowhere/" + i);
    }
    List<String> meters =
        actuator("prometheus").lines().filter(it -> it.startsWith("joinall_")).toList();

    assertThat(meters).anyMatch(it -> it.startsWith("joinall_task_seconds_count{"));
    assertThat(meters).anyMatch(it -> it.startsWith("joinall_aggregation_seconds_count{"));
    assertThat(meters).anyMatch(it -> it.startsWith("joinall_attempts_total{"));
    assertThat(meters).noneMatch(it -> it.contains("SKU-") || it.contains("nowhere"));
    assertThat(meters.stream().flatMap(ApplicationTest::tags).collect(Collectors.toSet()))
        .isSubsetOf(
            Set.of(
                "aggregation",
                "cause",
                "complete",
                "status",
                "guard",
                "state",
                "decided_by",
                "task",
                "backend",
                "outcome",
                "event",
                "fault",
                "kind",
                "loop",
                "result",
                "reason"));
  }

  private static Stream<String> tags(String line) {
    return Pattern.compile("([a-z_]+)=\"").matcher(line).results().map(found -> found.group(1));
  }

  @Test
  void backendsThatAreDownStopNeitherTheStartNorTheOthers(@TempDir Path folder) throws Exception {
    Path config = folder.resolve("joinall.yaml");
    Files.writeString(
        config,
        """
        backends:
          well: { kind: http, url: "${env.WELL}" }
          http: { kind: http, url: "http://127.0.0.1:${env.CLOSED}" }
          mongo: { kind: mongo, uri: "mongodb://127.0.0.1:${env.CLOSED}", database: d }
          redis: { kind: redis, uri: "redis://127.0.0.1:${env.CLOSED}" }
          smtp: { kind: smtp, uri: "smtp://127.0.0.1:${env.CLOSED}" }
        aggregations:
          page:
            route: POST /page
            tasks:
              well: { backend: well, get: /, required: true }
              http: { backend: http, get: / }
              mongo: { backend: mongo, find-one: c, filter: { a: 1 } }
              redis: { backend: redis, command: [GET, a] }
              smtp: { backend: smtp, send: { from: a@b.c, to: d@e.f, subject: s, text: t } }
        """);
    try (var well = ScriptedHttp.start()) {
      well.on("GET", "/").body("1");
      var env = Map.of("WELL", well.url(), "CLOSED", String.valueOf(Ports.free()));
      try (ConfigurableApplicationContext started = start(env, config)) {
        assertThat(send(started, "server", "POST", "/page").body())
            .isEqualTo(
                "{\"well\":1,\"http\":null,\"mongo\":null,\"redis\":null,\"smtp\":null,"
                    + "\"errors\":[{\"task\":\"http\",\"fault\":\"unavailable\"},"
                    + "{\"task\":\"mongo\",\"fault\":\"unavailable\"},"
                    + "{\"task\":\"redis\",\"fault\":\"unavailable\"},"
                    + "{\"task\":\"smtp\",\"fault\":\"unavailable\"}]}");
        assertThat(send(started, "management", "GET", "/actuator/health").body())
            .contains("\"well\":\"up\"", "\"http\":\"down", "\"mongo\":\"down")
            .contains("\"redis\":\"down", "\"smtp\":\"down");
      }
    }
  }

  @Test
  void aClosedApplicationLeavesNoThreadThatHoldsTheProcess() throws Exception {
    Set<Thread> before = nonDaemons();
    try (ConfigurableApplicationContext started = start(shop.env(), ShopData.config())) {
      assertThat(complete(started, "/products/SKU-0001").statusCode()).isEqualTo(200);
    }

    await().atMost(SOON).untilAsserted(() -> assertThat(nonDaemons()).isSubsetOf(before));
  }

  private static boolean isOfTheTest(String thread) {
    return Stream.of("mongo-server", "smtp:", "awaitility").anyMatch(thread::startsWith);
  }

  private static Set<Thread> nonDaemons() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.isDaemon() && thread.isAlive() && !isOfTheTest(thread.getName()))
        .collect(Collectors.toSet());
  }
}
