package dev.joinall.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.joinall.TestServer;
import dev.joinall.run.Outcome;
import dev.joinall.run.Report;
import dev.joinall.run.Verdict;
import dev.joinall.testing.Proxy;
import dev.joinall.testing.ScriptedHttp;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that read a stream partially or slowly. */
class StreamTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String EVENTS = "Accept: text/event-stream";

  private static final String CONFIG =
      """
      backends:
        api: { kind: http, url: "${env.API}", timeout: 30s, max-body: 10MB }
      aggregations:
        page:
          route: GET /page
          deadline: 30s
          stream: true
          tasks:
            fast: { backend: api, get: /fast }
            slow: { backend: api, get: /slow }
        large:
          route: GET /large
          deadline: 30s
          stream: true
          tasks:
            a: { backend: api, get: /large }
            b: { backend: api, get: /large }
            c: { backend: api, get: /large }
      """;

  private final ScriptedHttp api = ScriptedHttp.start();
  private final Proxy proxy = Proxy.to(api.url());
  private final TestServer server = TestServer.serve(CONFIG, Map.of("API", proxy.address()));

  @AfterEach
  void close() {
    server.close();
    proxy.close();
    api.close();
  }

  @Test
  void aDisconnectCancelsTheRemainingTasks() throws IOException {
    api.on("GET", "/fast").body("1");
    api.on("GET", "/slow").body("2").delay(Duration.ofMinutes(1));
    try (var client = RawClient.connect(server.url())) {
      assertThat(client.send("GET", "/page", EVENTS).readUntil("\n\n")).contains("\"fast\"");
      assertThat(server.reports()).isEmpty();
    }
    await().atMost(SOON).until(() -> server.reports().size() == 1);

    Report report = server.reports().getFirst();
    assertThat(report.verdict()).isEqualTo(new Verdict.Abandoned());
    assertThat(report.outcome(1)).isEqualTo(new Outcome.Cancelled());
    // The connection of the finished task is idle.
    await().atMost(SOON).until(() -> proxy.open() <= 1);
  }

  /** RFC 9112, 6.1: such a client knows no chunks. */
  @Test
  void overHttp10TheEndOfTheConnectionIsTheEndOfTheStream() throws IOException {
    api.on("GET", "/fast").body("1");
    api.on("GET", "/slow").body("2");
    try (var client = RawClient.connect(server.url())) {
      client.sendRaw("GET /page HTTP/1.0\r\nConnection: keep-alive\r\n" + EVENTS + "\r\n\r\n");
      String head = client.readUntil("\r\n\r\n");

      assertThat(head.toLowerCase(Locale.ROOT)).doesNotContain("chunked", "keep-alive");
      assertThat(client.readUntil("event: answer")).startsWith("id: 1\nevent: task");
      assertThat(client.readUntil("\n\n")).contains("\"fast\":1");
      assertThat(client.read()).isEqualTo(-1);
    }
  }

  @Test
  void aSlowReaderDelaysNoOtherClientAndLosesNothing() throws IOException {
    String large = "\"" + "x".repeat(2_000_000) + "\"";
    api.on("GET", "/large").body(large);
    api.on("GET", "/fast").body("1");
    api.on("GET", "/slow").body("2");
    try (var slow = RawClient.connect(server.url());
        var other = RawClient.connect(server.url())) {
      slow.send("GET", "/large", EVENTS);
      await().atMost(SOON).until(() -> server.reports().size() == 1);

      assertThat(other.send("GET", "/page").receive().body()).isEqualTo("{\"fast\":1,\"slow\":2}");
      assertThat(slow.readUntil("event: answer"))
          .contains("\"task\":\"a\"", "\"task\":\"b\"", "\"task\":\"c\"");
      assertThat(slow.readUntil("\n\n"))
          .contains("\"body\":{\"a\":" + large + ",\"b\":" + large + ",\"c\":" + large + "}");
    }
  }
}
