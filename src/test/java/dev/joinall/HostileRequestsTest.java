package dev.joinall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.joinall.config.ConfigException;
import dev.joinall.edge.Edge;
import dev.joinall.run.Runner;
import dev.joinall.security.Security;
import dev.joinall.testing.TestLimits;
import dev.joinall.web.CacheRules;
import dev.joinall.web.RouteHandler;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Hostile requests: each gets an answer, and none is expensive. */
class HostileRequestsTest {
  private static final String FILE =
      """
      aggregations:
        one:
          route: GET /p/{sku}
          input:
            query:
              id: { type: integer }
              text: { type: string }
          tasks:
            sku: { value: "${path.sku}" }
            id: { value: "${query.?id}" }
            text: { value: "${query.?text}" }
        search:
          route: POST /p/search
          deadline: 700ms
          input:
            body: { type: object, additionalProperties: { type: integer } }
          tasks:
            body: { value: "${body}" }
        list:
          route: POST /list
          input:
            body: { type: array, items: { type: integer } }
          tasks:
            body: { value: "${body}" }
      """;

  private static TestServer server;
  private static HttpClient client;

  @BeforeAll
  static void serve() {
    server = TestServer.serve(FILE, Map.of());
    client = HttpClient.newHttpClient();
  }

  @AfterAll
  static void close() {
    client.close();
    server.close();
  }

  @Test
  void aFixedSegmentOfAnotherMethodDoesNotHideAVariable() throws Exception {
    assertThat(get("/p/search").body()).contains("\"sku\":\"search\"");
    assertThat(post("/p/search", "{\"a\":1}").statusCode()).isEqualTo(200);
    var refused = send(to("/p/search").DELETE());
    assertThat(refused.statusCode()).isEqualTo(405);
    assertThat(refused.headers().firstValue("Allow")).contains("GET, HEAD, POST");
  }

  @Test
  void aSegmentThatIsNotUtf8IsAViolation() throws Exception {
    var answer = get("/p/%ff");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"name\":\"sku\"");
    assertThat(get("/p/caf%C3%A9").body()).contains("café");
  }

  @Test
  void anArgumentThatIsNotUtf8IsAViolation() throws Exception {
    var answer = get("/p/x?text=%c0%af");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"name\":\"text\"");
    assertThat(get("/p/x?text=a+b%2B%C3%A9&other").body()).contains("\"text\":\"a b+é\"");
  }

  @Test
  void anIntegerHasAllItsDigitsAndNoLeadingZero() throws Exception {
    assertThat(get("/p/x?id=1234567890123456789").body()).contains("\"id\":1234567890123456789");
    assertThat(get("/p/x?id=-9223372036854775808").statusCode()).isEqualTo(200);
    assertThat(get("/p/x?id=9223372036854775808").body()).contains("\"id\":9223372036854775808");
    assertThat(get("/p/x?id=007").statusCode()).isEqualTo(400);
  }

  @Test
  void aContentTypeThatIsNoneIsRefused() throws Exception {
    var request = to("/p/search").header("Content-Type", "foo").POST(BodyPublishers.ofString("{}"));
    assertThat(send(request).statusCode()).isEqualTo(415);
  }

  @Test
  void anAcceptThatIsNoneIsIgnored() throws Exception {
    assertThat(send(to("/p/x").header("Accept", "foo")).statusCode()).isEqualTo(200);
    assertThat(send(to("/p/x").header("Accept", "text/event-stream")).statusCode()).isEqualTo(406);
  }

  @Test
  void aHeadHasNoBody() throws Exception {
    var answer = send(to("/p/x").HEAD());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void aBodyThatRepeatsANameIsRefused() throws Exception {
    assertThat(post("/p/search", "{\"a\":1,\"a\":2}").statusCode()).isEqualTo(400);
  }

  @Test
  void manyViolationsMakeAShortAnswer() throws Exception {
    var answer = post("/list", "[" + "\"\",".repeat(340_000) + "\"\"]");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).hasSizeLessThan(50_000);
  }

  @Test
  void aBodyThatDoesNotComeIsNotWaitedForBeyondTheDeadline() throws IOException {
    URI uri = URI.create(server.url());
    try (var socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write(
              "POST /p/search HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(firstLine(socket.getInputStream())).startsWith("HTTP/1.1 408 ");
      assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
    }
  }

  @Test
  void anUnexpectedExceptionIsAnsweredWithAProblem() {
    var response = new MockServerHttpResponse();
    StepVerifier.create(handle(new IllegalStateException("a bug"), response)).verifyComplete();
    assertThat(response.getStatusCode()).isEqualTo(HttpStatus.INTERNAL_SERVER_ERROR);
    assertThat(response.getHeaders().getFirst("Content-Type"))
        .isEqualTo("application/problem+json");
  }

  @Test
  void aClientThatHasGoneIsNotAnswered() {
    var response = new MockServerHttpResponse();
    StepVerifier.create(handle(new IOException("Broken pipe"), response))
        .verifyError(IOException.class);
    assertThat(response.isCommitted()).isFalse();
  }

  /** A request whose body ends with this error. */
  private static Mono<Void> handle(Throwable error, MockServerHttpResponse response) {
    var timer = Schedulers.parallel();
    var edge = Edge.of(TestLimits.with(), timer);
    var runner = new Runner(timer, report -> {}, edge.memory());
    var handler =
        new RouteHandler(
            server.plans(),
            runner,
            Security.NONE,
            timer,
            TestServer.observation(report -> {}),
            (in, out) -> Mono.empty(),
            edge,
            new CacheRules(false));
    var request = MockServerHttpRequest.post("/list").header("Content-Type", "application/json");
    return handler.handle(request.body(Flux.error(error)), response);
  }

  @Test
  void anAllZeroTraceIsNotContinued() throws Exception {
    String zero = "00-00000000000000000000000000000000-0000000000000001-01";
    String valid = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    assertThat(trace(zero)).doesNotContain("-00000000000000000000000000000000-");
    assertThat(trace(valid)).startsWith("00-0af7651916cd43dd8448eb211c80319c-").endsWith("-01");
  }

  @Test
  void aSchemaThatCanNotBeUsedIsAProblemOfTheFile() {
    String file =
        """
        aggregations:
          one:
            route: GET /p/{sku}
            input:
              path:
                sku: { type: string, pattern: "(?=a)" }
              query:
                other: { $ref: "#/$defs/none" }
            tasks:
              sku: { value: "${path.sku}" }
        """;
    assertThatThrownBy(() -> TestServer.serve(file, Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("sku")
        .hasMessageContaining("other");
  }

  private static String trace(String sent) throws Exception {
    return send(to("/p/x").header("traceparent", sent))
        .headers()
        .firstValue("traceparent")
        .orElseThrow();
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return send(to(path));
  }

  private static HttpResponse<String> post(String path, String body) throws Exception {
    return send(
        to(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
  }

  private static HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(server.url() + path));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static String firstLine(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int b = in.read(); b >= 0 && b != '\r'; b = in.read()) {
      line.append((char) b);
    }
    return line.toString();
  }
}
