package dev.joinall.backend.amqp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
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
import dev.joinall.testing.WorkerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worker of {@code examples/worker}, as a process of its own. */
class ExampleWorkerTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String REQUEST =
      """
      request: {routing-key: receipts, content-type: text/plain, body: "Order (1)"}, as: base64,
      timeout: 30s\
      """;

  private final List<WorkerProcess> workers = new ArrayList<>();

  @TempDir private Path folder;

  @AfterEach
  void end() {
    workers.forEach(WorkerProcess::close);
  }

  private WorkerProcess start(BrokerFixture broker) {
    var worker = WorkerProcess.start(broker.uri(), folder.resolve("out" + workers.size()).toFile());
    workers.add(worker);
    return worker;
  }

  /** Declared and empty, with or without a job that a worker has. */
  private static void awaitTaken(Channel channel) {
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          assertThat(channel.consumerCount("receipts")).isPositive();
          assertThat(channel.messageCount("receipts")).isZero();
        });
  }

  /** Whether the queue has no message for anybody else: a worker has it. */
  private static boolean hasNoOther(Channel channel) throws IOException {
    GetResponse message = channel.basicGet("receipts", false);
    if (message != null) {
      channel.basicReject(message.getEnvelope().getDeliveryTag(), true);
    }
    return message == null;
  }

  @Test
  void aJobOfAWorkerThatIsKilledGoesToTheNextOne() throws Exception {
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
      channel.queueDeclare("receipts", true, false, false, null);
      WorkerProcess first = start(broker);
      awaitTaken(channel);
      // It gets the job, and never begins it.
      first.signal("STOP");
      CompletableFuture<Json> reply = fixture.step(REQUEST).run(fixture.scope(SOON)).toFuture();
      await()
          .pollDelay(Duration.ofSeconds(1))
          .atMost(SOON)
          .until(() -> fixture.backend().pool().inUse() == 1 && hasNoOther(channel));
      assertThat(reply).isNotDone();
      first.signal("KILL");
      var _ = start(broker);
      try {
        String pdf = new String(Base64.getDecoder().decode(reply.join().text()), ISO_8859_1);
        assertThat(pdf).contains("(Order \\(1\\)) '").containsPattern("\\(Seal [0-9a-f]{32}\\) '");
        assertThat(folder.resolve("out1")).content().contains("delivered before: ");
      } finally {
        channel.queueDelete("receipts");
      }
    }
  }
}
