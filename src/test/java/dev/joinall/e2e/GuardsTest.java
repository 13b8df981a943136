package dev.joinall.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.joinall.TestServer;
import dev.joinall.backend.Fault;
import dev.joinall.run.Outcome;
import dev.joinall.run.Report;
import dev.joinall.testing.ScriptedHttp;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls to a failing or hanging backend, counted at the backend. */
class GuardsTest {
  private static final int REQUESTS = 300;

  /** Retries in the budget: ten at the start, and one a second during this test. */
  private static final int FLOOR = 10;

  private static final String CONFIG =
      """
      backends:
        retried: { kind: http, url: "${env.API}", retry: { attempts: 3, backoff: 1ms } }
        hedged: { kind: http, url: "${env.API}", timeout: 5s, hedge: { after: 1ms, max: 2 } }
        broken: { kind: http, url: "${env.API}", timeout: 50ms, circuit-breaker: { open-for: 300ms } }
      aggregations:
        retried: { route: GET /retried, tasks: { it: { backend: retried, get: /fails } } }
        hedged: { route: GET /hedged, tasks: { it: { backend: hedged, get: /slow } } }
        broken: { route: GET /broken, tasks: { it: { backend: broken, get: /hangs } } }
        several:
          route: GET /several
          tasks:
            a: { backend: broken, get: /several, required: true }
            b: { backend: broken, get: /several, query: { n: b }, required: true }
            c: { backend: broken, get: /several, query: { n: c }, required: true }
            d: { backend: broken, get: /several, query: { n: d }, required: true }
            e: { backend: broken, get: /several, query: { n: e }, required: true }
      """;

  private final ScriptedHttp api = ScriptedHttp.start();
  private final TestServer server = TestServer.serve(CONFIG, Map.of("API", api.url()));

  @AfterEach
  void close() {
    server.close();
    api.close();
  }

  private Report ask(RawClient client, String path) throws IOException {
    assertThat(client.send("GET", path).receive().status()).isEqualTo(200);
    return server.reports().getLast();
  }

  private static Fault.Type fault(Report report) {
    return report.outcome(0).fault().orElseThrow().type();
  }

  /** Without health checks. */
  private int asked() {
    return (int) api.asked().stream().filter(it -> it.method().equals("GET")).count();
  }

  private int most(Duration time) {
    return REQUESTS + REQUESTS / 10 + FLOOR + (int) time.toSeconds() + 1;
  }

  @Test
  void retriesStayWithinTheBudgetWhenEveryCallFails() throws IOException {
    api.on("GET", "/fails").status(503);
    long start = System.nanoTime();
    try (var client = RawClient.connect(server.url())) {
      for (int i = 0; i < REQUESTS; i++) {
        assertThat(fault(ask(client, "/retried"))).isEqualTo(Fault.Type.STATUS);
      }
    }

    Duration time = Duration.ofNanos(System.nanoTime() - start);
    assertThat(asked()).isBetween(REQUESTS + FLOOR, most(time));
  }

  @Test
  void hedgesStayWithinTheBudgetWhenEveryCallIsSlow() throws IOException {
    api.on("GET", "/slow").body("1").delay(Duration.ofMillis(8));
    long start = System.nanoTime();
    try (var client = RawClient.connect(server.url())) {
      for (int i = 0; i < REQUESTS; i++) {
        assertThat(ask(client, "/hedged").outcome(0)).isInstanceOf(Outcome.Ok.class);
      }
    }

    Duration time = Duration.ofNanos(System.nanoTime() - start);
    assertThat(asked()).isBetween(REQUESTS + FLOOR, most(time));
  }

  @Test
  void twentyHangingCallsOpenTheCircuitUntilTheBackendRecovers() throws IOException {
    api.on("GET", "/hangs").wire(ScriptedHttp.OnTheWire.NEVER);
    try (var client = RawClient.connect(server.url())) {
      for (int i = 0; i < 20; i++) {
        assertThat(fault(ask(client, "/broken"))).isEqualTo(Fault.Type.TIMEOUT);
      }
      int asked = asked();
      long[] nanos =
          IntStream.range(0, 10)
              .mapToLong(i -> {
                try {
                  Report report = ask(client, "/broken");
                  assertThat(fault(report)).isEqualTo(Fault.Type.REJECTED);
                  return report.nanos();
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              })
              .sorted()
              .toArray();
      assertThat(asked()).isEqualTo(asked);
      assertThat(Duration.ofNanos(nanos[nanos.length / 2])).isLessThan(Duration.ofMillis(5));

      api.on("GET", "/hangs").body("1");
      await()
          .untilAsserted(
              () -> assertThat(ask(client, "/broken").outcome(0)).isInstanceOf(Outcome.Ok.class));
    }
  }

  /** A rejected call fails the request. */
  @Test
  void aRouteWithMoreRequiredCallsThanProbesIsAnsweredAgain() throws IOException {
    api.on("GET", "/several").status(500);
    try (var client = RawClient.connect(server.url())) {
      await().until(() -> client.send("GET", "/several").receive().status() == 503);

      api.on("GET", "/several").body("1").delay(Duration.ofMillis(20));
      await().until(() -> client.send("GET", "/several").receive().status() == 200);
    }
  }
}
