package dev.joinall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.joinall.testing.ExampleKind;
import dev.joinall.testing.ExampleKind.Ended;
import dev.joinall.testing.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code examples/kafka-kind}, compiled against the API only and installed as jars, with a real
 * broker.
 */
class KafkaKindTest {
  private static final ExampleKind KIND = new ExampleKind("kafka-kind", Producer.class);
  private static final Path FILE = KIND.file();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String TESTS = "com.example.joinall.kafka.";

  @TempDir private static Path folder;
  private static Path kinds;
  private static AutoCloseable broker;

  @BeforeAll
  static void install() throws Exception {
    kinds = Files.createDirectory(folder.resolve("kinds"));
    KIND.install(kinds, folder);
    KIND.compileTests(folder);
    broker =
        (AutoCloseable)
            KIND.loadTest(TESTS + "KafkaBroker", folder).getMethod("start").invoke(null);
  }

  @AfterAll
  static void stop() throws Exception {
    broker.close();
  }

  private static Map<String, String> environment() {
    return Map.of("JOINALL_KINDS", kinds.toString(), "KAFKA_URI", broker.toString());
  }

  private static Ended run(String... arguments) {
    return ExampleKind.run(environment(), arguments);
  }

  private static String config(String from, String to) throws IOException {
    return KIND.changedFile(folder, from, to);
  }

  /** The process has the client's library in the folder of kinds only. */
  @Test
  void theServerPublishes() throws Exception {
    Path config = Files.copy(FILE, folder.resolve("joinall.yaml"));
    try (var server = ServerProcess.of(config).environment(environment()).start()) {
      // The first call of a process loads the classes of the client.
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> {
            var answer = server.post("/orders/o-1", "{\"sku\": \"A-1\"}");

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            assertThat(answer.body()).matches("\\{\"partition\":[01],\"offset\":\\d+}");
          });
      assertThat(server.manage("health")).contains("\"events\":\"up\"");
      assertThat(server.manage("prometheus").lines())
          .anyMatch(it -> it.startsWith("joinall_pool_max") && it.contains("\"events\""));
    }
  }

  @Test
  void errorsAreReportedWithPositionAndHint() throws IOException {
    Ended unknown = run("check", config("headers: {", "header: {"));
    Ended topic = run("check", config("topic: orders", "topic: a/b"));
    Ended expression = run("check", config("topic: orders", "topic: \"${path.id}\""));
    Ended key = run("check", config("key: \"${path.id}\"", "key: [1]"));
    Ended address = run("check", config("${env.KAFKA_URI}", "kafka://ann:secret@localhost"));

    assertThat(unknown.status()).isEqualTo(2);
    assertThat(unknown.err())
        .contains("a.yaml:23:11  aggregations.order.tasks.event.publish.header")
        .contains("unknown key \"header\"")
        .contains("hint: did you mean \"headers\"?");
    assertThat(topic.err()).contains("a.yaml:21:18", "this is not the name of a topic");
    assertThat(expression.err()).contains("a.yaml:21:19", "is a constant");
    assertThat(key.err()).contains("a.yaml:22:16", "expected a text or a number, got a list");
    assertThat(address.err()).contains("the address names a user").doesNotContain("secret");
  }

  @Test
  void aMissingTopicIsFoundByTheCheckThatConnects() throws IOException {
    Ended missing = run("check", "--connect", config("topic: orders", "topic: order"));
    Ended found = run("check", "--connect", "--config=" + FILE);

    assertThat(missing.status()).isEqualTo(2);
    assertThat(missing.err())
        .contains("a.yaml:21:11  aggregations.order.tasks.event.publish")
        .contains("the cluster has no topic \"order\"");
    assertThat(found.status()).as(found.err()).isZero();
  }

  @Test
  void everyCommandKnowsTheKind() {
    String file = "--config=" + FILE;

    assertThat(run("explain", file).out())
        .contains("publish orders ${path.id}")
        .contains("acks all, idempotent; without a login");
    assertThat(run("schema").out()).contains("\"kafkaBackend\"");
    assertThat(run("openapi", file).out()).contains("/orders/{id}", "offset");
  }

  @Test
  void itUsesTheApiAlone() {
    assertThat(KIND.usesOfInternals(folder)).isEmpty();
  }

  @Test
  @Timeout(180)
  void theKindDoesWhatAllKindsPromise() throws Exception {
    var summary = KIND.test(TESTS + "KafkaContractTest", folder);

    assertThat(summary.getFailures()).isEmpty();
    assertThat(summary.getTestsSucceededCount()).isGreaterThan(35);
  }
}
