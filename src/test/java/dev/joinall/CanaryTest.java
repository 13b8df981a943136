package dev.joinall;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.joinall.testing.LoggedLines;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** No secret is in a log at TRACE, in health, metrics, OpenAPI or the errors of an answer. */
class CanaryTest {
  private static final String CANARY = "canary";

  private final List<String> sent = new CopyOnWriteArrayList<>();
  @TempDir private Path folder;
  private HttpServer peer;

  private static String file(int port, String hash) {
    return """
    security:
      callers: { partner: { api-key: { keys: { acme: { sha256: "%2$s" } } } } }
    backends:
      api:
        kind: http
        url: http://127.0.0.1:%1$d
        auth:
          oauth2: { token-url: "http://127.0.0.1:%1$d/token", client-id: shop, client-secret: "${secret.oauth}" }
      basic: { kind: http, url: "http://user:${secret.basic}@127.0.0.1:%1$d" }
      refused:
        kind: http
        url: http://127.0.0.1:%1$d
        auth:
          oauth2: { token-url: "http://127.0.0.1:%1$d/none", client-id: shop, client-secret: "${secret.oauth}", client-auth: post }
      redis: { kind: redis, uri: "redis://user:${secret.redis}@127.0.0.1:1" }
      mongo: { kind: mongo, uri: "mongodb://user:${secret.mongo}@127.0.0.1:1/x", database: x }
      mail: { kind: smtp, uri: "smtp://user:${secret.mail}@127.0.0.1:1" }
    aggregations:
      page:
        route: GET /page
        allow: [{ caller: partner }]
        deadline: 5s
        respond: { errors: full }
        tasks:
          a: { backend: api, get: /a }
          b: { backend: basic, get: /b }
          c: { backend: redis, command: [GET, x] }
          d: { backend: mongo, find-one: x, filter: {} }
          e: { backend: refused, get: /e }
    """
        .formatted(port, hash);
  }

  @BeforeEach
  void start() throws IOException {
    peer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    peer.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    peer.createContext("/", it -> answer(it, 200, "{}"));
    peer.createContext(
        "/token", it -> answer(it, 200, "{\"access_token\":\"canary-token\",\"expires_in\":60}"));
    peer.createContext("/none", it -> answer(it, 400, "{\"error\":\"canary error\"}"));
    peer.start();
  }

  private void answer(HttpExchange exchange, int status, String body) throws IOException {
    sent.add(
        exchange.getRequestURI()
            + " "
            + exchange.getRequestHeaders().getFirst("Authorization")
            + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
    exchange.sendResponseHeaders(status, body.length());
    exchange.getResponseBody().write(body.getBytes(UTF_8));
    exchange.close();
  }

  @AfterEach
  void stop() {
    peer.stop(0);
  }

  @Test
  void noSecretIsSeen() throws Exception {
    for (String name : List.of("oauth", "basic", "redis", "mongo", "mail")) {
      Files.writeString(folder.resolve(name), CANARY + "-" + name);
    }
    // printf %s canary-key | sha256sum
    String hash = sha256("canary-key");
    Path file =
        Files.writeString(folder.resolve("joinall.yaml"), file(peer.getAddress().getPort(), hash));
    String seen;
    List<String> lines;
    try (var log = new LoggedLines();
        var server =
            Application.start(
                Map.of("JOINALL_SECRETS", folder.toString()),
                file,
                "--server.port=0",
                "--management.server.port=0",
                "--joinall.log.audit=true",
                "--joinall.log.access=true");
        var client = HttpClient.newHttpClient()) {
      String routes = "http://127.0.0.1:" + port(server, "server");
      String management = "http://127.0.0.1:" + port(server, "management") + "/actuator/";
      // A cold server that logs everything may be too late for the first ones.
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> get(client, routes + "/page", "canary-key").contains("\"a\":{}"));
      seen =
          get(client, routes + "/page", "canary-key")
              + get(client, routes + "/page", "canary-wrong")
              + get(client, routes + "/openapi.yaml", "")
              + get(client, management + "health", "")
              + get(client, management + "prometheus", "");
      lines = log.all();
    }

    assertThat(String.join("\n", sent)) // the secrets were used
        .contains("/a Bearer canary-token", "client_secret=canary-oauth");
    assertThat(seen)
        .contains("\"fault\":\"status\"", "openapi: \"3.1", "\"backends\":", "joinall_");
    assertThat(seen).doesNotContain(CANARY).doesNotContain(hash);
    assertThat(lines).hasSizeGreaterThan(20);
    assertThat(lines).filteredOn(it -> it.contains(CANARY) || it.contains(hash)).isEmpty();
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
  }

  private static String port(ConfigurableApplicationContext server, String name) {
    return server.getEnvironment().getRequiredProperty("local." + name + ".port");
  }

  private static String get(HttpClient client, String url, String key) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    if (!key.isEmpty()) {
      request.header("X-API-Key", key);
    }
    return client.send(request.build(), BodyHandlers.ofString()).body();
  }
}
