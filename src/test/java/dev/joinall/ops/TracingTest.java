package dev.joinall.ops;

import static dev.joinall.testing.OtlpReceiver.attribute;
import static dev.joinall.testing.OtlpReceiver.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.joinall.TestServer;
import dev.joinall.config.ConfigException;
import dev.joinall.testing.OtlpReceiver;
import dev.joinall.testing.ScriptedHttp;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Spans that arrive at a collector over a real socket. */
class TracingTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String CALLER = "b7ad6b7169203331";
  private static final String SAMPLED = "00-" + TRACE + "-" + CALLER + "-01";
  private static final String FILE =
      """
      backends:
        api: { kind: http, url: "${env.API}", timeout: 5s }
      aggregations:
        page:
          route: GET /page/{id}
          input: { query: { n: { type: integer } } }
          tasks:
            good: { backend: api, get: "/good", query: { q: "${path.id}" } }
            bad: { backend: api, get: /bad, retry: { attempts: 2, backoff: 1ms } }
            left: { value: "${tasks.bad.x}" }
            card: { aggregation: card }
        card:
          tasks:
            inside: { backend: api, get: /inside }
      """;

  private final OtlpReceiver collector = OtlpReceiver.start();
  private final ScriptedHttp api = ScriptedHttp.start();
  private Tracing tracing;
  private TestServer server;

  @BeforeEach
  void serve() {
    api.on("GET", "/good").body("{\"secret\":1}");
    api.on("GET", "/bad").status(503);
    api.on("GET", "/inside").body("1");
    serve(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url(), "OTEL_BSP_SCHEDULE_DELAY", "20"));
  }

  private void serve(Map<String, String> environment) {
    tracing = Tracing.of(environment);
    var registry = new SimpleMeterRegistry();
    var observation =
        Observation.of(tracing::run, tracing::request, tracing, false, AuditLog.OFF, registry);
    server = TestServer.serve(FILE, Map.of("API", api.url()), observation);
  }

  @AfterEach
  void close() {
    server.close();
    tracing.close();
    collector.close();
    api.close();
  }

  private HttpResponse<String> get(String... headers) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(server.url() + "/page/a-secret"));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private List<Span> spans(int count) {
    return await().atMost(SOON).until(collector::spans, it -> it.size() >= count);
  }

  private String asked(String path) {
    return api.asked().stream()
        .filter(it -> it.uri().startsWith(path))
        .map(it -> it.headers().get("traceparent"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aRequestIsASpanAndSoIsEachTaskThatRan() throws Exception {
    var _ = get("traceparent", SAMPLED);
    List<Span> spans = spans(6);

    assertThat(spans)
        .extracting(Span::getName)
        .containsExactlyInAnyOrder("GET /page/{id}", "good", "bad", "card", "card", "inside");
    assertThat(spans).extracting(it -> hex(it.getTraceId())).containsOnly(TRACE);
    assertThat(collector.service()).isEqualTo("joinall");

    Span request = collector.span("GET /page/{id}");
    assertThat(request.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
    assertThat(hex(request.getParentSpanId())).isEqualTo(CALLER);
    assertThat(attribute(request, "http.route")).isEqualTo("/page/{id}");
    assertThat(attribute(request, "http.response.status_code")).isEqualTo("200");
    assertThat(attribute(request, "joinall.decided_by")).isEqualTo("all");
    assertThat(attribute(request, "joinall.complete")).isEqualTo("false");
  }

  @Test
  void aTaskReportsItsOutcomeAndItsFault() throws Exception {
    var _ = get("traceparent", SAMPLED);
    var _ = spans(6);

    Span good = collector.span("good");
    Span bad = collector.span("bad");
    assertThat(good.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
    assertThat(attribute(good, "joinall.outcome")).isEqualTo("ok");
    assertThat(attribute(good, "joinall.backend")).isEqualTo("api");
    assertThat(attribute(bad, "joinall.fault")).isEqualTo("status");
    assertThat(attribute(bad, "joinall.attempts")).isEqualTo("2");
    assertThat(bad.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
    assertThat(bad.getEndTimeUnixNano()).isGreaterThan(bad.getStartTimeUnixNano());
  }

  @Test
  void aBackendGetsTheSpanOfItsTask() throws Exception {
    HttpResponse<String> response = get("traceparent", SAMPLED);
    var _ = spans(6);

    Span request = collector.span("GET /page/{id}");
    Span good = collector.span("good");
    assertThat(good.getParentSpanId()).isEqualTo(request.getSpanId());
    assertThat(asked("/good")).isEqualTo("00-" + TRACE + "-" + hex(good.getSpanId()) + "-01");
    assertThat(response.headers().firstValue("traceparent").orElseThrow())
        .isEqualTo("00-" + TRACE + "-" + hex(request.getSpanId()) + "-01");
  }

  @Test
  void theTasksOfAnAggregationThatATaskRunsHangBelowIt() throws Exception {
    var _ = get("traceparent", SAMPLED);
    List<Span> cards = spans(6).stream().filter(it -> it.getName().equals("card")).toList();

    Span inside = collector.span("inside");
    Span run =
        cards.stream()
            .filter(it -> it.getSpanId().equals(inside.getParentSpanId()))
            .findFirst()
            .orElseThrow();
    assertThat(cards).extracting(Span::getSpanId).contains(run.getParentSpanId());
    assertThat(asked("/inside")).contains(hex(inside.getSpanId()));
  }

  @Test
  void noSpanHoldsAValueOfAQueryOrABody() throws Exception {
    var _ = get("traceparent", SAMPLED);
    var _ = spans(6);

    assertThat(attribute(collector.span("good"), "url.full"))
        .isEqualTo(api.url() + "/good?q=REDACTED");
    assertThat(collector.span("good").toString()).doesNotContain("secret");
  }

  @Test
  void aRequestHasTheAttributesOfAServer() throws Exception {
    var _ = get("traceparent", SAMPLED, "User-Agent", "test/1");
    var _ = spans(6);

    Span request = collector.span("GET /page/{id}");
    URI url = URI.create(server.url());
    assertThat(attribute(request, "http.request.method")).isEqualTo("GET");
    assertThat(attribute(request, "url.path")).isEqualTo("/page/a-secret");
    assertThat(attribute(request, "url.scheme")).isEqualTo("http");
    assertThat(attribute(request, "server.address")).isEqualTo(url.getHost());
    assertThat(attribute(request, "server.port")).isEqualTo(String.valueOf(url.getPort()));
    assertThat(attribute(request, "network.protocol.version")).isEqualTo("1.1");
    assertThat(attribute(request, "user_agent.original")).isEqualTo("test/1");
    assertThat(attribute(request, "error.type")).isEmpty();
    assertThat(request.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
  }

  @Test
  void aCallHasTheAttributesOfAClient() throws Exception {
    var _ = get("traceparent", SAMPLED);
    var _ = spans(6);

    Span good = collector.span("good");
    Span bad = collector.span("bad");
    URI url = URI.create(api.url());
    assertThat(attribute(good, "http.request.method")).isEqualTo("GET");
    assertThat(attribute(good, "server.address")).isEqualTo(url.getHost());
    assertThat(attribute(good, "server.port")).isEqualTo(String.valueOf(url.getPort()));
    assertThat(attribute(good, "http.response.status_code")).isEqualTo("200");
    assertThat(attribute(good, "error.type")).isEmpty();
    assertThat(attribute(bad, "http.response.status_code")).isEqualTo("503");
    assertThat(attribute(bad, "error.type")).isEqualTo("503");
  }

  @Test
  void aRequestThatIsRejectedIsASpanAsWell() throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(server.url() + "/page/x?n=no"))
            .headers("traceparent", SAMPLED)
            .build();
    int status = CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    Span span = spans(1).getFirst();

    assertThat(status).isEqualTo(400);
    assertThat(span.getName()).isEqualTo("GET /page/{id}");
    assertThat(attribute(span, "http.response.status_code")).isEqualTo("400");
    assertThat(span.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
  }

  @Test
  void tracesThatTheClientDoesNotSampleAreNotExported() throws Exception {
    HttpResponse<String> not = get("traceparent", "00-" + TRACE + "-" + CALLER + "-00");
    var _ = get("traceparent", SAMPLED.replace("0af7", "1af7"));

    assertThat(spans(6)).extracting(it -> hex(it.getTraceId())).doesNotContain(TRACE);
    assertThat(not.headers().firstValue("traceparent").orElseThrow()).endsWith("-00");
  }

  @Test
  void unknownFlagsAreNotSent() throws Exception {
    var _ = get("traceparent", "00-" + TRACE + "-" + CALLER + "-ff");

    assertThat(asked("/good")).endsWith("-03");
  }

  @Test
  void aTraceThatBeginsHereIsSampled() throws Exception {
    String told = get().headers().firstValue("traceparent").orElseThrow();
    var _ = spans(6);

    Span request = collector.span("GET /page/{id}");
    assertThat(told)
        .isEqualTo("00-" + hex(request.getTraceId()) + "-" + hex(request.getSpanId()) + "-01");
    assertThat(request.getParentSpanId().isEmpty()).isTrue();
  }

  @Test
  void theSamplerOfTheEnvironmentIsAsked() throws Exception {
    server.close();
    tracing.close();
    serve(
        Map.of(
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            collector.url(),
            "OTEL_TRACES_SAMPLER",
            "parentbased_always_off"));

    assertThat(get().headers().firstValue("traceparent").orElseThrow()).endsWith("-00");
    assertThat(get("traceparent", SAMPLED).headers().firstValue("traceparent").orElseThrow())
        .endsWith("-01");
  }

  @Test
  void withoutAnExporterNothingOfItIsMade() {
    assertThat(Tracing.of(Map.of())).isSameAs(Tracing.OFF);
    assertThat(Tracing.of(Map.of("OTEL_TRACES_EXPORTER", "none"))).isSameAs(Tracing.OFF);
    assertThat(
            Tracing.of(
                Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://a", "OTEL_SDK_DISABLED", "true")))
        .isSameAs(Tracing.OFF);
  }

  @Test
  void anUnsupportedExportProtocolIsRefusedWithAHint() {
    var grpc =
        Map.of(
            "OTEL_EXPORTER_OTLP_ENDPOINT", collector.url(), "OTEL_EXPORTER_OTLP_PROTOCOL", "grpc");

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> Tracing.of(grpc))
        .withMessageContaining("hint:")
        .withMessageContaining("http/protobuf");
  }
}
