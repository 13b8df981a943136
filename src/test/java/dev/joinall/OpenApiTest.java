package dev.joinall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.testing.Latency;
import dev.joinall.testing.Proxy;
import dev.joinall.testing.ShopData;
import dev.joinall.testing.ShopServers;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares {@code openapi.yaml} with the shop's file and with real answers. */
class OpenApiTest {
  private static final Path COMMITTED = ShopData.directory().resolve("../../openapi.yaml");
  private static final String PRODUCT = "GET /products/{sku}";

  private static OpenApi openApi;
  private static String file;
  private static ShopServers servers;
  private static TestServer shop;

  @BeforeAll
  static void start() throws IOException {
    openApi = OpenApi.read(COMMITTED);
    file = patient(Files.readString(ShopData.config()));
    servers = ShopServers.start(Latency.NONE);
    shop = TestServer.serve(file, servers.env());
  }

  @AfterAll
  static void stop() {
    shop.close();
    servers.close();
  }

  /** With {@code -Dopenapi.write} the file is regenerated. */
  @Test
  void theDocumentMatchesTheFileOfTheShop() throws IOException {
    String generated = generated("openapi");
    if (System.getProperty("openapi.write") != null) {
      Files.writeString(COMMITTED, generated);
    }

    assertThat(Files.readString(COMMITTED))
        .as("openapi.yaml; ./mvnw test -Dtest=OpenApiTest -Dopenapi.write makes it anew")
        .isEqualTo(generated);
  }

  @Test
  void theServerHasTheSame() throws Exception {
    try (var server = TestServer.serve(Files.readString(ShopData.config()), servers.env())) {
      assertThat(call(server, "GET /openapi.yaml", "/openapi.yaml").body())
          .isEqualTo(generated("openapi"));
      assertThat(call(server, "GET /openapi.json", "/openapi.json").body() + "\n")
          .isEqualTo(generated("openapi", "--format=json"));
    }
  }

  private static String generated(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    String[] all = Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = "--config=" + ShopData.config();
    int status = Application.run(servers.env(), new PrintWriter(out), new PrintWriter(err), all);
    assertThat(err.toString()).isEmpty();
    assertThat(status).isZero();
    return out.toString();
  }

  @Test
  void itsExamplesFitItsSchemas() {
    assertThat(openApi.exampleViolations()).isEmpty();
  }

  @ParameterizedTest(name = "{2} is answered {0}")
  @CsvSource({
    "200, GET /products/{sku}, /products/SKU-0001",
    "200, GET /products/{sku}, /products/SKU-0520",
    "200, GET /dashboard/{customer}, /dashboard/c-0001",
    "200, GET /dashboard/{customer}, /dashboard/c-0240",
    "200, POST /orders/{id}/confirmation, /orders/o-00800/confirmation",
    "200, GET /orders/{id}/receipt, /orders/o-00800/receipt",
    "400, GET /products/{sku}, /products/lower-case",
    "400, GET /dashboard/{customer}, /dashboard/1",
    "400, POST /orders/{id}/confirmation, /orders/1/confirmation",
    "404, GET /products/{sku}, /products/NO-SUCH",
    "404, GET /dashboard/{customer}, /dashboard/c-9999",
    "404, POST /orders/{id}/confirmation, /orders/o-99999/confirmation",
    "404, GET /orders/{id}/receipt, /orders/o-99999/receipt",
  })
  void anAnswerFits(int status, String route, String path) throws Exception {
    assertFits(status, route, call(shop, route, path));
  }

  @Test
  void anAnswerToWhoTakesNoneFits() throws Exception {
    assertFits(406, PRODUCT, call(shop, PRODUCT, "/products/SKU-0001", "Accept", "text/html"));
  }

  @Test
  void anIncompleteAnswerFits() throws Exception {
    try (var server =
        TestServer.serve(file, environment("SHOP_REDIS_URI", "redis://127.0.0.1:1"))) {
      HttpResponse<String> answer = product(server);
      assertFits(200, PRODUCT, answer);
      assertThat(answer.body()).contains("\"errors\":[{\"task\":\"price\"");
    }
  }

  @Test
  void theProblemOfATaskThatFailedFits() throws Exception {
    try (var server =
        TestServer.serve(file, environment("SHOP_MONGO_URI", "mongodb://127.0.0.1:1"))) {
      assertFits(502, PRODUCT, product(server));
    }
  }

  @Test
  void theProblemOfARejectedTaskFits() throws Exception {
    String limited =
        file.replace("database: shop", "database: shop\n    rate-limit: {permits: 1, per: 1h}");
    try (var server = TestServer.serve(limited, servers.env())) {
      // The first page takes the only permit, so one of its own two reads or this one has none.
      var _ = product(server);
      assertFits(503, PRODUCT, product(server));
    }
  }

  @Test
  void theProblemOfATaskThatIsLateFits() throws Exception {
    try (var proxy = Proxy.to(servers.mongo().uri());
        var server = TestServer.serve(file, environment("SHOP_MONGO_URI", proxy.address()))) {
      assertFits(200, PRODUCT, product(server));
      proxy.pause();
      assertFits(504, PRODUCT, product(server));
      proxy.resume();
    }
  }

  /** The deadlines of the shop are too short for a busy machine after a cold start. */
  private static String patient(String yaml) {
    return yaml.replaceAll("(timeout|deadline): \\d+m?s", "$1: 5s")
        .replace("pool: { ", "pool: { acquire-timeout: 4s, ");
  }

  private static Map<String, String> environment(String name, String value) {
    Map<String, String> environment = new HashMap<>(servers.env());
    environment.put(name, value);
    return environment;
  }

  private static void assertFits(int status, String route, HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(openApi.violations(route, answer)).as(answer.body()).isEmpty();
  }

  private static HttpResponse<String> product(TestServer server) throws Exception {
    return call(server, PRODUCT, "/products/SKU-0001");
  }

  private static HttpResponse<String> call(
      TestServer server, String route, String path, String... headers) throws Exception {
    String method = route.substring(0, route.indexOf(' '));
    var request =
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request.build(), BodyHandlers.ofString());
    }
  }
}
