package dev.joinall.e2e;

import static dev.joinall.e2e.RawHttp2.CONTINUATION;
import static dev.joinall.e2e.RawHttp2.END_HEADERS;
import static dev.joinall.e2e.RawHttp2.END_STREAM;
import static dev.joinall.e2e.RawHttp2.HEADERS;
import static dev.joinall.e2e.RawHttp2.PING;
import static dev.joinall.e2e.RawHttp2.RESET;
import static dev.joinall.e2e.RawHttp2.SETTINGS;
import static dev.joinall.e2e.RawHttp2.WINDOW;
import static dev.joinall.e2e.RawHttp2.block;
import static dev.joinall.e2e.RawHttp2.field;
import static dev.joinall.e2e.RawHttp2.frame;
import static dev.joinall.e2e.RawHttp2.number;
import static dev.joinall.e2e.RawHttp2.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.joinall.backend.Transport;
import dev.joinall.testing.TestLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The resources of one HTTP/2 connection are limited, and abuse does not affect other clients. */
@ParameterizedClass
@EnumSource(names = {"HTTP2", "HTTP2_TLS"})
@Execution(ExecutionMode.CONCURRENT)
class Http2AbuseTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String CONFIG =
      """
      backends:
        api: { kind: http, url: "${env.API}" }
      aggregations:
        read: { route: GET /read, tasks: { a: { value: 1 } } }
        slow: { route: GET /slow, deadline: 5s, tasks: { a: { backend: api, get: /slow, timeout: 5s } } }
        big: { route: GET /big, tasks: { a: { backend: api, get: /big } } }
      """;

  /** For the setting INITIAL_WINDOW_SIZE. */
  private static final String NO_WINDOW = "\0\4\0\0\0\0";

  private static final int STREAMS = 100;
  private static final int REFUSED_STREAM = 7;
  private static final int MANY = 20_000;

  @Parameter private Protocol protocol;
  @TempDir private Path folder;
  private ProtocolServer server;

  @BeforeEach
  void serve() throws Exception {
    server =
        new ProtocolServer(
            protocol, Transport.best(), folder, CONFIG, TestLimits.with("write-time=1s"));
    server.api().on("GET", "/slow").body("1").delay(Duration.ofSeconds(2));
    server.api().on("GET", "/big").body("\"" + "x".repeat(100_000) + "\"");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private RawHttp2 client(String settings) throws Exception {
    return RawHttp2.connect(server.url(), protocol.isEncrypted(), settings);
  }

  private static String get(int stream, String path) {
    return frame(HEADERS, END_HEADERS | END_STREAM, stream, block(request("GET", path)));
  }

  private void othersAreAnswered() throws Exception {
    try (var client = client("")) {
      long begin = System.nanoTime();
      RawHttp2.Frame answer = client.sendRaw(get(1, "/read")).receive();
      assertThat(answer.payload()).startsWith("\u0088");
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
    }
  }

  /** Sends these until the server ends the connection, which is required. */
  private void isDisconnectedFor(String before, IntFunction<String> frames) throws Exception {
    isDisconnectedFor(client(""), before, frames);
  }

  private void isDisconnectedFor(RawHttp2 connected, String before, IntFunction<String> frames)
      throws Exception {
    try (var client = connected) {
      client.sendRaw(before);
      assertThat(sends(client, frames)).isLessThan(MANY);
      othersAreAnswered();
    }
    server.awaitNobody();
    assertThat(server.complaints().all()).isEmpty();
  }

  private static int sends(RawHttp2 client, IntFunction<String> frames) {
    try {
      for (int sent = 0; sent < MANY; sent++) {
        client.sendRaw(frames.apply(sent));
      }
      return client.isEnded() ? 0 : MANY;
    } catch (IOException e) {
      return 0;
    }
  }

  @Test
  void rapidResets() throws Exception {
    isDisconnectedFor(
        "", sent -> get(2 * sent + 1, "/slow") + frame(RESET, 0, 2 * sent + 1, number(8)));
    assertThat(server.api().asked().size()).isLessThan(1_000);
  }

  @Test
  void malformedRequestsThatTheServerResets() throws Exception {
    isDisconnectedFor(
        "", sent -> frame(HEADERS, END_HEADERS | END_STREAM, 2 * sent + 1, field("x", "y")));
  }

  @Test
  void continuationsWithoutEnd() throws Exception {
    String head = frame(HEADERS, END_STREAM, 1, block(request("GET", "/read")));
    isDisconnectedFor(head, sent -> frame(CONTINUATION, 0, 1, field("x" + sent, "y".repeat(100))));
  }

  @Test
  void emptyContinuations() throws Exception {
    String head = frame(HEADERS, END_STREAM, 1, block(request("GET", "/read")));
    isDisconnectedFor(head, sent -> frame(CONTINUATION, 0, 1, ""));
  }

  /** An HPACK bomb: one field in the dynamic table, and thousands of references to it. */
  @Test
  void aHeaderListThatIsLargeOnlyWhenItIsDecoded() throws Exception {
    String indexed = "\100" + field("x", "y".repeat(3_900)).substring(1);
    String fields = block(request("GET", "/read")) + indexed + "\276".repeat(10_000);
    try (var client = client("")) {
      client.send(HEADERS, END_HEADERS | END_STREAM, 1, fields);
      RawHttp2.Frame answer = client.receive();
      assertThat(answer.type()).isEqualTo(HEADERS);
      assertThat(answer.payload()).contains("431");
      othersAreAnswered();
    }
    assertThat(server.complaints().all()).isEmpty();
  }

  @Test
  void settings() throws Exception {
    assumeFalse(protocol.isEncrypted());
    isDisconnectedFor(
        RawHttp2.connectSlow(server.url()),
        "",
        sent -> frame(SETTINGS, 0, 0, NO_WINDOW).repeat(50));
  }

  @Test
  void pings() throws Exception {
    assumeFalse(protocol.isEncrypted());
    isDisconnectedFor(
        RawHttp2.connectSlow(server.url()), "", sent -> frame(PING, 0, 0, "12345678").repeat(50));
  }

  @Test
  void emptyDataFrames() throws Exception {
    String head = frame(HEADERS, END_HEADERS, 1, block(request("POST", "/read")));
    isDisconnectedFor(head, sent -> frame(RawHttp2.DATA, 0, 1, ""));
  }

  @Test
  void moreStreamsThanAllowedAreRefusedAndTheOthersAnswered() throws Exception {
    try (var client = client("")) {
      for (int i = 0; i < STREAMS + 10; i++) {
        client.sendRaw(get(2 * i + 1, "/slow"));
      }
      for (int i = 0; i < 10; i++) {
        RawHttp2.Frame refused = client.receive();
        assertThat(refused.type()).isEqualTo(RESET);
        assertThat(refused.number(0)).isEqualTo(REFUSED_STREAM);
      }
      othersAreAnswered();
      assertThat(client.receive().type()).isEqualTo(HEADERS);
    }
    server.awaitNobody();
    assertThat(server.complaints().all()).isEmpty();
  }

  @Test
  void aWindowThatIsOpenedByteByByteDelaysNoOtherClient() throws Exception {
    try (var client = client(NO_WINDOW)) {
      for (int i = 0; i < STREAMS; i++) {
        client.sendRaw(get(2 * i + 1, "/big"));
      }
      othersAreAnswered();
      for (int i = 0; i < STREAMS; i++) {
        client.send(WINDOW, 0, 2 * i + 1, number(1));
      }
      await().atMost(SOON).until(() -> server.edge().admission().inFlight() == 0);
      await().atMost(SOON).until(() -> server.edge().memory().bytes() == 0);
    }
    assertThat(server.complaints().all()).isEmpty();
  }
}
