package dev.joinall.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.joinall.TestServer;
import dev.joinall.run.Outcome;
import dev.joinall.run.Report;
import dev.joinall.testing.Proxy;
import dev.joinall.testing.ScriptedHttp;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers to a client while a backend fails. */
class FailureTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private static final String CONFIG =
      """
      backends:
        quick: { kind: http, url: "${env.QUICK}", timeout: 5s }
        slow: { kind: http, url: "${env.SLOW}", timeout: 30s }
      aggregations:
        strict:
          route: GET /strict
          deadline: 30s
          tasks:
            must: { backend: quick, get: /must, required: true }
            nice: { backend: slow, get: /nice }
        lenient:
          route: GET /lenient
          deadline: 30s
          tasks:
            must: { backend: quick, get: /must, required: true }
            nice: { backend: slow, get: /nice, timeout: 150ms }
            more: { backend: slow, get: /nice, timeout: 150ms, fallback: "${fault.type}" }
        hurried:
          route: GET /hurried
          deadline: 150ms
          tasks:
            must: { backend: quick, get: /must }
            nice: { backend: slow, get: /nice }
      """;

  private final ScriptedHttp api = ScriptedHttp.start();
  private final Proxy proxy = Proxy.to(api.url());
  private final TestServer server =
      TestServer.serve(CONFIG, Map.of("QUICK", api.url(), "SLOW", proxy.address()));

  @BeforeEach
  void script() {
    api.on("GET", "/must").body("1");
    api.on("GET", "/nice").body("2");
  }

  @AfterEach
  void close() {
    server.close();
    proxy.close();
    api.close();
  }

  private RawClient.Answer get(String path) throws IOException {
    try (var client = RawClient.connect(server.url())) {
      return client.send("GET", path).receive();
    }
  }

  @Test
  void anUnmetRequiredTaskIsAnsweredAtOnceAndTheOtherCallsAreDropped() throws IOException {
    api.on("GET", "/must").status(500);
    proxy.pause();
    long start = System.nanoTime();
    RawClient.Answer answer = get("/strict");

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.headers()).containsEntry("content-type", "application/problem+json");
    assertThat(answer.body()).contains("{\"task\":\"must\",\"fault\":\"status\"}");
    Report report = server.reports().getLast();
    assertThat(report.outcome(1)).isEqualTo(new Outcome.Cancelled());
    proxy.resume();
    await().atMost(SOON).until(() -> proxy.open() == 0);
  }

  @Test
  void aBackendThatHangsCostsItsOwnTasksOnly() throws IOException {
    assertThat(get("/lenient").headers()).containsEntry("joinall-complete", "true");
    proxy.pause();
    RawClient.Answer answer = get("/lenient");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo(
            "{\"must\":1,\"nice\":null,\"more\":\"timeout\",\"errors\":["
                + "{\"task\":\"nice\",\"fault\":\"timeout\"},"
                + "{\"task\":\"more\",\"fault\":\"timeout\"}]}");
    assertThat(answer.headers())
        .containsEntry("joinall-complete", "false")
        .containsEntry("cache-control", "no-store");
  }

  @Test
  void theDeadlineAnswersWithWhatThereIs() throws IOException {
    proxy.pause();
    RawClient.Answer answer = get("/hurried");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo(
            "{\"must\":1,\"nice\":null,\"errors\":[{\"task\":\"nice\",\"fault\":\"timeout\"}]}");
  }

  @Test
  void aBackendThatComesBackIsUsedAgain() throws IOException {
    proxy.pause();
    assertThat(get("/lenient").headers()).containsEntry("joinall-complete", "false");
    proxy.resume();

    assertThat(get("/lenient").headers()).containsEntry("joinall-complete", "true");
  }

  @Test
  void oneConnectionCarriesManyRequestsWithAnyResult() throws IOException {
    try (var client = RawClient.connect(server.url())) {
      assertThat(client.send("GET", "/lenient").receive().status()).isEqualTo(200);
      assertThat(client.send("POST", "/lenient").receive().status()).isEqualTo(405);
      assertThat(client.send("GET", "/nowhere").receive().status()).isEqualTo(404);
      var head = client.send("HEAD", "/lenient").receive(false);
      assertThat(head.headers()).containsKey("content-length");
      api.on("GET", "/must").status(500);
      assertThat(client.send("GET", "/lenient").receive().status()).isEqualTo(502);
      api.on("GET", "/must").body("1");
      assertThat(client.send("GET", "/lenient").receive().status()).isEqualTo(200);
    }
  }

  @Test
  void requestsThatAreSentAheadAreAnsweredInOrder() throws IOException {
    try (var client = RawClient.connect(server.url())) {
      client.send("GET", "/lenient").send("GET", "/nowhere").send("GET", "/lenient");

      assertThat(client.receive().status()).isEqualTo(200);
      assertThat(client.receive().status()).isEqualTo(404);
      assertThat(client.receive().status()).isEqualTo(200);
    }
  }
}
