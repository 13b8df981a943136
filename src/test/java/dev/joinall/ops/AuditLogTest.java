package dev.joinall.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Who called what, what was decided, and how the answers are counted. */
class AuditLogTest {
  private static final String FILE =
      """
      backends:
        api: { kind: http, url: "${env.API}" }
      aggregations:
        buy:
          route: POST /buy/{n}
          input: { path: { n: { type: integer } } }
          tasks: { bought: { backend: api, post: /buy, required: true } }
          refuse: { when: "${path.n > 9}", status: 403, detail: too many }
      """;

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final ScriptedHttp api = ScriptedHttp.start();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(AuditLog.NAME);
  private TestServer server;

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
    logger.setAdditive(false);
    logger.setLevel(Level.INFO);
  }

  private void serve(AuditLog audit) {
    server =
        TestServer.serve(
            FILE,
            Map.of("API", api.url()),
            Observation.of(run -> {}, completed -> {}, Tracing.OFF, false, audit, registry));
  }

  @AfterEach
  void close() {
    server.close();
    api.close();
    logger.detachAppender(lines);
    logger.setAdditive(true);
  }

  private String post(String path) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .header("X-User", "ann \"a\" status=200")
            .header("Authorization", "Bearer secret")
            .POST(HttpRequest.BodyPublishers.noBody());
    var _ = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    return lines.list.isEmpty() ? "" : lines.list.getLast().getFormattedMessage();
  }

  private double counted(int status) {
    return registry
        .get("joinall.answers")
        .tags("aggregation", "buy", "status", Integer.toString(status))
        .counter()
        .count();
  }

  @Test
  void theCallerTheRouteAndTheDecisionAreLogged() throws Exception {
    serve(new AuditLog(true, "x-user", LogFormat.TEXT));
    api.on("POST", "/buy").body("1");

    assertThat(post("/buy/1?token=secret"))
        .matches(
            "client=127\\.0\\.0\\.1 caller=\"ann \\\\\"a\\\\\" status=200\" method=POST path=/buy/1"
                + " aggregation=\"buy\" status=200 decided=answered effects=\"bought ok\""
                + " trace=[0-9a-f]{32}");
    assertThat(post("/buy/10"))
        .contains("status=403 decided=refused refusal=0 effects=\"bought cancelled\"");
    assertThat(post("/buy/x")).endsWith("status=400 decided=rejected");
    api.on("POST", "/buy").status(500);
    assertThat(post("/buy/2"))
        .contains("status=502 decided=unmet effects=\"bought failed status\"")
        .doesNotContain("secret");
    assertThat(counted(200) + counted(403) + counted(400) + counted(502)).isEqualTo(4);
  }

  @Test
  void nothingIsLoggedUnlessItIsEnabled() throws Exception {
    serve(AuditLog.OFF);
    api.on("POST", "/buy").body("1");

    assertThat(post("/buy/1")).isEmpty();
    assertThat(counted(200)).isEqualTo(1);
  }

  @Test
  void aHeaderThatHoldsSecretsNamesNoCaller() {
    serve(AuditLog.OFF);

    assertThatThrownBy(
            () -> new LogSettings(Duration.ofSeconds(1), 10, false, false, true, "Authorization"))
        .hasMessageContaining("holds secrets");
  }
}
