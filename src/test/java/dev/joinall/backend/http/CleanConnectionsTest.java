package dev.joinall.backend.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.backend.http.client.Exchange;
import dev.joinall.json.Json;
import dev.joinall.testing.Certificate;
import dev.joinall.testing.RawHttp;
import dev.joinall.testing.StepFixture;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A connection of HTTP/1.1 is reused only if no byte of the previous call can be left. */
class CleanConnectionsTest {
  private static final String OK = "HTTP/1.1 200 OK\r\n";
  private static final String FOREIGN = OK + "Content-Length: 9\r\n\r\n\"foreign\"";
  private static final String HEAD = "{\"status\":200,\"headers\":{\"content-length\":\"9\"}}";
  private static final String OWN = OK + "Content-Length: 5\r\n\r\n\"own\"";
  private static final String ONE = "Content-Length: 1\r\n\r\n1";
  private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";

  /** Bytes in one write, so that a status line arrives in three parts. */
  private static final int PIECE = 7;

  @TempDir private static Path folder;
  private static final Map<Transport, Hub> HUBS = new EnumMap<>(Transport.class);
  private static Certificate certificate;

  private final List<Socket> connections = new CopyOnWriteArrayList<>();

  /**
   * A response to the first call.
   *
   * @param outcome of that call: its value, or the type of its fault
   * @param reused whether its connection may carry the next call
   */
  record Case(String name, String task, String bytes, String outcome, boolean reused) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Arguments> goodCases() {
    return Wire.all().flatMap(wire -> all().filter(Case::reused).map(it -> Arguments.of(wire, it)));
  }

  static Stream<Arguments> cases() {
    return Wire.all().flatMap(wire -> all().map(it -> Arguments.of(wire, it)));
  }

  private static Stream<Case> all() {
    return Stream.of(
            plain(), informational(), surplus(), framing(), heads(), chunks(), connectionOptions())
        .flatMap(it -> it);
  }

  private static Stream<Case> plain() {
    return Stream.of(
        reused("a length", OK + ONE, "1"),
        reused("chunks", CHUNKED + "1\r\n1\r\n0\r\n\r\n", "1"),
        reused("trailers", CHUNKED + "1;a=b\r\n1\r\n0\r\nX-A: b\r\n\r\n", "1"),
        reused("no content", "HTTP/1.1 204 No Content\r\n\r\n", "absent"),
        reused("not found", "HTTP/1.1 404 Not Found\r\nContent-Length: 1\r\n\r\n1", "absent"),
        reused("no reason", "HTTP/1.1 200 \r\n" + ONE, "1"));
  }

  private static Stream<Case> informational() {
    String hints = "HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n";
    String processing = "HTTP/1.1 102 Processing\r\n\r\n";
    return Stream.of(
        reused("103 twice", hints + hints + OK + ONE, "1"),
        reused("102", processing + OK + ONE, "1"),
        reused("100 that nobody asked for", "HTTP/1.1 100 Continue\r\n\r\n" + OK + ONE, "1"),
        reused("an unknown 1xx", "HTTP/1.1 199 Whatever\r\n\r\n" + OK + ONE, "1"),
        reused("1xx before 204", hints + "HTTP/1.1 204 No Content\r\n\r\n", "absent"),
        reused(
            "1xx before 404",
            hints + "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
            "absent"),
        reused("as many as may be", processing.repeat(Exchange.MAX_INFORMATIONAL) + OK + ONE, "1"),
        closed(
            "one more", processing.repeat(Exchange.MAX_INFORMATIONAL + 1) + OK + ONE, "MALFORMED"),
        reused(
            "a length in a 1xx",
            "HTTP/1.1 103 Early Hints\r\nContent-Length: 9\r\n\r\n" + OK + ONE,
            "1"),
        closed(
            "content in a 1xx",
            "HTTP/1.1 103 Early Hints\r\nContent-Length: 3\r\n\r\nabc" + OK + ONE,
            "MALFORMED"),
        closed(
            "chunks in a 1xx",
            "HTTP/1.1 103 Early Hints\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + OK + ONE,
            "MALFORMED"),
        closed(
            "101",
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"
                + FOREIGN,
            "MALFORMED"),
        closed(
            "101 after 103",
            hints + "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n" + FOREIGN,
            "MALFORMED"));
  }

