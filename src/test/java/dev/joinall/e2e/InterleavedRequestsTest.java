package dev.joinall.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.TestServer;
import dev.joinall.edge.Limits;
import dev.joinall.testing.ScriptedHttp;
import dev.joinall.testing.TestLimits;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Pipelined requests to routes and to others on one connection, in random order, with bodies and
 * errors, in random pieces: they are answered in order, and like a server that answers all of them
 * through Reactor Netty and Spring's adapter.
 */
@SuppressWarnings("StringConcatToTextBlock") // their lines end in CR LF
@Execution(ExecutionMode.SAME_THREAD)
class InterleavedRequestsTest {
  private static final int SEQUENCES = Integer.getInteger("interleaved.sequences", 150);
  private static final int PATIENCE_MILLIS = 20_000;
  private static final Set<String> VARYING =
      Set.of("traceparent", "server-timing", "date", "retry-after");

  private static final ScriptedHttp API = ScriptedHttp.start();
  private static TestServer mixed;
  private static TestServer adapted;

  /** A request, in the bytes of a client. */
  private static final List<String> REQUESTS =
      List.of(
          "GET /p/a HTTP/1.1\r\nHost: 127.0.0.1:50123\r\n\r\n",
          "GET /p/b%20c?q=1&q2=%C3%A4 HTTP/1.1\r\nHost: it:80\r\nX-Shop: x\r\n\r\n",
          "GET /p/a?q=1&q=2 HTTP/1.1\r\nHost: it\r\n\r\n",
          "HEAD /p/a HTTP/1.1\r\nHost: it\r\n\r\n",
          "GET /slow HTTP/1.1\r\nHost: it\r\n\r\n",
          "HEAD /slow HTTP/1.1\r\nHost: it\r\n\r\n",
          "GET /slow HTTP/1.1\r\nHost: it\r\nAccept: text/plain\r\n\r\n",
          "GET /fails HTTP/1.1\r\nHost: it\r\n\r\n",
          "GET /large HTTP/1.1\r\nHost: it\r\n\r\n",
          "GET /typed HTTP/1.1\r\nHost: it\r\n\r\n",
          "GET /none HTTP/1.1\r\nHost: it\r\n\r\n",
          "HEAD /none HTTP/1.1\r\nHost: it\r\n\r\n",
          "GET /reset HTTP/1.1\r\nHost: it\r\n\r\n",
          "GET /p/a HTTP/1.1\r\nHost: it\r\nIf-None-Match: *\r\n\r\n",
          "GET /p/a HTTP/1.1\r\nHost: it\r\nOrigin: https://a.example\r\n\r\n",
          "GET /p/a HTTP/1.1\r\nHost: it\r\nContent-Length: 3\r\n\r\nabc",
          "POST /post HTTP/1.1\r\nHost: it\r\nContent-Type: application/json\r\n"
              + "Content-Length: 7\r\n\r\n{\"a\":1}",
          "POST /post HTTP/1.1\r\nHost: it\r\nContent-Type: application/json\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n3\r\n{\"a\r\n4\r\n\":1}\r\n0\r\n\r\n",
          "POST /post HTTP/1.1\r\nHost: it\r\nContent-Type: application/json\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n0\r\nX-End: 1\r\n\r\n",
          "POST /post HTTP/1.1\r\nHost: it\r\nContent-Type: application/json\r\n"
              + "Content-Length: 5\r\n\r\n{\"a\":",
          "POST /post HTTP/1.1\r\nHost: it\r\nContent-Type: text/plain\r\n"
              + "Content-Length: 7\r\n\r\n{\"a\":1}",
          "POST /post HTTP/1.1\r\nHost: it\r\nContent-Type: application/json\r\n"
              + "Expect: 100-continue\r\nContent-Length: 7\r\n\r\n{\"a\":1}",
          "POST /post HTTP/1.1\r\nHost: it\r\nContent-Type: application/json\r\n"
              + "Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
          "POST /post HTTP/1.1\r\nHost: it\r\nContent-Length: 0\r\n\r\n",
          "POST /form HTTP/1.1\r\nHost: it\r\nContent-Type: application/x-www-form-urlencoded\r\n"
              + "Content-Length: 3\r\n\r\na=1",
          "GET /openapi.json HTTP/1.1\r\nHost: it\r\n\r\n",
          "HEAD /docs HTTP/1.1\r\nHost: it\r\n\r\n",
          "GET /nothing HTTP/1.1\r\nHost: it\r\n\r\n",
          "POST /nothing HTTP/1.1\r\nHost: it\r\nContent-Length: 3\r\n\r\nabc",
          "POST /nothing HTTP/1.1\r\nHost: it\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "3\r\nabc\r\n0\r\n\r\n",
          "PUT /p/a HTTP/1.1\r\nHost: it\r\nContent-Length: 2\r\n\r\nab",
          "OPTIONS /p/a HTTP/1.1\r\nHost: it\r\n\r\n",
          "GET http://it/p/a HTTP/1.1\r\nHost: it\r\n\r\n",
          "GET //p/a HTTP/1.1\r\nHost: it\r\n\r\n",
          "GET /p/%zz HTTP/1.1\r\nHost: it\r\n\r\n",
          "GET /p/a HTTP/1.1\r\nHost: it\r\nExpect: more\r\n\r\n");

