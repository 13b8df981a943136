package dev.joinall.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.joinall.TestServer;
import dev.joinall.edge.CloseReason;
import dev.joinall.testing.ScriptedHttp;
import dev.joinall.testing.TestLimits;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.netty.http.HttpProtocol;

/** Clients that speak HTTP/2 without TLS have the same limits as those of HTTP/1.1. */
class Http2ClientsTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RESET = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;

  /** For the setting INITIAL_WINDOW_SIZE. */
  private static final String NO_WINDOW = "\0\4\0\0\0\0";

  private static final String CONFIG =
      """
      backends:
        api: { kind: http, url: "${env.API}" }
      aggregations:
        page: { route: GET /page, tasks: { a: { backend: api, get: /a } } }
        effect: { route: POST /effect, tasks: { a: { backend: api, post: /a } } }
      """;

  private final ScriptedHttp api = ScriptedHttp.start();
  private TestServer server;

  private void serve(String... limits) {
    api.on("GET", "/a").body("\"" + "x".repeat(100_000) + "\"");
    api.on("POST", "/a").body("1");
    server =
        TestServer.serve(
            CONFIG,
            Map.of("API", api.url()),
            TestLimits.with(limits),
            http -> http.protocol(HttpProtocol.H2C, HttpProtocol.HTTP11));
  }

  @AfterEach
  void close() {
    server.close();
    api.close();
  }

  private RawClient client() throws IOException {
    return RawClient.connect(server.url());
  }

  private static String frame(int type, int flags, int stream, String payload) {
    byte[] head = {0, (byte) (payload.length() >> 8), (byte) payload.length(), (byte) type};
    byte[] tail = {(byte) flags, 0, 0, 0, (byte) stream};
    return new String(head, ISO_8859_1) + new String(tail, ISO_8859_1) + payload;
  }

  /** Uses HPACK's static table: 2 is GET, 3 is POST, 6 is http; 4 is a path, 1 an authority. */
  private static String head(int method, String path) {
    return (char) (0x80 | method) + "\u0086\4" + (char) path.length() + path + "\1\1x";
  }

  private void awaitClosed(CloseReason why) {
    await().atMost(SOON).until(() -> server.edge().connections().closedBy(why) == 1);
  }

  @Test
  void bothVersionsOfHttpAreServed() throws Exception {
    serve();
    try (var client = client()) {
      assertThat(client.send("GET", "/page").receive().status()).isEqualTo(200);
    }
    try (var client = HttpClient.newHttpClient()) {
      var page = HttpRequest.newBuilder(URI.create(server.url() + "/page")).build();
      for (int i = 0; i < 2; i++) {
        var answer = client.send(page, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      }
    }
  }

  @Test
  void aBodyIsReadWhereItsClientOffersToChangeToHttp2() throws Exception {
    serve();
    try (var client = HttpClient.newHttpClient()) {
      var body = HttpRequest.BodyPublishers.ofString("{}");
      var effect = HttpRequest.newBuilder(URI.create(server.url() + "/effect")).POST(body).build();
      var answer = client.send(effect, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aClientWithoutRequestsIsDisconnectedDespiteItsPings() throws IOException {
    serve("idle-time=1s");
    try (var client = client()) {
      client.sendRaw(PREFACE + frame(SETTINGS, 0, 0, ""));
      await()
          .atMost(SOON)
          .until(() -> {
            try {
              client.sendRaw(frame(PING, 0, 0, "12345678"));
              return false;
            } catch (IOException e) {
              return true;
            }
          });
    }
    awaitClosed(CloseReason.IDLE);
  }

  @Test
  void aClientWithAnIncompletePrefaceIsDisconnected() throws IOException {
    serve("head-time=1s");
    try (var client = client()) {
      client.sendRaw(PREFACE.substring(0, 10));
      await().atMost(SOON).until(client::isEnded);
    }
    awaitClosed(CloseReason.SLOW_HEAD);
  }

  @Test
  void anUnreadStreamIsResetAndHoldsItsMemoryUntilThen() throws IOException {
    serve("write-time=1s");
    try (var client = client()) {
      client.sendRaw(
          PREFACE
              + frame(SETTINGS, 0, 0, NO_WINDOW)
              + frame(HEADERS, END_HEADERS | END_STREAM, 1, head(2, "/page")));
      await().atMost(SOON).until(() -> server.edge().memory().bytes() > 0);
      awaitClosed(CloseReason.SLOW_READER);
      await().atMost(SOON).until(() -> server.edge().memory().bytes() == 0);
      await().atMost(SOON).until(() -> server.edge().admission().inFlight() == 0);
      assertThat(server.edge().connections().open()).isEqualTo(1);
    }
  }

  @Test
  void aRequestThatIsResetBeforeItsEndStartsNothing() throws IOException {
    serve();
    try (var client = client()) {
      client.sendRaw(
          PREFACE
              + frame(SETTINGS, 0, 0, "")
              + frame(HEADERS, END_HEADERS, 1, head(3, "/effect"))
              + frame(DATA, 0, 1, "{}")
              + frame(RESET, 0, 1, "\0\0\0\10")
              + frame(HEADERS, END_HEADERS | END_STREAM, 3, head(2, "/page")));
      await().atMost(SOON).until(() -> methods().contains("GET"));
    }
    // HEAD is the health check.
    assertThat(methods()).doesNotContain("POST");
  }

  private List<String> methods() {
    return api.asked().stream().map(ScriptedHttp.Asked::method).toList();
  }
}
