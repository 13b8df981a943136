package dev.joinall.backend.amqp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Step;
import dev.joinall.backend.Transport;
import dev.joinall.json.Json;
import dev.joinall.testing.BrokerFixture;
import dev.joinall.testing.StepFixture;
import dev.joinall.testing.WorkerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

/** The worker of {@code examples/worker}, as a process of its own. */
class ExampleWorkerTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String REQUEST =
      """
      request: {routing-key: receipts, content-type: text/plain, body: "Order (1)"}, as: base64,
      timeout: 60s\
      """;

  private static final int JOBS = 16;

  /** A reply to its own request. */
  private static final Predicate<String> OWN =
      Pattern.compile("(\\d+): .*\\(Order \\1\\) '.*", Pattern.DOTALL).asMatchPredicate();

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
                "{kind: amqp, uri: \"%s\", timeout: 60s}".formatted(broker.uri()),
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

  @Test
  void aWorkerThatIsKilledInTheMiddleOfItsJobsLosesNoneAndDoublesNoneInSilence() throws Exception {
    try (var broker = BrokerFixture.start();
        Connection connection = broker.connect();
        var hub = new Hub(Transport.best());
        var fixture =
            new StepFixture(
                "{kind: amqp, uri: \"%s\", timeout: 60s, pool: {max: %d, acquire-timeout: 9s}}"
                    .formatted(broker.uri(), JOBS),
                "backend: it, " + REQUEST,
                hub,
                new AmqpKind())) {
      Channel channel = connection.createChannel();
      channel.queueDeclare("receipts", true, false, false, null);
      WorkerProcess first = start(broker);
      var _ = start(broker);
      await().atMost(SOON).until(() -> channel.consumerCount("receipts") == 2);
      var done = new AtomicInteger();
      CompletableFuture<List<String>> replies = ask(fixture, done);
      await().atMost(SOON).until(() -> done.get() > 2);
      first.signal("KILL"); // it has as many jobs as there are cores, and more are waiting
      try {
        assertThat(replies.get(90, TimeUnit.SECONDS)).hasSize(JOBS).allMatch(OWN);
        await().atMost(SOON).until(() -> channel.messageCount("receipts") == 0);
        long late = fixture.backend().counts().get("late-reply");
        List<String> again = deliveredBefore();
        assertThat(again).isNotEmpty().doesNotHaveDuplicates();
        assertThat(late).isLessThanOrEqualTo(again.size());
      } finally {
        channel.queueDelete("receipts");
      }
    }
  }

  private static CompletableFuture<List<String>> ask(StepFixture fixture, AtomicInteger done) {
    Step step = fixture.step(REQUEST.replace("Order (1)", "Order ${body}"));
    return Flux.range(0, JOBS)
        .flatMap(
            n ->
                step.run(fixture.scope(Json.number(n), SOON))
                    .doOnNext(it -> done.incrementAndGet())
                    .map(it -> n + ": " + pdf(it)),
            JOBS)
        .collectList()
        .toFuture();
  }

  private static String pdf(Json reply) {
    return new String(Base64.getDecoder().decode(reply.text()), ISO_8859_1);
  }

  /** The ids of the jobs that the second worker got after the first one. */
  private List<String> deliveredBefore() throws IOException {
    return Files.readAllLines(folder.resolve("out1")).stream()
        .filter(it -> it.startsWith("delivered before: "))
        .toList();
  }
}