  /** One that ends the connection. */
  private static final List<String> LAST =
      List.of(
          "GET /p/a HTTP/1.1\r\nHost: it\r\nConnection: close\r\n\r\n",
          "GET /nothing HTTP/1.1\r\nHost: it\r\nConnection: close\r\n\r\n",
          "POST /post HTTP/1.1\r\nHost: it\r\nContent-Type: application/json\r\n"
              + "Connection: close\r\nContent-Length: 7\r\n\r\n{\"a\":1}",
          "POST /post HTTP/1.1\r\nHost: it\r\nContent-Type: application/json\r\n"
              + "Content-Length: 4000\r\n\r\n\""
              + "x".repeat(3998)
              + "\"",
          "POST /post HTTP/1.1\r\nHost: it\r\nContent-Type: application/json\r\n"
              + "Transfer-Encoding: chunked\r\n\r\nfff\r\n"
              + "x".repeat(0xfff)
              + "\r\n0\r\n\r\n",
          "POST /post HTTP/1.1\r\nHost: it\r\nContent-Type: application/json\r\n"
              + "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
          "GET /p/a HTTP/1.1\r\n\r\n",
          "GET /slow HTTP/1.0\r\n\r\n",
          "nonsense\r\n\r\n");

  private record Answer(int status, Map<String, String> headers, String body) {}

  @BeforeAll
  static void serve() {
    API.on("GET", "/slow").body("{\"slow\":1}").delay(Duration.ofMillis(3));
    API.on("GET", "/fails").status(500).body("{}");
    API.on("GET", "/large").body("\"" + "y".repeat(100_000) + "\"");
    String yaml =
        """
        backends:
          api: { kind: http, url: "%s", timeout: 10s }
        aggregations:
          one:
            route: GET /p/{sku}
            cors: { origins: ["https://a.example"] }
            input:
              query: { q: { type: string } }
              header: { x-shop: { type: string } }
            tasks: { sku: { value: "${path.sku}" } }
          slow: { route: GET /slow, deadline: 10s, tasks: { a: { backend: api, get: /slow } } }
          fails: { route: GET /fails, deadline: 10s, tasks: { a: { backend: api, get: /fails, required: true } } }
          large: { route: GET /large, deadline: 10s, tasks: { a: { backend: api, get: /large } } }
          typed:
            route: GET /typed
            tasks: { a: { value: x } }
            respond: { status: 201, headers: { X-A: [one, two] }, body: "${tasks.a}" }
          none:
            route: GET /none
            tasks: { a: { value: x } }
            respond: { status: 204 }
          reset:
            route: GET /reset
            tasks: { a: { value: x } }
            respond: { status: 205 }
          post:
            route: POST /post
            deadline: 10s
            input: { body: { type: object, maxProperties: 1 } }
            tasks: { b: { value: "${body}" } }
          form:
            route: POST /form
            deadline: 10s
            input: { body: { content: form, type: object, properties: { a: { type: string } } } }
            tasks: { b: { value: "${body.?a}" } }
        """
            .formatted(API.url());
    Limits limits = TestLimits.with("body=3000B");
    mixed = TestServer.serve(yaml, Map.of(), limits);
    adapted = TestServer.serveByAdapter(yaml, limits);
  }

  @AfterAll
  static void close() {
    mixed.close();
    adapted.close();
    API.close();
  }

  @Test
  void areAnsweredInOrderAndAsByTheAdapterAlone() throws Exception {
    long seed = Long.getLong("interleaved.seed", System.nanoTime());
    for (int i = 0; i < SEQUENCES; i++) {
      var random = new Random(seed + i);
      String sent = sequence(random);
      List<Answer> expected = exchange(adapted, sent, random);
      assertThat(exchange(mixed, sent, random))
          .as("seed %d of%n%s", seed + i, sent)
          .isEqualTo(expected);
    }
  }

