package dev.joinall.ops;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Metrics and log lines of requests that a refusal denied. */
class RefusalMetricsTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final String FILE =
      """
      backends:
        api: { kind: http, url: "${env.API}" }
      aggregations:
        page:
          route: GET /page/{id}
          deadline: 300ms
          tasks:
            user: { backend: api, get: "/users/${path.id}" }
          refuse:
            - { when: "${path.id == 'nobody'}", detail: nobody }
            - { when: "${tasks.user.blocked}", detail: blocked }
      """;

  private final ScriptedHttp api = ScriptedHttp.start();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicLong clock = new AtomicLong();
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(RefusalMetrics.NAME);
  private final TestServer server =
      TestServer.serve(
          FILE,
          Map.of("API", api.url()),
          Observation.of(
              new RefusalMetrics(registry, clock::get),
              completed -> {},
              Tracing.OFF,
              false,
              AuditLog.OFF,
              registry));

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
    logger.setAdditive(false);
    api.on("GET", "/users/ann").body("{\"blocked\":true}");
    api.on("GET", "/users/bob").body("{\"blocked\":false}");
    api.on("GET", "/users/down").status(500);
    api.on("GET", "/users/late").wire(ScriptedHttp.OnTheWire.NEVER);
  }

  @AfterEach
  void close() {
    server.close();
    api.close();
    logger.detachAppender(lines);
    logger.setAdditive(true);
  }

  private void get(String id) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(server.url() + "/page/" + id)).build();
    var _ = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private double counted(int refusal, String result) {
    var counter =
        registry
            .find("joinall.refusals")
            .tags("aggregation", "page", "refusal", Integer.toString(refusal), "result", result)
            .counter();
    return counter == null ? 0 : counter.count();
  }

  @Test
  void eachRefusalIsCountedByItsPlaceAndNotLogged() throws Exception {
    get("nobody");
    get("ann");
    get("ann");
    get("bob");

    assertThat(counted(0, "refused")).isEqualTo(1);
    assertThat(counted(1, "refused")).isEqualTo(2);
    assertThat(counted(1, "error")).isZero();
    assertThat(lines.list).isEmpty();
  }

  @Test
  void refusalsThatCanNotBeEvaluatedAreCountedAndLoggedOnceASecond() throws Exception {
    get("down");
    get("down");
    clock.addAndGet(1_000_000_000L);
    get("late");

    assertThat(counted(1, "error")).isEqualTo(3);
    assertThat(lines.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith(
                        "aggregation=page refusal=1 could not be evaluated because of the task user"
                            + " (failed);"),
            line -> assertThat(line).contains("because of the deadline").endsWith("suppressed=1"));
  }
}
