package dev.joinall.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.joinall.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The cache between real clients and an API that answers each caller with its own name. */
class CachedTasksTest {
  private static final String FILE =
      """
      backends:
        api: { kind: http, url: "${env.API_URL}", timeout: 5s }
      aggregations:
        me:
          route: GET /me
          deadline: 10s
          input: { header: { authorization: { type: string, required: true } } }
          tasks:
            me:
              backend: api
              get: /me
              headers: { authorization: "${header.authorization}" }
              cache: { ttl: TTL }
      """;

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final AtomicInteger calls = new AtomicInteger();
  private volatile int delay;
  private HttpServer api;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    api.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    api.createContext(
        "/me",
        exchange -> {
          calls.incrementAndGet();
          pause();
          byte[] body =
              ("\"" + exchange.getRequestHeaders().getFirst("Authorization") + "\"")
                  .getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    api.start();
  }

  private void pause() {
    try {
      Thread.sleep(delay);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void close() {
    server.close();
    api.stop(0);
  }

  private void serve(String ttl) {
    server =
        TestServer.serve(
            FILE.replace("TTL", ttl),
            Map.of("API_URL", "http://127.0.0.1:" + api.getAddress().getPort()));
  }

  private CompletableFuture<HttpResponse<String>> ask(String caller) {
    return CLIENT.sendAsync(
        HttpRequest.newBuilder(URI.create(server.url() + "/me"))
            .header("Authorization", caller)
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private record Asked(String caller, CompletableFuture<HttpResponse<String>> answer) {}

  private String status(String caller) {
    return ask(caller).join().headers().firstValue("Cache-Status").orElse("");
  }

  @Test
  void aStampedeOfAThousandClientsMakesOneCall() {
    delay = 1_500;
    serve("1m");
    List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      asked.add(ask("ann"));
    }

    assertThat(asked).allSatisfy(it -> assertThat(it.join().body()).isEqualTo("{\"me\":\"ann\"}"));
    assertThat(calls).hasValue(1);
  }

  @Test
  void callersWhoseRequestsInterleaveNeverShareAValue() {
    delay = 2;
    serve("5ms");
    long seed = System.nanoTime();
    var random = new Random(seed);
    List<Asked> asked = new ArrayList<>();
    for (int round = 0; round < 40; round++) {
      for (int i = 0; i < 50; i++) {
        String caller = "caller-" + random.nextInt(8);
        asked.add(new Asked(caller, ask(caller)));
      }
      asked.forEach(it -> it.answer.join());
    }

    assertThat(asked)
        .as("seed %d", seed)
        .allSatisfy(
            it -> assertThat(it.answer.join().body()).isEqualTo("{\"me\":\"" + it.caller + "\"}"));
    assertThat(calls).hasValueLessThan(2_000);
  }

  @Test
  void aReloadKeepsTheValuesOfTasksThatAreDeclaredAsBefore() {
    serve("1m");
    assertThat(status("ann")).contains("fwd=miss");
    server.reload(FILE.replace("TTL", "1m") + "# a comment\n");
    assertThat(status("ann")).contains("hit");
    server.reload(FILE.replace("TTL", "2m"));
    assertThat(status("ann")).contains("fwd=miss");
  }
}