  @Test
  void aUsualRequestToARouteDoesNotPassTheAdapter() throws Exception {
    int before = mixed.adapted();
    String end = LAST.get(2);
    assertThat(
            exchange(
                mixed, REQUESTS.get(0) + REQUESTS.get(4) + REQUESTS.get(17) + end, new Random(1)))
        .extracting(Answer::status)
        .containsExactly(200, 200, 200, 200);
    assertThat(mixed.adapted()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({"/a, /nothing, /a", "/nothing, /a, /nothing"})
  void aConnectionEndsWithItsLastRequestWhoeverAnswersIt(String one, String two, String three)
      throws Exception {
    String yaml = "aggregations: { a: { route: GET /a, tasks: { a: { value: x } } } }";
    try (TestServer server =
            TestServer.serve(yaml, Map.of(), TestLimits.with(), it -> it.maxKeepAliveRequests(3));
        RawClient client = RawClient.connect(server.url())) {
      for (String path : List.of(one, two)) {
        assertThat(client.send("GET", path).receive().headers()).doesNotContainKey("connection");
      }
      assertThat(client.send("GET", three).receive().headers())
          .containsEntry("connection", "close");
      assertThat(client.isEnded()).isTrue();
    }
  }

  private static String sequence(Random random) {
    var sent = new StringBuilder();
    for (int count = random.nextInt(12); count > 0; count--) {
      sent.append(REQUESTS.get(random.nextInt(REQUESTS.size())));
    }
    sent.append(LAST.get(random.nextInt(LAST.size())));
    if (random.nextInt(4) == 0) {
      sent.append(REQUESTS.getFirst()); // behind the end: not answered
    }
    return sent.toString();
  }

  private static List<Answer> exchange(TestServer server, String sent, Random random)
      throws IOException, InterruptedException {
    var address = URI.create(server.url());
    try (var socket = new Socket()) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.connect(new InetSocketAddress(address.getHost(), address.getPort()));
      byte[] bytes = sent.getBytes(ISO_8859_1);
      int most = random.nextBoolean() ? bytes.length : 1 + random.nextInt(400);
      for (int from = 0; from < bytes.length; ) {
        int count = Math.min(bytes.length - from, 1 + random.nextInt(most));
        socket.getOutputStream().write(bytes, from, count);
        from += count;
        if (random.nextInt(4) == 0) {
          Thread.sleep(0, random.nextInt(900_000));
        }
      }
      return answers(new BufferedInputStream(socket.getInputStream()), sent);
    }
  }

  /** Until the server ends the connection. */
  private static List<Answer> answers(InputStream in, String sent) throws IOException {
    List<String> methods =
        sent.lines()
            .filter(it -> it.endsWith(" HTTP/1.1") || it.endsWith(" HTTP/1.0"))
            .map(it -> it.substring(it.lastIndexOf('\n') + 1))
            .toList();
    List<Answer> answers = new ArrayList<>();
    int finals = 0;
    for (String first = line(in); !first.isEmpty(); first = line(in)) {
      assertThat(first).as("nothing is between two answers").matches("HTTP/1\\.[01] \\d{3}.*");
      int status = Integer.parseInt(first.split(" ", -1)[1]);
      boolean head = finals < methods.size() && methods.get(finals).contains("HEAD ");
      Map<String, String> headers = headers(in);
      boolean bodiless = head || status < 200 || status == 204 || status == 304;
      answers.add(new Answer(status, headers, bodiless ? "" : body(headers, in)));
      finals += status < 200 ? 0 : 1;
    }
    return answers;
  }

  private static Map<String, String> headers(InputStream in) throws IOException {
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      String value = VARYING.contains(name) ? "..." : line.substring(colon + 1).strip();
      headers.merge(name, value, (a, b) -> a + " | " + b);
    }
    return headers;
  }

  private static String body(Map<String, String> headers, InputStream in) throws IOException {
    if (headers.containsKey("content-length")) {
      return text(in.readNBytes(Integer.parseInt(headers.get("content-length"))));
    }
    if (!headers.containsKey("transfer-encoding")) {
      return text(in.readAllBytes());
    }
    var body = new StringBuilder();
    while (true) {
      int length = Integer.parseInt(line(in), 16);
      body.append(text(in.readNBytes(length)));
      line(in);
      if (length == 0) {
        return body.toString();
      }
    }
  }

  /** Without what differs between two requests. */
  private static String text(byte[] bytes) {
    return new String(bytes, ISO_8859_1)
        .replaceAll("\"requestId\":\"[^\"]*\"", "\"requestId\":\"\"");
  }

  /** Empty at the end of the stream. */
  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return line.chars()
        .filter(c -> c != '\r')
        .mapToObj(c -> String.valueOf((char) c))
        .collect(joining());
  }
}
