package dev.joinall.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.joinall.TestServer;
import dev.joinall.edge.CloseReason;
import dev.joinall.testing.ScriptedHttp;
import dev.joinall.testing.TestLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Clients that send too much or are too slow affect only themselves. */
@Execution(ExecutionMode.CONCURRENT)
class LimitsTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String JSON = "Content-Type: application/json\r\n";

  private static final String CONFIG =
      """
      backends:
        api: { kind: http, url: "${env.API}", timeout: 30s, max-body: 10MB }
      aggregations:
        page:
          route: GET /page
          deadline: 30s
          stream: true
          tasks: { a: { backend: api, get: /a } }
        effects:
          route: POST /effects
          deadline: 30s
          tasks: { a: { backend: api, get: /a } }
        order:
          route: POST /orders
          deadline: 30s
          input: { body: {} }
          tasks: { ok: { value: true } }
      """;

  private final ScriptedHttp api = ScriptedHttp.start();
  private TestServer server;

  private void serve(String... limits) {
    server = TestServer.serve(CONFIG, Map.of("API", api.url()), TestLimits.with(limits));
    api.on("GET", "/a").body("1");
  }

  @AfterEach
  void close() {
    server.close();
    api.close();
  }

  private RawClient client() throws IOException {
    return RawClient.connect(server.url());
  }

  private void othersAreServed() throws IOException {
    api.on("GET", "/a").body("1");
    try (var other = client()) {
      assertThat(other.send("GET", "/page").receive().body()).isEqualTo("{\"a\":1}");
    }
  }

  private void awaitClosed(CloseReason why) {
    await().atMost(SOON).until(() -> server.edge().connections().closedBy(why) == 1);
  }

  @Test
  void aRequestLineThatIsTooLongIsRefused() throws IOException {
    serve();
    try (var client = client()) {
      client.sendRaw("GET /" + "x".repeat(10_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");

      assertThat(client.readUntil("\r\n")).startsWith("HTTP/1.1 414 ");
      client.readUntil("\r\n\r\n");
      assertThat(client.isDrained()).isTrue();
    }
    othersAreServed();
  }

  @Test
  void headersThatAreTooLargeAreRefused() throws IOException {
    serve();
    try (var client = client()) {
      client.sendRaw("GET /page HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(100_000) + "\r\n\r\n");

      assertThat(client.readUntil("\r\n")).startsWith("HTTP/1.1 431 ");
    }
    othersAreServed();
  }

  @Test
  void headersThatDripAreNotWaitedFor() throws Exception {
    serve("head-time=1s");
    try (var client = client()) {
      client.sendRaw("GET /page HTTP/1.1\r\nHost: x\r\n");

      assertThat(isEndedWhileDripping(client, "X: x\r\n")).isTrue();
    }
    awaitClosed(CloseReason.SLOW_HEAD);
    othersAreServed();
  }

  /** Sends it repeatedly, at shorter intervals than any idle time. */
  private static boolean isEndedWhileDripping(RawClient client, String drop) {
    return await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              try {
                client.sendRaw(drop);
                return false;
              } catch (IOException e) {
                return true;
              }
            },
            ended -> ended);
  }

  @Test
  void aBodyThatDripsIsNotWaitedFor() throws IOException {
    serve("body-time=1s");
    try (var client = client()) {
      client.sendRaw("POST /orders HTTP/1.1\r\nHost: x\r\n" + JSON + "Content-Length: 99\r\n\r\n[");

      assertThat(client.receive().status()).isEqualTo(408);
      assertThat(client.isEnded()).isTrue();
    }
    othersAreServed();
  }

  @Test
  void aClientThatIsAskedForItsBodyHasTimeForIt() throws Exception {
    serve("idle-time=1s", "body-time=3s");
    try (var client = client()) {
      client.sendRaw("POST /orders HTTP/1.1\r\nHost: x\r\n" + JSON + "Content-Length: 2\r\n");
      client.sendRaw("Expect: 100-continue\r\n\r\n");
      assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 100 ");
      var later = CompletableFuture.delayedExecutor(1500, TimeUnit.MILLISECONDS);
      CompletableFuture.runAsync(() -> send(client, "[]"), later).join();

      assertThat(client.receive().status()).isEqualTo(200);
      assertThat(client.send("GET", "/page").receive().status()).isEqualTo(200);
    }
  }

  private static void send(RawClient client, String text) {
    try {
      client.sendRaw(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aBodyThatNobodyAskedForIsNotWaitedForEither() throws IOException {
    serve("body-time=1s");
    try (var client = client()) {
      client.sendRaw("GET /page HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n[");

      assertThat(client.receive().status()).isEqualTo(408);
      assertThat(client.isEnded()).isTrue();
    }
    assertThat(api.asked()).noneMatch(it -> it.method().equals("GET"));
  }

  @Test
  void anUndeclaredBodyThatIsAnnouncedAsTooLargeIsRefusedBeforeItArrives() throws Exception {
    serve("body=1KB");
    try (var client = RawClient.connect(server.url())) {
      client.sendRaw("GET /page HTTP/1.1\r\nHost: x\r\nContent-Length: 1025\r\n\r\n");

      assertThat(client.receive().status()).isEqualTo(413);
    }
  }

  @Test
  void aBodyThatNobodyAskedForIsBoundedAsWell() throws IOException {
    serve("body=1KB");
    String head = "GET /page HTTP/1.1\r\nHost: x\r\nContent-Length: ";
    try (var client = client()) {
      client.sendRaw(head + "1024\r\n\r\n" + "x".repeat(1024));
      assertThat(client.receive().status()).isEqualTo(200);
      client.sendRaw(head + "1025\r\n\r\n" + "x".repeat(1025));
      assertThat(client.receive().status()).isEqualTo(413);
    }
  }

  @Test
  void aBodyThatNobodyReadsIsNotWaitedFor() throws IOException {
    serve("body-time=1s");
    try (var client = client()) {
      client.sendRaw("GET /none HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n[");

      assertThat(client.receive(false).status()).isEqualTo(404);
      assertThat(client.isEnded()).isTrue();
    }
    awaitClosed(CloseReason.SLOW_BODY);
  }

  @Test
  void aBodyWithoutEndIsRefusedSoThatItsClientCanReadIt() throws IOException {
    serve("body=64KB");
    try (var client = client()) {
      client.sendRaw(
          "POST /orders HTTP/1.1\r\nHost: x\r\n" + JSON + "Content-Length: 900000\r\n\r\n");
      client.sendRaw("x".repeat(900_000));

      RawClient.Answer answer = client.receive();
      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.headers()).containsEntry("connection", "close");
      assertThat(client.isEnded()).isTrue();
    }
    othersAreServed();
  }

  @Test
  void aBodyInChunksWithoutEndIsRefused() throws IOException {
    serve("body=64KB");
    try (var client = client()) {
      client.sendRaw(
          "POST /orders HTTP/1.1\r\nHost: x\r\n" + JSON + "Transfer-Encoding: chunked\r\n\r\n");
      for (int i = 0; i < 20; i++) {
        client.sendRaw("1000\r\n" + " ".repeat(4096) + "\r\n");
      }

      assertThat(client.receive().status()).isEqualTo(413);
    }
  }

  @Test
  void anUnreadBodyWithoutEndClosesItsConnection() throws Exception {
    serve("body=64KB");
    try (var client = client()) {
      client.sendRaw("GET /page HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");

      assertThat(isEndedWhileDripping(client, "4000\r\n" + " ".repeat(16_384) + "\r\n")).isTrue();
    }
    await().atMost(SOON).until(() -> server.edge().admission().inFlight() == 0);
  }

  @Test
  void aClientThatDoesNotReadItsAnswerIsDisconnected() throws IOException {
    serve("write-time=4s");
    api.on("GET", "/a").body("\"" + "x".repeat(9_000_000) + "\"");
    try (var client = RawClient.slow(server.url())) {
      client.send("GET", "/page");
      await().atMost(SOON).until(() -> server.edge().memory().bytes() > 8_000_000);

      awaitClosed(CloseReason.SLOW_READER);
      await().atMost(SOON).until(() -> server.edge().memory().bytes() == 0);
      assertThat(server.edge().admission().inFlight()).isZero();
    }
    othersAreServed();
  }

  @Test
  void aClientThatDoesNotReadItsStreamIsDisconnected() throws IOException {
    serve("write-time=1s");
    api.on("GET", "/a").body("\"" + "x".repeat(9_000_000) + "\"");
    try (var client = RawClient.slow(server.url())) {
      client.send("GET", "/page", "Accept: text/event-stream");

      awaitClosed(CloseReason.SLOW_READER);
      await().atMost(SOON).until(() -> server.edge().memory().bytes() == 0);
      await().atMost(SOON).until(() -> server.edge().admission().inFlight() == 0);
    }
  }

  @Test
  void aClientThatReadsNoAnswersHoldsTheMemoryOfOne() throws IOException {
    serve("write-time=1s");
    api.on("GET", "/a").body("\"" + "x".repeat(6_000_000) + "\"");
    try (var client = RawClient.slow(server.url())) {
      for (int i = 0; i < 10; i++) {
        client.send("GET", "/page");
      }

      awaitClosed(CloseReason.SLOW_READER);
      assertThat(server.reports()).hasSizeLessThanOrEqualTo(2);
    }
  }

  @Test
  void pipelinedRequestsAreNotReadWithoutEnd() throws Exception {
    serve();
    api.on("GET", "/a").body("1").delay(Duration.ofSeconds(20));
    String many = "GET /page HTTP/1.1\r\nHost: x\r\n\r\n".repeat(1000);
    var sent = new AtomicInteger();
    try (var client = client()) {
      Thread.ofVirtual().start(() -> sendUntilEnded(client, many, sent));

      await().atMost(SOON).until(() -> sent.get() > 1);
      await().atMost(SOON).during(Duration.ofSeconds(2)).until(unchanged(sent));
      // The size of both socket buffers.
      assertThat(sent.get() * many.length()).isLessThan(16 << 20);
    }
  }

  private static void sendUntilEnded(RawClient client, String many, AtomicInteger sent) {
    try {
      for (; ; sent.incrementAndGet()) {
        client.sendRaw(many);
      }
    } catch (IOException e) {
      // expected
    }
  }

  private static Callable<Boolean> unchanged(AtomicInteger number) {
    var before = new AtomicInteger(-1);
    return () -> before.getAndSet(number.get()) == number.get();
  }

  /** A proxy in front counts on the whole time. */
  @Test
  void anIdleConnectionIsClosedAfterItsTimeAndNotBefore() throws Exception {
    serve("idle-time=1s");
    try (var first = client()) { // begins the ticks of the timer
      assertThat(first.send("GET", "/page").receive().status()).isEqualTo(200);
      TimeUnit.MILLISECONDS.sleep(150);
      try (var client = client()) {
        assertThat(client.send("GET", "/page").receive().status()).isEqualTo(200);
        long answered = System.nanoTime();
        assertThat(client.isEnded()).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - answered))
            .isGreaterThanOrEqualTo(Duration.ofMillis(990));
      }
    }
    await().atMost(SOON).until(() -> server.edge().connections().closedBy(CloseReason.IDLE) == 2);
  }

  @Test
  void oneConnectionTooManyIsClosed() throws IOException {
    serve("connections=2");
    try (var first = client();
        var second = client()) {
      assertThat(first.send("GET", "/page").receive().status()).isEqualTo(200);
      assertThat(second.send("GET", "/page").receive().status()).isEqualTo(200);
      try (var third = client()) {
        assertThat(third.isEnded()).isTrue();
      }
      awaitClosed(CloseReason.TOO_MANY);
      assertThat(first.send("GET", "/page").receive().status()).isEqualTo(200);
    }
    await().atMost(SOON).until(() -> server.edge().connections().open() == 0);
    othersAreServed();
  }

  @Test
  void deeplyNestedBodiesAreRefused() throws IOException {
    serve();
    String deep = "[".repeat(65) + "]".repeat(65);
    String head = "POST /orders HTTP/1.1\r\nHost: x\r\n" + JSON + "Content-Length: ";
    try (var client = client()) {
      client.sendRaw(head + deep.length() + "\r\n\r\n" + deep);
      assertThat(client.receive().status()).isEqualTo(400);
      client.sendRaw(head + 1001 + "\r\n\r\n" + "1".repeat(1001));
      assertThat(client.receive().status()).isEqualTo(400);
      client.sendRaw(head + 1000 + "\r\n\r\n" + "1".repeat(1000));
      assertThat(client.receive().status()).isEqualTo(200);
    }
  }

  @Test
  void valuesThatAreTooMuchTogetherFailTheTaskThatComesLast() throws IOException {
    serve("answer=100KB");
    api.on("GET", "/a").body("\"" + "x".repeat(120_000) + "\"");
    try (var client = client()) {
      assertThat(client.send("GET", "/page").receive().body())
          .isEqualTo("{\"a\":null,\"errors\":[{\"task\":\"a\",\"fault\":\"too-large\"}]}");
    }
  }

  @Test
  void anExcessRequestIsRejectedAtOnceAndCounted() throws IOException {
    serve("in-flight=2");
    api.on("GET", "/a").body("1").delay(Duration.ofSeconds(2));
    List<RawClient> slow = new ArrayList<>(List.of(client(), client()));
    try (var third = client()) {
      for (RawClient one : slow) {
        one.send("GET", "/page");
      }
      await().atMost(SOON).until(() -> server.edge().admission().inFlight() == 2);
      RawClient.Answer answer = third.send("GET", "/page").receive();

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.headers())
          .containsEntry("retry-after", "1")
          .containsEntry("content-type", "application/problem+json");
      assertThat(slow.getFirst().receive().status()).isEqualTo(200);
      await().atMost(SOON).until(() -> server.edge().admission().inFlight() < 2);
      assertThat(third.send("GET", "/page").receive().status()).isEqualTo(200);
    } finally {
      for (RawClient one : slow) {
        one.close();
      }
    }
  }

  @Test
  void aRunThatGoesOnWithoutItsClientCounts() throws IOException {
    serve("in-flight=1");
    api.on("GET", "/a").body("1").delay(Duration.ofSeconds(2));
    try (var leaves = client()) {
      leaves.send("POST", "/effects");
      await().atMost(SOON).until(() -> !api.asked().isEmpty());
    }
    await().atMost(SOON).until(() -> server.edge().memory().detachedRuns() == 1);
    try (var client = client()) {
      assertThat(client.send("GET", "/none").receive().status()).isEqualTo(503);
      await().atMost(SOON).until(() -> server.edge().admission().inFlight() == 0);
      assertThat(client.send("GET", "/none").receive(false).status()).isEqualTo(404);
    }
  }

  @Test
  void requestsAreRejectedWhileTheMemoryIsFull() throws IOException {
    serve();
    var reservation = server.edge().memory().reservation();
    reservation.reserve(Integer.MAX_VALUE);
    reservation.reserve(Integer.MAX_VALUE);
    try (var client = client()) {
      assertThat(client.send("GET", "/page").receive().status()).isEqualTo(503);
      reservation.release();
      assertThat(client.send("GET", "/page").receive().status()).isEqualTo(200);
    }
  }
}