  private static Stream<Case> surplus() {
    return Stream.of(
        closed("a second answer", OK + ONE + FOREIGN, "1"),
        closed("a piece of an answer", OK + ONE + "HTTP/1.1 200", "1"),
        closed("one byte", OK + ONE + "x", "1"),
        closed("a line end", OK + ONE + "\r\n", "1"),
        closed("a second answer after chunks", CHUNKED + "0\r\n\r\n" + FOREIGN, "absent"),
        closed(
            "content of a 204", "HTTP/1.1 204 No Content\r\nContent-Length: 1\r\n\r\n1", "absent"),
        closed("an answer after a 204", "HTTP/1.1 204 No Content\r\n\r\n" + FOREIGN, "absent"),
        closed(
            "content of a 304",
            "HTTP/1.1 304 Not Modified\r\nContent-Length: 1\r\n\r\n1",
            "STATUS"),
        closed("a 1xx behind the answer", OK + ONE + "HTTP/1.1 103 Early Hints\r\n\r\n", "1"),
        new Case("content of a HEAD", "head: /first", FOREIGN, HEAD, false),
        new Case(
            "the head of a HEAD", "head: /first", OK + "Content-Length: 9\r\n\r\n", HEAD, true),
        new Case(
            "a 1xx before the head of a HEAD",
            "head: /first",
            "HTTP/1.1 103 Early Hints\r\n\r\n" + OK + "Content-Length: 9\r\n\r\n",
            HEAD,
            true));
  }

