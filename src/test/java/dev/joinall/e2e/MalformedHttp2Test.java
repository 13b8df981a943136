package dev.joinall.e2e;

import static dev.joinall.e2e.RawHttp2.CONTINUATION;
import static dev.joinall.e2e.RawHttp2.DATA;
import static dev.joinall.e2e.RawHttp2.END_HEADERS;
import static dev.joinall.e2e.RawHttp2.END_STREAM;
import static dev.joinall.e2e.RawHttp2.GOAWAY;
import static dev.joinall.e2e.RawHttp2.HEADERS;
import static dev.joinall.e2e.RawHttp2.RESET;
import static dev.joinall.e2e.RawHttp2.block;
import static dev.joinall.e2e.RawHttp2.field;
import static dev.joinall.e2e.RawHttp2.frame;
import static dev.joinall.e2e.RawHttp2.number;
import static dev.joinall.e2e.RawHttp2.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.joinall.backend.Transport;
import dev.joinall.testing.ScriptedHttp;
import dev.joinall.testing.TestLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 9113, 8.1.1: a malformed request is an error of its stream, and runs nothing. */
@ParameterizedClass
@EnumSource(names = {"HTTP2", "HTTP2_TLS"})
class MalformedHttp2Test {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String CONFIG =
      """
      backends:
        api: { kind: http, url: "${env.API}" }
      aggregations:
        declared: { route: POST /declared, input: { body: {} }, tasks: { a: { backend: api, post: /effect } } }
        undeclared: { route: POST /undeclared, tasks: { a: { backend: api, post: /effect } } }
        read: { route: GET /read, tasks: { a: { backend: api, get: /effect } } }
      """;
  private static final String BODY = "{\"a\":1}";
  private static final int PROTOCOL_ERROR = 1;
  private static final int CANCEL = 8;

  @Parameter private Protocol protocol;
  @TempDir private Path folder;
  private ProtocolServer server;

