package dev.joinall.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.Transport;
import dev.joinall.testing.ScriptedHttp;
import dev.joinall.testing.TestLimits;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9112, 3.2, 6 and 7: a malformed request has no effect and ends its connection. */
@ParameterizedClass
@MethodSource("ways")
class BrokenBodiesTest {
  private static final String CONFIG =
      """
      backends:
        api: { kind: http, url: "${env.API}" }
      aggregations:
        declared: { route: POST /declared, input: { body: {} }, tasks: { a: { backend: api, post: /effect } } }
        undeclared: { route: POST /undeclared, tasks: { a: { backend: api, post: /effect } } }
        read: { route: GET /read, tasks: { a: { backend: api, get: /effect } } }
      """;

  private static final List<String> ROUTES =
      List.of("POST /declared", "POST /undeclared", "GET /read");
  private static final String HOST = "Host: x\r\n";
  private static final String LENGTH = HOST + "Content-Length: 7\r\n";
  private static final String CHUNKED = HOST + "Transfer-Encoding: chunked\r\n";
  private static final String BODY = "{\"a\":1}";
  private static final String CHUNK = "7\r\n" + BODY + "\r\n";
  private static final String LAST = "0\r\n\r\n";

  @Parameter(0)
  private Protocol protocol;

  @Parameter(1)
  private Transport transport;

  @TempDir private Path folder;
  private ProtocolServer server;

  /** The bytes after the request line, for a connection that stays open. */
  record Request(String line, String headers, String body) {}

  @BeforeEach
  void serve() throws Exception {
    server = new ProtocolServer(protocol, transport, folder, CONFIG, TestLimits.with());
    server.api().on("POST", "/effect").body("1");
    server.api().on("GET", "/effect").body("1");
  }

  @AfterEach
  void close() {
    server.close();
    assertThat(server.complaints().all()).isEmpty();
  }

  private RawClient client() throws Exception {
    return protocol.isEncrypted()
        ? RawClient.connectTls(server.url())
        : RawClient.connect(server.url());
  }

  /** Each protocol with the best transport, and the other transports without TLS. */
  static Stream<Arguments> ways() {
    Stream<Arguments> others =
        Arrays.stream(Transport.values())
            .filter(it -> it.isAvailable() && it != Transport.best())
            .map(it -> Arguments.of(Protocol.HTTP1, it));
    return Stream.concat(
        Stream.of(Protocol.HTTP1, Protocol.HTTP1_TLS).map(it -> Arguments.of(it, Transport.best())),
        others);
  }

  private Stream<Request> onEachRoute(Stream<String[]> requests) {
    List<String> lines = transport == Transport.best() ? ROUTES : ROUTES.subList(0, 1);
    return requests.flatMap(it -> lines.stream().map(line -> new Request(line, it[0], it[1])));
  }

  private Stream<Request> allWellFramed() {
    return onEachRoute(
        Stream.of(
            new String[] {LENGTH, BODY},
            new String[] {CHUNKED, CHUNK + LAST},
            new String[] {CHUNKED, "7;a=b\r\n" + BODY + "\r\n0\r\nX: y\r\n\r\n"}));
  }

  private Stream<Request> allBadlyFramed() {
    return onEachRoute(
        Stream.of(
            new String[] {CHUNKED, CHUNK + "ZZ\r\n"},
            new String[] {CHUNKED, CHUNK + "-1\r\n"},
            new String[] {CHUNKED, CHUNK + "0x0\r\n\r\n"},
            new String[] {CHUNKED, CHUNK + "FFFFFFFFFFFFFFFFF\r\n"},
            new String[] {CHUNKED, "7\r\n" + BODY + "xx0\r\n\r\n"},
            new String[] {CHUNKED, CHUNK + "0;a=\nb\r\n\r\n"},
            new String[] {CHUNKED, CHUNK + "0\r\nX : y\r\n\r\n"},
            new String[] {LENGTH + "Transfer-Encoding: chunked\r\n", CHUNK + LAST},
            new String[] {LENGTH + "Content-Length: 8\r\n", BODY + " "},
            new String[] {HOST + "Content-Length: 7, 8\r\n", BODY + " "},
            new String[] {HOST + "Content-Length: +7\r\n", BODY},
            new String[] {HOST + "Transfer-Encoding: identity\r\n", BODY},
            new String[] {HOST + "Transfer-Encoding: gzip, chunked\r\n", CHUNK + LAST},
            new String[] {CHUNKED + "Transfer-Encoding: chunked\r\n", CHUNK + LAST},
            new String[] {HOST + "Transfer-Encoding : chunked\r\n", CHUNK + LAST},
            new String[] {"Content-Length: 7\r\n", BODY},
            new String[] {LENGTH + "Host: y\r\n", BODY},
            new String[] {"Host: x/y\r\nContent-Length: 7\r\n", BODY}));
  }

