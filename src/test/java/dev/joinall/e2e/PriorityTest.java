package dev.joinall.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.joinall.TestServer;
import dev.joinall.testing.ScriptedHttp;
import dev.joinall.testing.TestLimits;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which requests are refused where there are too many. */
class PriorityTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int IN_FLIGHT = 20;

  private final HttpClient client = HttpClient.newHttpClient();
  private final ScriptedHttp api = ScriptedHttp.start();
  private TestServer server;

  private void serve(String aggregations) {
    api.on("GET", "/never").wire(ScriptedHttp.OnTheWire.NEVER);
    server =
        TestServer.serve(
            """
            backends:
              api: { kind: http, url: "%s", timeout: 1m, pool: { max: 100 } }
            aggregations:
            %s\
            """
                .formatted(api.url(), aggregations.indent(2)),
            Map.of(),
            TestLimits.with("in-flight=" + IN_FLIGHT));
  }

  @AfterEach
  void close() {
    client.shutdownNow();
    server.close();
    api.close();
  }

  private CompletableFuture<HttpResponse<String>> send(String path) {
    return client.sendAsync(
        HttpRequest.newBuilder(URI.create(server.url() + path)).build(), BodyHandlers.ofString());
  }

  /** Holds some requests in flight. */
  private List<CompletableFuture<HttpResponse<String>>> hold(String path, int count) {
    int before = asked();
    List<CompletableFuture<HttpResponse<String>>> held =
        IntStream.range(0, count).mapToObj(it -> send(path)).toList();
    await().atMost(SOON).until(() -> asked() == before + count);
    return held;
  }

  /** Without those of the health check. */
  private int asked() {
    return (int) api.asked().stream().filter(it -> it.method().equals("GET")).count();
  }

  private static Stream<Integer> statuses(List<CompletableFuture<HttpResponse<String>>> answers) {
    return answers.stream().map(it -> it.join().statusCode());
  }

  private List<CompletableFuture<HttpResponse<String>>> send(String path, int count) {
    List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      CompletableFuture<HttpResponse<String>> next = send(path);
      next.join();
      sent.add(next);
    }
    return sent;
  }

  private static final String PRIORITIES =
      """
      pay: { route: GET /pay, priority: high, tasks: { a: { value: 1 } } }
      page: { route: GET /page, tasks: { a: { value: 1 } } }
      report: { route: GET /report, priority: low, tasks: { a: { value: 1 } } }
      held: { route: GET /held, deadline: 1m, tasks: { a: { backend: api, get: /never } } }
      """;

  @Test
  void allAreServedWhileThereIsRoom() {
    serve(PRIORITIES);
    var _ = hold("/held", IN_FLIGHT / 2 - 1);

    for (String path : List.of("/pay", "/page", "/report")) {
      assertThat(send(path).join().statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aboveAHalfOfTheLimitALowPriorityIsRefused() {
    serve(PRIORITIES);
    var _ = hold("/held", IN_FLIGHT / 2 + 1);

    assertThat(statuses(send("/pay", 10))).containsOnly(200);
    assertThat(statuses(send("/page", 10))).containsOnly(200);
    List<CompletableFuture<HttpResponse<String>>> low = send("/report", 10);
    assertThat(statuses(low)).containsOnly(503);
    assertThat(low.getFirst().join().headers().firstValue("Retry-After")).contains("1");
  }

  @Test
  void theLastTenthIsForAHighPriority() {
    serve(PRIORITIES);
    var _ = hold("/held", IN_FLIGHT - IN_FLIGHT / 10);

    assertThat(statuses(send("/pay", 10))).containsOnly(200);
    assertThat(statuses(send("/page", 10))).containsOnly(503);
    assertThat(statuses(send("/report", 10))).containsOnly(503);
  }

  @Test
  void noCapacityIsReservedForAPriorityThatNoRouteHas() {
    serve(
        """
        page: { route: GET /page, tasks: { a: { value: 1 } } }
        held: { route: GET /held, deadline: 1m, tasks: { a: { backend: api, get: /never } } }
        """);
    var _ = hold("/held", IN_FLIGHT - 1);

    assertThat(statuses(send("/page", 10))).containsOnly(200);
  }

  private static final String BULKHEAD =
      """
      held:
        route: GET /held
        deadline: 1m
        bulkhead: { max: 3 }
        tasks: { a: { backend: api, get: /never } }
      page: { route: GET /page, tasks: { a: { value: 1 } } }
      """;

  @Test
  void aRouteHasNoMoreRequestsAtOnceThanItsBulkheadLets() {
    serve(BULKHEAD);
    List<CompletableFuture<HttpResponse<String>>> held = hold("/held", 3);

    HttpResponse<String> refused = send("/held").join();
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Retry-After")).contains("1");
    assertThat(send("/page").join().statusCode()).isEqualTo(200);

    held.getFirst().cancel(true); // its place is free
    await()
        .atMost(SOON)
        .until(() -> {
          CompletableFuture<HttpResponse<String>> next = send("/held");
          Thread.sleep(50);
          return !next.isDone();
        });
    assertThat(send("/held").join().statusCode()).isEqualTo(503);
  }

  @Test
  void aRunThatGoesOnWithoutItsClientKeepsItsPlaceUntilItsDeadline() {
    serve(
        """
        order:
          route: POST /orders
          deadline: 4s
          bulkhead: { max: 1 }
          tasks: { a: { backend: api, get: /never } }
        """);
    CompletableFuture<HttpResponse<String>> first = post();
    await().atMost(SOON).until(() -> asked() == 1);
    first.cancel(true);

    assertThat(post().join().statusCode()).isEqualTo(503);
    await().atMost(SOON).until(() -> post().join().statusCode() != 503);
  }

  private CompletableFuture<HttpResponse<String>> post() {
    return client.sendAsync(
        HttpRequest.newBuilder(URI.create(server.url() + "/orders"))
            .POST(BodyPublishers.noBody())
            .build(),
        BodyHandlers.ofString());
  }
}
