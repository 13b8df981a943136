package dev.joinall.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.TestServer;
import dev.joinall.testing.ScriptedHttp;
import io.micrometer.core.instrument.Meter;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** State and metrics of guards across reloads; also counted at the backend. */
class GuardMetricsTest {
  private static final String CONFIG =
      """
      backends:
        api:
          kind: http
          url: "${env.API}"
          retry: { attempts: 2, backoff: 1ms }
          circuit-breaker: { window: 1000 }
        other: { kind: http, url: "${env.API}", circuit-breaker: { window: 1, open-for: 2h } }
      aggregations:
        page:
          route: GET /page
          deadline: 3s
          tasks:
            retried: { backend: api, get: /fails }
            own:
              backend: api
              get: /own
              retry: { attempts: 1 }
              circuit-breaker: { window: 1, open-for: 1h }
            hedged: { backend: api, get: /hedged, hedge: { after: 200ms } }
        others: { route: GET /others, tasks: { it: { backend: other, get: /other } } }
      """;

  private static final String TOLD_ANEW = CONFIG.replace("deadline: 3s", "deadline: 4s");

  private static final String OTHER_GUARDS = CONFIG.replace("open-for: 1h", "open-for: 30m");

  private static final String WITHOUT =
      """
      backends:
        api: { kind: http, url: "${env.API}" }
      aggregations:
        page: { route: GET /page, tasks: { hedged: { backend: api, get: /hedged } } }
      """;

  private final ScriptedHttp api = ScriptedHttp.start();
  private final TestServer server = TestServer.serve(CONFIG, Map.of("API", api.url()));

  @BeforeEach
  void script() {
    api.on("GET", "/fails").status(503);
    api.on("GET", "/own").status(500);
    api.on("GET", "/hedged").body("1");
    api.on("GET", "/other").status(500);
  }

  @AfterEach
  void close() {
    server.close();
    api.close();
  }

  private void get(String path) throws IOException {
    try (var client = RawClient.connect(server.url())) {
      assertThat(client.send("GET", path).receive().status()).isEqualTo(200);
    }
  }

  private long asked(String path) {
    return api.asked().stream().filter(it -> it.uri().equals(path)).count();
  }

  private long count(String meter, String task, String... tags) {
    return (long)
        server
            .meters()
            .get("joinall." + meter)
            .tag("task", task)
            .tags(tags)
            .functionCounter()
            .count();
  }

  /** The current states of these circuits. */
  private List<String> states(String backend, String task) {
    return server
        .meters()
        .get("joinall.circuit.state")
        .tags("backend", backend, "task", task)
        .gauges()
        .stream()
        .filter(it -> it.value() == 1)
        .map(it -> it.getId().getTag("state"))
        .toList();
  }

  private Set<Meter.Id> meters() {
    return server.meters().getMeters().stream().map(Meter::getId).collect(Collectors.toSet());
  }

  @Test
  void theMetricsMatchTheCallsThatTheBackendReceived() throws IOException {
    for (int i = 0; i < 30; i++) {
      get("/page");
    }

    assertThat(count("attempts", "retried")).isEqualTo(asked("/fails")).isGreaterThan(30);
    assertThat(count("retries", "retried")).isEqualTo(asked("/fails") - 30);
    assertThat(count("retry.budget.exhausted", "retried")).isEqualTo(60 - asked("/fails"));
    assertThat(count("attempts", "own")).isEqualTo(asked("/own")).isOne();
    assertThat(count("calls.rejected", "own", "guard", "circuit-breaker")).isEqualTo(29);
    assertThat(count("hedges", "hedged")).isEqualTo(asked("/hedged") - 30);
  }

  @Test
  void impossibleEventsHaveNoMeter() {
    assertThat(server.meters().find("joinall.hedges").tag("task", "retried").meters()).isEmpty();
    assertThat(server.meters().find("joinall.calls.rejected").tag("guard", "bulkhead").meters())
        .isEmpty();
  }

  @Test
  void eachCircuitIsInOneState() throws IOException {
    assertThat(states("api", "none")).containsExactly("closed");
    get("/page");
    get("/others");

    assertThat(states("api", "none")).containsExactly("closed");
    assertThat(states("api", "own")).containsExactly("open");
    assertThat(states("other", "none")).containsExactly("open");
  }

  @Test
  void aNewFileKeepsTheCircuitOfATaskThatDeclaresTheSameGuards() throws IOException {
    get("/page");
    var _ = server.reload(TOLD_ANEW);
    get("/page");

    assertThat(asked("/own")).isOne();
    assertThat(states("api", "own")).containsExactly("open");
    assertThat(count("calls.rejected", "own", "guard", "circuit-breaker")).isOne();
  }

  @Test
  void otherGuardsBeginAnewAndTheCountGoesOn() throws IOException {
    get("/page");
    var _ = server.reload(OTHER_GUARDS);
    assertThat(states("api", "own")).containsExactly("closed");
    get("/page");

    assertThat(asked("/own")).isEqualTo(2);
    assertThat(count("attempts", "own")).isEqualTo(2);
  }

  @Test
  void aBackendThatIsDeclaredOtherwiseBeginsAnewWithTheOwnCircuitsOfItsTasks() throws IOException {
    get("/page");
    get("/others");
    var _ = server.reload(CONFIG.replace("window: 1000", "window: 1001"));

    assertThat(states("api", "own")).containsExactly("closed");
    assertThat(states("other", "none")).containsExactly("open");
    assertThat(count("attempts", "own")).isOne();
  }

  @Test
  void metersOfRemovedTasksAreRemoved() throws IOException {
    Set<Meter.Id> before = meters();
    get("/page");
    var _ = server.reload(WITHOUT);
    assertThat(meters()).hasSize(1);
    get("/page");
    assertThat(count("attempts", "hedged")).isEqualTo(2);

    var _ = server.reload(CONFIG);
    assertThat(meters()).isEqualTo(before);
    assertThat(count("attempts", "own")).isZero();
  }
}