  private static String text(Request request) {
    return request.line()
        + " HTTP/1.1\r\nContent-Type: application/json\r\n"
        + request.headers()
        + "\r\n"
        + request.body();
  }

  /** Requests to the backend, without its health checks. */
  private List<ScriptedHttp.Asked> calls() {
    return server.api().asked().stream().filter(it -> !it.method().equals("HEAD")).toList();
  }

  /** RFC 9112, 6.1: 501 for a transfer coding that is not understood. */
  private static int status(Request request) {
    return request.headers().contains("gzip") ? 501 : 400;
  }

  @Test
  void aWholeBodyRunsTheTask() throws Exception {
    for (Request request : allWellFramed().toList()) {
      int before = calls().size();
      try (var client = client()) {
        for (int i = 0; i < 2; i++) {
          client.sendRaw(text(request));
          assertThat(client.receive().status()).as("%s", request).isEqualTo(200);
        }
      }
      assertThat(calls()).as("%s", request).hasSize(before + 2);
    }
  }

  @Test
  void aBodyWhoseFramingIsBrokenRunsNothing() throws Exception {
    for (Request request : allBadlyFramed().toList()) {
      try (var client = client()) {
        client.sendRaw(text(request));
        assertThat(client.receive().status()).as("%s", request).isEqualTo(status(request));
        assertThat(client.isEnded()).as("%s", request).isTrue();
      }
    }
    assertThat(calls()).isEmpty();
  }

  @Test
  void aBrokenBodyBehindAnotherRequestRunsNothing() throws Exception {
    int read = 0;
    for (Request request : allBadlyFramed().toList()) {
      try (var client = client()) {
        client.sendRaw(text(new Request("GET /read", HOST, "")) + text(request));
        read++;

        assertThat(client.receive().status()).isEqualTo(200);
        assertThat(client.receive().status()).as("%s", request).isEqualTo(status(request));
        assertThat(client.isEnded()).as("%s", request).isTrue();
      }
    }
    assertThat(calls()).hasSize(read);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /read\r\n\r\n",
        "GET /read HTTP/9.1\r\nHost: x\r\n\r\n",
        "GET /read HTTP/2.0\r\nHost: x\r\n\r\n",
        "G\0T /read HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /undeclared HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
      })
  void malformedRequestsAreRefusedAloneAndBehindAnother(String sent) throws Exception {
    for (String before : List.of("", text(new Request("GET /read", HOST, "")))) {
      try (var client = client()) {
        client.sendRaw(before + sent);
        if (!before.isEmpty()) {
          assertThat(client.receive().status()).isEqualTo(200);
        }
        assertThat(client.receive().status())
            .as(before)
            .isEqualTo(sent.contains("HTTP/9") || sent.contains("HTTP/2") ? 505 : 400);
        assertThat(client.isEnded()).as(before).isTrue();
      }
    }
  }

  @Test
  void theLastOfPipelinedRequestsEndsTheConnectionAndLosesNoneBefore() throws Exception {
    String read = text(new Request("GET /read", HOST, ""));
    String written = text(new Request("POST /declared", CHUNKED, CHUNK + LAST));
    try (var client = client()) {
      client.sendRaw((read + written).repeat(30));
      client.sendRaw(text(new Request("GET /read", HOST + "Connection: close\r\n", "")));
      for (int i = 0; i < 61; i++) {
        assertThat(client.receive().status()).isEqualTo(200);
      }
      assertThat(client.isEnded()).isTrue();
    }
    assertThat(calls()).hasSize(61);
  }

  private Stream<Request> allTooShort() {
    return onEachRoute(
        Stream.of(
            new String[] {HOST + "Content-Length: 8\r\n", BODY},
            new String[] {CHUNKED, CHUNK},
            new String[] {CHUNKED, CHUNK + "0\r\n"}));
  }

  @Test
  void aBodyThatEndsTooSoonRunsNothing() throws Exception {
    for (Request request : allTooShort().toList()) {
      try (var client = client()) {
        client.sendRaw(text(request));
        client.endOutput();
        assertThat(client.isEnded()).as("%s", request).isTrue();
      }
    }
    assertThat(calls()).isEmpty();
  }
}