  @BeforeEach
  void serve() throws Exception {
    server = new ProtocolServer(protocol, Transport.best(), folder, CONFIG, TestLimits.with());
    server.api().on("POST", "/effect").body("1");
    server.api().on("GET", "/effect").body("1");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private RawHttp2 client() throws Exception {
    return RawHttp2.connect(server.url(), protocol.isEncrypted(), "");
  }

  private static String post(String path, String more, String body) {
    return frame(HEADERS, END_HEADERS, 1, block(fields(path)) + more)
        + frame(DATA, END_STREAM, 1, body);
  }

  private static Map<String, String> fields(String path) {
    Map<String, String> fields = request("POST", path);
    fields.put("content-type", "application/json");
    return fields;
  }

  private static String get(String name, String value) {
    Map<String, String> fields = request("GET", "/read");
    fields.put(name, value);
    return frame(HEADERS, END_HEADERS | END_STREAM, 1, block(fields));
  }

  private static String without(String name) {
    Map<String, String> fields = request("GET", "/read");
    fields.remove(name);
    return frame(HEADERS, END_HEADERS | END_STREAM, 1, block(fields));
  }

  private static String withTrailers(int flags, String trailers) {
    return frame(HEADERS, END_HEADERS, 1, block(fields("/declared")))
        + frame(DATA, 0, 1, BODY)
        + frame(HEADERS, flags, 1, trailers);
  }

  private static List<String> malformed() {
    List<String> all = new ArrayList<>();
    for (String path : List.of("/declared", "/undeclared")) {
      for (String length : List.of("8", "6", "0", "x", "+7", "-1", "", "7, 8", "9".repeat(20))) {
        all.add(post(path, field("content-length", length), BODY));
      }
      all.add(post(path, field("content-length", "7") + field("content-length", "8"), BODY));
    }
    all.add(get("content-length", "7"));
    for (String name : List.of(":method", ":scheme", ":path", ":authority")) {
      all.add(without(name));
      all.add(get(name, ""));
    }
    for (String path : List.of("*", "read", "http://x/read", "/read x", "/read\r\nx")) {
      all.add(get(":path", path));
    }
    for (String host : List.of("x/y", "u@x", "x y")) {
      all.add(get(":authority", host));
    }
    all.add(get("host", "y"));
    all.add(get(":method", "G T"));
    for (String name : List.of("X-Big", "a b", "", ":status", ":other")) {
      all.add(get(name, "1"));
    }
    for (String name : List.of("connection", "keep-alive", "upgrade", "transfer-encoding")) {
      all.add(get(name, "x"));
    }
    all.add(get("te", "gzip"));
    all.add(get("a", "b\r\nc: d"));
    all.add(get("a", "b\0"));
    all.add(withTrailers(END_HEADERS | END_STREAM, field(":path", "/x")));
    all.add(withTrailers(END_HEADERS | END_STREAM, field("X", "y")));
    all.add(withTrailers(END_HEADERS | END_STREAM, field("connection", "y")));
    all.add(withTrailers(END_HEADERS, field("x", "y")));
    return all;
  }

  private void readsOn(RawHttp2 client, int stream) throws Exception {
    client.send(HEADERS, END_HEADERS | END_STREAM, stream, block(request("GET", "/read")));
    RawHttp2.Frame answer = client.receive();
    assertThat(answer.type()).isEqualTo(HEADERS);
    assertThat(answer.stream()).isEqualTo(stream);
    assertThat(answer.payload()).startsWith("\u0088");
    assertThat(client.receiveEnd().type()).isEqualTo(DATA);
  }

  private List<ScriptedHttp.Asked> effects() {
    return server.api().asked().stream().filter(it -> it.method().equals("POST")).toList();
  }

  @Test
  void aMalformedRequestIsResetRunsNothingAndLeavesTheOthers() throws Exception {
    for (String sent : malformed()) {
      try (var client = client()) {
        RawHttp2.Frame answer = client.sendRaw(sent).receive();

        assertThat(answer.type()).as(sent).isEqualTo(RESET);
        assertThat(answer.number(0)).as(sent).isEqualTo(PROTOCOL_ERROR);
        readsOn(client, 3);
      }
    }
    assertThat(effects()).isEmpty();
    assertThat(server.complaints().all()).isEmpty();
  }

  @Test
  void aWellFormedOneIsAnswered() throws Exception {
    for (String sent :
        List.of(
            post("/declared", "", BODY),
            post("/declared", field("content-length", "7"), BODY),
            post("/undeclared", field("content-length", "7"), BODY),
            get("te", "trailers"),
            get("host", "x"),
            frame(HEADERS, END_STREAM, 1, "")
                + frame(CONTINUATION, END_HEADERS, 1, block(request("GET", "/read"))),
            withTrailers(END_HEADERS | END_STREAM, field("x", "y")))) {
      try (var client = client()) {
        assertThat(client.sendRaw(sent).receive().payload()).as(sent).startsWith("\u0088");
        assertThat(client.receiveEnd().type()).as(sent).isEqualTo(DATA);
        readsOn(client, 3);
      }
    }
  }

  /** The limit is 8 KB, as in HTTP/1.1. The status is no entry of HPACK's static table. */
  @Test
  void headersThatAreTooLargeAreAnsweredAndLeaveTheOthers() throws Exception {
    String large = field("a", "a".repeat(9_000));
    for (String sent :
        List.of(
            frame(HEADERS, END_HEADERS | END_STREAM, 1, block(request("GET", "/read")) + large),
            frame(HEADERS, END_HEADERS, 1, block(fields("/declared")) + large),
            frame(HEADERS, END_HEADERS | END_STREAM, 1, block(request("HEAD", "/read")) + large),
            get("a", "a".repeat(15_000)))) {
      try (var client = client()) {
        RawHttp2.Frame head = client.sendRaw(sent).receive();

        assertThat(head.type()).isEqualTo(HEADERS);
        if (!head.endsStream()) {
          RawHttp2.Frame body = client.receive();
          assertThat(body.payload()).as("%s", body).contains("headers of the request are larger");
        }
        client.send(HEADERS, END_HEADERS | END_STREAM, 3, block(request("GET", "/read")));
        RawHttp2.Frame next = client.receive();
        assertThat(next.type() == RESET ? client.receive().stream() : next.stream()).isEqualTo(3);
      }
    }
    assertThat(effects()).isEmpty();
    assertThat(server.complaints().all()).isEmpty();
  }

  @Test
  void headersThatAreFarTooLargeEndTheConnection() throws Exception {
    try (var client = client()) {
      String large = field("a", "a".repeat(30_000));
      client.sendRaw(
          frame(HEADERS, END_STREAM, 1, block(request("GET", "/read")))
              + frame(CONTINUATION, 0, 1, large.substring(0, 15_000))
              + frame(CONTINUATION, END_HEADERS, 1, large.substring(15_000)));

      assertThat(client.receiveEnd().type()).isEqualTo(GOAWAY);
    }
  }

  @Test
  void aBodyThatItsClientGivesUpRunsNothing() throws Exception {
    try (var client = client()) {
      client.sendRaw(
          frame(HEADERS, END_HEADERS, 1, block(fields("/declared")))
              + frame(DATA, 0, 1, "{")
              + frame(RESET, 0, 1, number(CANCEL)));
      readsOn(client, 3);
    }
    await().atMost(SOON).until(() -> server.edge().admission().inFlight() == 0);
    assertThat(effects()).isEmpty();
    assertThat(server.complaints().all()).isEmpty();
  }
}
