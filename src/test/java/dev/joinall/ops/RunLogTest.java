package dev.joinall.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.joinall.TestServer;
import dev.joinall.testing.ScriptedHttp;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The log lines of slow, incomplete and failed requests. */
class RunLogTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final String FILE =
      """
      backends:
        api: { kind: http, url: "${env.API}", timeout: 5s }
      aggregations:
        page:
          route: GET /page/{id}
          tasks:
            a: { backend: api, get: "/a/${path.id}" }
            b: { backend: api, get: /b }
            c: { value: "${tasks.b.x}" }
        must:
          route: GET /must
          tasks:
            b: { backend: api, get: /b, required: true }
        sum:
          route: GET /sum/{id}
          tasks:
            it: { value: "${int(path.id)}" }
        list:
          route: GET /list
          tasks:
            each: { backend: api, get: "/${item}", for-each: { in: [a, b, b2] } }
        gone:
          route: GET /gone
          tasks:
            it: { backend: api, get: /gone, required: true }
        number:
          route: GET /number/{id}
          tasks:
            it: { value: "${int(path.id)}", required: true }
        denied:
          route: GET /denied
          tasks:
            it: { backend: api, get: /denied, required: true, pass: 401 }
      """;

  private final ScriptedHttp api = ScriptedHttp.start();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicLong clock = new AtomicLong();
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(RunLog.NAME);
  private TestServer server;

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
    logger.setAdditive(false);
    api.on("GET", "/a/secret").body("{\"value\":\"secret\"}");
    api.on("GET", "/b").status(503);
  }

  private void serve(Duration slow, int linesPerSecond, boolean isStructured) {
    var settings = new LogSettings(slow, linesPerSecond, false, false, false, "");
    var log =
        new RunLog(settings, isStructured ? LogFormat.JSON : LogFormat.TEXT, registry, clock::get);
    var observation = Observation.of(run -> {}, log, Tracing.OFF, false, AuditLog.OFF, registry);
    server = TestServer.serve(FILE, Map.of("API", api.url()), observation);
  }

  private void serve() {
    serve(Duration.ofSeconds(60), 1000, false);
  }

  @AfterEach
  void close() {
    server.close();
    api.close();
    logger.detachAppender(lines);
    logger.setAdditive(true);
  }

  private void get(String path) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(server.url() + path)).header("traceparent", TRACE);
    var _ = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private String line() {
    assertThat(lines.list).hasSize(1);
    return lines.list.getFirst().getFormattedMessage();
  }

  @Test
  void clientErrorsHaveNoLine() throws Exception {
    api.on("GET", "/denied").status(401);
    serve();
    get("/number/many");
    get("/denied");

    assertThat(lines.list).isEmpty();
  }

  @Test
  void anIncompleteAnswerHasALineWithItsWaterfall() throws Exception {
    serve();
    get("/page/secret");

    assertThat(line())
        .matches(
            "aggregation=page reason=incomplete status=200 decided-by=all ms=\\d+"
                + " trace=0af7651916cd43dd8448eb211c80319c"
                + " tasks=\"a ok \\d+\\+\\d+; b failed status \\d+\\+\\d+ \\(HTTP 503\\);"
                + " c skipped \\d+\\+0\"");
  }

  @Test
  void aFailedRequestSaysWhatDecidedIt() throws Exception {
    serve();
    get("/must");

    assertThat(line()).startsWith("aggregation=must reason=failed status=502 decided-by=required ");
  }

  @Test
  void itemsThatFailedAreCounted() throws Exception {
    serve();
    get("/list");

    assertThat(line()).contains("each ok").contains("(1 missing)");
  }

  @Test
  void aSlowRequestHasALineThoughNothingIsMissing() throws Exception {
    api.on("GET", "/b").body("{\"x\":1}");
    serve(Duration.ofNanos(1), 1000, false);
    get("/page/secret");

    assertThat(line()).startsWith("aggregation=page reason=slow status=200 ");
  }

  @Test
  void normalAnswersHaveNoLine() throws Exception {
    api.on("GET", "/b").body("{\"x\":1}");
    serve();
    get("/page/secret");
    get("/gone"); // absent, so 404, which is a normal answer
    get("/nowhere");

    assertThat(lines.list).isEmpty();
  }

  @Test
  void noLineHoldsAValue() throws Exception {
    serve();
    get("/page/secret");
    get("/sum/secret");

    assertThat(lines.list).hasSize(2);
    assertThat(lines.list.toString()).contains("it failed invalid").doesNotContain("secret");
  }

  @Test
  void linesBeyondTheBoundAreCountedAndReported() throws Exception {
    serve(Duration.ofSeconds(60), 2, false);
    for (int i = 0; i < 5; i++) {
      get("/must");
    }
    assertThat(lines.list).hasSize(2);
    assertThat(registry.get("joinall.log.suppressed").counter().count()).isEqualTo(3);

    clock.addAndGet(Duration.ofSeconds(1).toNanos());
    get("/must");
    assertThat(lines.list).hasSize(3);
    assertThat(lines.list.getLast().getFormattedMessage()).contains(" suppressed=3 ");
  }

  @Test
  void structuredLinesHavePartsInPlaceOfAText() throws Exception {
    serve(Duration.ofSeconds(60), 1000, true);
    get("/must");

    assertThat(line()).isEqualTo("must failed");
    Map<String, Object> parts =
        lines.list.getFirst().getKeyValuePairs().stream()
            .collect(Collectors.toMap(it -> it.key, it -> it.value));
    assertThat(parts)
        .containsEntry("aggregation", "must")
        .containsEntry("status", 502)
        .containsEntry("decided-by", "required");
    assertThat(parts.get("tasks")).asInstanceOf(LIST).hasSize(1);
  }
}