  private static Stream<Case> framing() {
    return Stream.of(
        closed(
            "a length and chunks",
            OK + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + FOREIGN,
            "MALFORMED"),
        closed("two lengths", OK + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n12", "MALFORMED"),
        closed("a list of lengths", OK + "Content-Length: 1, 2\r\n\r\n12", "MALFORMED"),
        closed("a negative length", OK + "Content-Length: -1\r\n\r\n1", "MALFORMED"),
        closed("a signed length", OK + "Content-Length: +1\r\n\r\n1", "MALFORMED"),
        closed("a length that is none", OK + "Content-Length: 1x\r\n\r\n1", "MALFORMED"),
        closed(
            "a length out of range",
            OK + "Content-Length: " + "9".repeat(30) + "\r\n\r\n1",
            "MALFORMED"),
        closed(
            "a coding beside chunked",
            OK + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            "MALFORMED"),
        closed(
            "chunked twice",
            OK + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
            "MALFORMED"),
        closed("an unknown coding", OK + "Transfer-Encoding: xchunked\r\n" + ONE, "MALFORMED"),
        closed(
            "chunked is not last", OK + "Transfer-Encoding: chunked, gzip\r\n" + ONE, "MALFORMED"),
        closed("an old coding", OK + "Transfer-Encoding: identity\r\n" + ONE, "MALFORMED"),
        closed(
            "chunks of HTTP/1.0",
            "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "MALFORMED"));
  }

  private static Stream<Case> heads() {
    return Stream.of(
        closed("no HTTP", "SSH-2.0-OpenSSH_9.2\r\n\r\n", "MALFORMED"),
        closed("HTTP/2 in text", "HTTP/2.0 200 OK\r\n" + ONE, "MALFORMED"),
        closed("a status of four digits", "HTTP/1.1 2000 OK\r\n" + ONE, "MALFORMED"),
        closed("a signed status", "HTTP/1.1 +20 OK\r\n" + ONE, "MALFORMED"),
        closed("a folded header", OK + "X-A: a\r\n b\r\n" + ONE, "1"),
        closed("a folded length", OK + "Content-Length:\r\n 1\r\n\r\n1", "MALFORMED"),
        closed("a blank line start", OK + " X-A: a\r\n" + ONE, "MALFORMED"),
        closed("no colon", OK + "X-A\r\n" + ONE, "MALFORMED"),
        closed("a word behind the name", OK + "Content-Length x: 1\r\n\r\n1", "MALFORMED"),
        reused("a blank before the colon", OK + "Content-Length : 1\r\n\r\n1", "1"),
        closed("a NUL", OK + "X-A: a\u0000b\r\n" + ONE, "MALFORMED"),
        closed("a bare line feed", "HTTP/1.1 200 OK\nContent-Length: 1\n\n1", "MALFORMED"),
        closed("a head without end", OK + "X-A: " + "a".repeat(9000) + "\r\n" + ONE, "TOO_LARGE"));
  }

  private static Stream<Case> chunks() {
    return Stream.of(
        closed("no size", CHUNKED + "\r\n\r\n", "MALFORMED"),
        closed("a size that is none", CHUNKED + "x\r\n", "MALFORMED"),
        closed("a size as in C", CHUNKED + "0x1\r\n1\r\n0\r\n\r\n", "MALFORMED"),
        closed("a negative size", CHUNKED + "-1\r\n1\r\n0\r\n\r\n", "MALFORMED"),
        closed(
            "a size out of range", CHUNKED + "fffffffffffffffff1\r\n1\r\n0\r\n\r\n", "MALFORMED"),
        closed("a size with a blank", CHUNKED + "1 \r\n1\r\n0\r\n\r\n", "MALFORMED"),
        closed("a bare line feed in chunks", CHUNKED + "1\n1\r\n0\r\n\r\n", "MALFORMED"),
        closed("a chunk that is longer", CHUNKED + "1\r\n12\r\n0\r\n\r\n", "MALFORMED"),
        closed("a trailer that is none", CHUNKED + "1\r\n1\r\n0\r\nx\r\n\r\n", "MALFORMED"));
  }

  private static Stream<Case> connectionOptions() {
    return Stream.of(
        closed("close", OK + "Connection: close\r\n" + ONE, "1"),
        closed("close among others", OK + "Connection: x, Close\r\n" + ONE, "1"),
        closed("HTTP/1.0", "HTTP/1.0 200 OK\r\n" + ONE, "1"),
        closed(
            "keep-alive of HTTP/1.0", "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n" + ONE, "1"));
  }

  private static Case reused(String name, String bytes, String outcome) {
    return new Case(name, "get: /first", bytes, outcome, true);
  }

  private static Case closed(String name, String bytes, String outcome) {
    return new Case(name, "get: /first", bytes, outcome, false);
  }

  @BeforeAll
  static void makeCertificate() throws Exception {
    certificate = Certificate.make(folder);
  }

  @AfterAll
  static void close() {
    HUBS.values().forEach(Hub::close);
    HUBS.clear();
  }

  private static Hub hub(Wire wire) {
    return HUBS.computeIfAbsent(wire.transport(), Hub::new);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theNextCallGetsItsOwnAnswer(Wire wire, Case it) {
    try (var api = api(wire, it.bytes(), Integer.MAX_VALUE / 2);
        var backend = Wire.backend(api, "pool: {max: 1}", hub(wire), certificate)) {
      assertThat(outcome(backend, it.task())).isEqualTo(it.outcome());
      assertThat(backend.run("post: /next")).contains(Json.string("own"));
      assertThat(connections.stream().distinct()).hasSize(it.reused() ? 1 : 2);
    }
  }

  @ParameterizedTest
  @MethodSource("goodCases")
  void anAnswerMayComeInPieces(Wire wire, Case it) {
    try (var api = api(wire, it.bytes(), PIECE);
        var backend = Wire.backend(api, "pool: {max: 1}", hub(wire), certificate)) {
      assertThat(outcome(backend, it.task())).isEqualTo(it.outcome());
      assertThat(backend.run("post: /next")).contains(Json.string("own"));
    }
  }

  private RawHttp api(Wire wire, String first, int piece) {
    return wire.server(
        (target, client) -> {
          connections.add(client);
          write(client, target.equals("/first") ? first : OWN, piece);
        },
        certificate);
  }

  private static void write(Socket client, String text, int piece) throws IOException {
    client.setTcpNoDelay(true);
    byte[] bytes = text.getBytes(ISO_8859_1);
    for (int at = 0; at < bytes.length; at += piece) {
      client.getOutputStream().write(bytes, at, Math.min(piece, bytes.length - at));
    }
  }

  private static String outcome(StepFixture backend, String task) {
    try {
      Optional<Json> value = backend.run(task);
      return value.map(Json::toString).orElse("absent");
    } catch (RuntimeException e) {
      return Fault.of(e).type().name();
    }
  }
}
