package dev.joinall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.joinall.testing.ServerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The log of a process: its content, and that it never blocks the server. */
class RunLogProcessTest {
  /** More lines than fit into a pipe and the queue before it. */
  private static final int MANY = 2_000;

  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private Path config;

  @BeforeEach
  void write() throws IOException {
    config =
        Files.writeString(
            folder.resolve("joinall.yaml"),
            """
            backends:
              api: { kind: http, url: "http://127.0.0.1:1" }
            aggregations:
              page:
                route: GET /page
                tasks: { a: { backend: api, get: /a }, b: { value: 1 } }
            """);
  }

  /** Its output is a pipe, which is read on demand only. */
  private ServerProcess start(String... settings) throws IOException {
    return ServerProcess.of(config).piped().productionLog().settings(settings).start();
  }

  /** Reads up to the next line that contains this text. */
  private static String line(ServerProcess server, String part) throws IOException {
    BufferedReader output = server.process().inputReader();
    String line = output.readLine();
    while (line != null && !line.contains(part)) {
      line = output.readLine();
    }
    assertThat(line).isNotNull();
    return line;
  }

  @Test
  void anUnreadOutputDoesNotStopTheServer() throws Exception {
    try (var server = start("--joinall.log.lines-per-second=1000000")) {
      for (int i = 0; i < MANY; i++) {
        HttpResponse<String> answer = server.get("/page");
        assertThat(answer.statusCode()).isEqualTo(200);
      }
      assertThat(server.metric("joinall_log_dropped_total")).isPositive();
      server.terminate();
      assertThat(server.awaitExit(SOON)).isPositive();
    }
  }

  @Test
  void aLineIsJsonIfSpringBootIsConfiguredSo() throws Exception {
    try (var server = start("--logging.structured.format.console=logstash")) {
      var _ = server.get("/page");
      JsonNode line = JsonMapper.shared().readTree(line(server, "page incomplete"));

      assertThat(line.get("logger_name").asString()).isEqualTo("joinall.run");
      assertThat(line.get("aggregation").asString()).isEqualTo("page");
      assertThat(line.get("status").asInt()).isEqualTo(200);
      assertThat(line.at("/tasks/0/task").asString()).isEqualTo("a");
      assertThat(line.at("/tasks/0/fault").asString()).isEqualTo("unavailable");
      assertThat(line.at("/tasks/0/ms").isNumber()).isTrue();
    }
  }

  @Test
  void inElasticsSchemaTheTraceIsAnObject() throws Exception {
    try (var server = start("--logging.structured.format.console=ecs")) {
      var _ = server.get("/page");
      JsonNode line = JsonMapper.shared().readTree(line(server, "page incomplete"));

      assertThat(line.at("/trace/id").asString()).hasSize(32);
      assertThat(line.at("/tasks/0/task").asString()).isEqualTo("a");
    }
  }

  @Test
  void inGraylogsFormatEachFieldIsATextOrANumber() throws Exception {
    try (var server = start("--logging.structured.format.console=gelf")) {
      var _ = server.get("/page");
      JsonNode line = JsonMapper.shared().readTree(line(server, "page incomplete"));

      assertThat(line.get("_tasks").asString()).startsWith("a failed unavailable ");
      assertThat(line.properties())
          .allSatisfy(it -> {
            assertThat(it.getValue().isString() || it.getValue().isNumber()).isTrue();
          });
    }
  }

  @Test
  void eachAnswerHasALineIfTheSettingSaysSo() throws Exception {
    try (var server =
        start("--joinall.log.access=true", "--joinall.log.audit=true", "--joinall.log.slow=10s")) {
      var _ = server.get("/nothing?password=1");
      var _ = server.get("/page?password=1");

      assertThat(line(server, "path=/nothing"))
          .containsPattern(
              "client=127\\.0\\.0\\.1 method=GET path=/nothing status=404 bytes=\\d+ ms=\\d+")
          .doesNotContain("password");
      assertThat(line(server, "joinall.audit")).contains("path=/page").doesNotContain("password");
    }
  }

  @Test
  void aPauseOfTheWholeProcessIsNoBlockedLoop() throws Exception {
    try (var server = start()) {
      await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptions() // the management port opens last
          .until(() -> server.metric("joinall_loop_lag_seconds_count") > 0);
      double before = server.metric("joinall_loop_blocked_total");
      server.signal("STOP");
      await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
      server.signal("CONT");

      double lag =
          await()
              .atMost(Duration.ofSeconds(30))
              .until(() -> server.metric("joinall_loop_lag_seconds_max"), it -> it > 0.8);
      assertThat(lag).isPositive();
      assertThat(server.metric("joinall_loop_blocked_total")).isEqualTo(before);
    }
  }
}
