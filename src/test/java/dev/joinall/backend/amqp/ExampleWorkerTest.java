package dev.joinall.backend.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.json.Json;
import dev.joinall.testing.BrokerFixture;
import dev.joinall.testing.StepFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worker of {@code examples/worker}, as a process of its own. */
class ExampleWorkerTest {
  private static final Path SOURCES = Path.of("examples/worker/src/main/java/com/example/worker");
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String REQUEST =
      "request: {routing-key: invoices, body: {order: o-1}}, timeout: 30s";

  private final List<Process> workers = new ArrayList<>();

  @TempDir private Path folder;

  @AfterEach
  void end() {
    workers.forEach(Process::destroyForcibly);
  }

  private void compile() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      String[] arguments =
          Stream.concat(
                  Stream.of("-proc:none", "-d", folder.toString(), "-cp", classPath()),
                  files.map(Path::toString))
              .toArray(String[]::new);
      assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments)).isZero();
    }
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }

  private Process start(String uri) throws IOException {
    var builder =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    folder + ":" + classPath(),
                    "com.example.worker.Worker"))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out").toFile());
    builder.environment().put("AMQP_URI", uri);
    Process worker = builder.start();
    workers.add(worker);
    return worker;
  }

  /** Declared and empty, with or without a job that a worker has. */
  private static void awaitTaken(Channel channel) {
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          assertThat(channel.consumerCount("invoices")).isPositive();
          assertThat(channel.messageCount("invoices")).isZero();
        });
  }

  /** Whether the queue has no message for anybody else: a worker has it. */
  private static boolean hasNoOther(Channel channel) throws IOException {
    GetResponse message = channel.basicGet("invoices", false);
    if (message != null) {
      channel.basicReject(message.getEnvelope().getDeliveryTag(), true);
    }
    return message == null;
  }

  @Test
  void aJobOfAWorkerThatIsKilledGoesToTheNextOne() throws Exception {
    compile();
    try (var broker = BrokerFixture.start();
        Connection connection = broker.connect();
        var hub = new Hub(Transport.best());
        var fixture =
            new StepFixture(
                "{kind: amqp, uri: \"%s\", timeout: 30s}".formatted(broker.uri()),
                "backend: it, " + REQUEST,
                hub,
                new AmqpKind())) {
      Channel channel = connection.createChannel();
      channel.queueDeclare("invoices", true, false, false, null);
      Process first = start(broker.uri());
      awaitTaken(channel);
      // It gets the job, and never begins it.
      assertThat(new ProcessBuilder("kill", "-STOP", "" + first.pid()).start().waitFor()).isZero();
      CompletableFuture<Json> reply = fixture.step(REQUEST).run(fixture.scope(SOON)).toFuture();
      await()
          .pollDelay(Duration.ofSeconds(1))
          .atMost(SOON)
          .until(() -> fixture.backend().pool().inUse() == 1 && hasNoOther(channel));
      assertThat(reply).isNotDone();
      first.destroyForcibly().waitFor();
      var _ = start(broker.uri());
      try {
        assertThat(reply.join().get("seal").text()).matches("[0-9a-f]{64}");
      } finally {
        channel.queueDelete("invoices");
      }
    }
  }
}
