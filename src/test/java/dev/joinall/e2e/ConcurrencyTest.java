package dev.joinall.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.TestServer;
import dev.joinall.testing.ScriptedHttp;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Independent calls run concurrently. The best of a few tries counts, so that a busy machine does
 * not fail the test; sequential calls would fail every try.
 */
class ConcurrencyTest {
  private static final Duration CALL = Duration.ofMillis(200);
  private static final int TRIES = 8;

  private static final String CONFIG =
      """
      backends:
        api: { kind: http, url: "${env.API}", timeout: 5s }
      aggregations:
        page:
          route: GET /page
          deadline: 10s
          tasks:
            a: { backend: api, get: /a }
            b: { backend: api, get: /b }
            c: { backend: api, get: /c }
            d: { backend: api, get: /d }
        chain:
          route: GET /chain
          deadline: 10s
          tasks:
            first: { backend: api, get: /a }
            second: { backend: api, get: /b, query: { of: "${tasks.first}" } }
      """;

  private final ScriptedHttp api = ScriptedHttp.start();
  private final TestServer server = TestServer.serve(CONFIG, Map.of("API", api.url()));

  @BeforeEach
  void warmUp() throws IOException {
    answerAfter(Duration.ZERO);
    try (var client = RawClient.connect(server.url())) {
      for (int i = 0; i < 5; i++) {
        assertThat(client.send("GET", "/page").receive().status()).isEqualTo(200);
        assertThat(client.send("GET", "/chain").receive().status()).isEqualTo(200);
      }
    }
    answerAfter(CALL);
  }

  @AfterEach
  void close() {
    server.close();
    api.close();
  }

  @Test
  void fourCallsTakeTheTimeOfOne() throws IOException {
    String answer = "{\"a\":\"a\",\"b\":\"b\",\"c\":\"c\",\"d\":\"d\"}";

    var limit = Duration.ofMillis(300);

    assertThat(best("/page", answer, limit)).isBetween(CALL, limit);
  }

  @Test
  void aChainOfTwoTakesTheTimeOfTwo() throws IOException {
    String answer = "{\"first\":\"a\",\"second\":\"b\"}";

    var limit = Duration.ofMillis(500);

    assertThat(best("/chain", answer, limit)).isBetween(CALL.multipliedBy(2), limit);
  }

  private void answerAfter(Duration delay) {
    for (String name : new String[] {"a", "b", "c", "d"}) {
      api.on("GET", "/" + name).delay(delay).body("\"" + name + "\"");
    }
  }

  /** The shortest time of a few tries; stops at the first one below the limit. */
  private Duration best(String path, String answer, Duration limit) throws IOException {
    Duration best = Duration.ofDays(1);
    try (var client = RawClient.connect(server.url())) {
      for (int i = 0; i < TRIES && best.compareTo(limit) >= 0; i++) {
        long start = System.nanoTime();
        assertThat(client.send("GET", path).receive().body()).isEqualTo(answer);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        best = took.compareTo(best) < 0 ? took : best;
      }
    }
    return best;
  }
}
