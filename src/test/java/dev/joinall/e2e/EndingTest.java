package dev.joinall.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.joinall.testing.ScriptedHttp;
import dev.joinall.testing.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is stopped by SIGTERM fails no request. */
class EndingTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int SIGTERM = 143;
  private static final int CLIENTS = 16;

  private final ScriptedHttp api = ScriptedHttp.start();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger answered = new AtomicInteger();

  @TempDir private Path folder;

  @AfterEach
  void close() {
    api.close();
  }

  private ServerProcess start(String... settings) throws IOException {
    api.on("GET", "/a").body("1").delay(Duration.ofMillis(20));
    return ServerProcess.of(
            folder,
            """
            backends:
              api: { kind: http, url: "%s", timeout: 10s }
            aggregations:
              page: { route: GET /page, deadline: 10s, tasks: { a: { backend: api, get: /a } } }
              order:
                route: POST /orders
                deadline: 10s
                tasks:
                  before: { backend: api, get: /slow }
                  effect: { backend: api, post: /effect, needs: [before] }
            """
                .formatted(api.url()))
        .settings(settings)
        .start();
  }

  /** Sends requests on one connection; on a new one only while that is wanted. */
  private void ask(String url, BooleanSupplier isWanted) {
    try {
      boolean first = true;
      while (first || isWanted.getAsBoolean()) {
        first = false;
        askUntilClosed(url);
      }
    } catch (IOException | RuntimeException e) {
      failures.add(String.valueOf(e));
    }
  }

  private void askUntilClosed(String url) throws IOException {
    try (var client = RawClient.connect(url)) {
      boolean last = false;
      while (!last) {
        RawClient.Answer answer = client.send("GET", "/page").receive();
        if (answer.status() != 200) {
          failures.add(answer.toString());
        }
        last = "close".equals(answer.headers().get("connection"));
        answered.incrementAndGet();
      }
      if (!client.isEnded()) {
        failures.add("the connection lives on after its last answer");
      }
    }
  }

  private List<Thread> load(ServerProcess server, BooleanSupplier isWanted) {
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(Thread.ofVirtual().start(() -> ask(server.url(), isWanted)));
    }
    await().atMost(SOON).until(() -> answered.get() > 20 * CLIENTS);
    return clients;
  }

  private static void join(List<Thread> clients) throws InterruptedException {
    for (Thread client : clients) {
      assertThat(client.join(SOON)).isTrue();
    }
  }

  @Test
  void noRequestFailsUnderLoadBehindABalancerThatLooksAtReadiness() throws Exception {
    try (ServerProcess server = start("--joinall.shutdown.pause=4s")) {
      List<Thread> clients = load(server, server::isReady);
      assertThat(server.isReady()).isTrue();
      server.terminate();
      await().atMost(SOON).until(() -> !server.isReady());
      int before = answered.get();
      String readiness = server.manage("health/readiness");
      join(clients);

      assertThat(failures).isEmpty();
      assertThat(readiness).contains("OUT_OF_SERVICE");
      assertThat(answered.get()).isGreaterThanOrEqualTo(before);
      assertThat(server.awaitExit(SOON)).isEqualTo(SIGTERM);
      assertThat(server.output()).contains("all requests are complete");
    }
  }

  @Test
  void noRequestFailsUnderLoadWithoutAPause() throws Exception {
    try (ServerProcess server = start()) {
      List<Thread> clients = load(server, () -> false);
      server.terminate();
      join(clients);

      assertThat(failures).isEmpty();
      assertThat(server.awaitExit(SOON)).isEqualTo(SIGTERM);
      assertThat(server.output()).contains("all requests are complete");
    }
  }

  /** Each answer closes its connection, so they connect at the rate of their requests. */
  @Test
  void clientsThatReconnectDoNotDelayTheShutdown() throws Exception {
    try (ServerProcess server = start("--joinall.shutdown.grace=20s")) {
      List<Thread> clients = load(server, () -> true);
      server.terminate();

      assertThat(server.awaitExit(Duration.ofSeconds(15))).isEqualTo(SIGTERM);
      assertThat(server.output()).contains("all requests are complete");
      join(clients);
    }
  }

  @Test
  void requestsAreServedDuringThePauseAndReadinessIsDown() throws Exception {
    try (ServerProcess server = start("--joinall.shutdown.pause=3s")) {
      server.terminate();
      await()
          .atMost(SOON)
          .until(() -> server.manage("health/readiness").contains("OUT_OF_SERVICE"));
      try (var client = RawClient.connect(server.url())) {
        RawClient.Answer answer = client.send("GET", "/page").receive();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("connection", "close");
      }
      assertThat(server.awaitExit(SOON)).isEqualTo(SIGTERM);
    }
  }

  @Test
  void anIdleConnectionIsEndedWithoutAReset() throws Exception {
    try (ServerProcess server = start();
        var idle = RawClient.connect(server.url())) {
      assertThat(idle.send("GET", "/page").receive().status()).isEqualTo(200);
      server.terminate();

      assertThat(idle.read()).isEqualTo(-1);
      assertThat(server.awaitExit(SOON)).isEqualTo(SIGTERM);
    }
  }

  @Test
  void overHttp2AGoAwayComesFirstAndThenTheAnswerInFlight() throws Exception {
    api.on("GET", "/slow").body("1").delay(Duration.ofSeconds(3));
    api.on("POST", "/effect").body("2");
    try (ServerProcess server = start("--server.http2.enabled=true");
        var client = RawHttp2.connect(server.url(), false, "")) {
      client.send(
          RawHttp2.HEADERS,
          RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
          1,
          RawHttp2.block(RawHttp2.request("POST", "/orders")));
      await().atMost(SOON).until(() -> asked("/slow"));
      server.terminate();

      RawHttp2.Frame goAway = client.receive();
      assertThat(goAway.type()).isEqualTo(RawHttp2.GOAWAY);
      assertThat(goAway.number(4)).as("the error").isZero();
      assertThat(client.receiveEnd().stream()).isEqualTo(1);
      assertThat(client.client().read()).isEqualTo(-1);
      assertThat(server.awaitExit(SOON)).isEqualTo(SIGTERM);
      assertThat(server.output()).contains("all requests are complete");
    }
  }

  @Test
  void anEffectIsWaitedForThoughItsClientHasGone() throws Exception {
    api.on("GET", "/slow").body("1").delay(Duration.ofSeconds(2));
    api.on("POST", "/effect").body("2").delay(Duration.ofMillis(500));
    try (ServerProcess server = start()) {
      try (var client = RawClient.connect(server.url())) {
        client.send("POST", "/orders");
        await().atMost(SOON).until(() -> asked("/slow"));
      }
      server.terminate();

      assertThat(server.awaitExit(SOON)).isEqualTo(SIGTERM);
      assertThat(asked("/effect")).isTrue();
      assertThat(server.output()).contains("all requests are complete");
    }
  }

  @Test
  void requestsLongerThanTheGraceAreInterrupted() throws Exception {
    api.on("GET", "/slow").body("1").delay(Duration.ofSeconds(9));
    try (ServerProcess server = start("--joinall.shutdown.grace=1s");
        var client = RawClient.connect(server.url())) {
      client.send("POST", "/orders");
      await().atMost(SOON).until(() -> asked("/slow"));
      server.terminate();

      assertThat(server.awaitExit(Duration.ofSeconds(8))).isEqualTo(SIGTERM);
      assertThat(server.output())
          .contains("requests still in flight after 1000 ms are interrupted");
    }
  }

  private boolean asked(String path) {
    return api.asked().stream().anyMatch(it -> it.uri().equals(path));
  }
}
