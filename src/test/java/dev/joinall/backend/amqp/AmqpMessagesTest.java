package dev.joinall.backend.amqp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.json.Json;
import dev.joinall.template.Scope;
import dev.joinall.testing.BrokerFixture;
import dev.joinall.testing.StepFixture;
import dev.joinall.testing.TestWorker;
import dev.joinall.testing.TestWorker.Job;
import dev.joinall.testing.TestWorker.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;

/** What a worker gets, and what becomes of its reply. */
class AmqpMessagesTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private static BrokerFixture broker;
  private static Connection connection;
  private static Hub hub;

  private final String queue = "test-" + UUID.randomUUID();
  private Channel channel;
  private StepFixture fixture;

  @BeforeAll
  static void startBroker() {
    broker = BrokerFixture.start();
    connection = broker.connect();
    hub = new Hub(Transport.best());
  }

  @AfterAll
  static void stopBroker() throws IOException {
    hub.close();
    connection.abort();
    broker.close();
  }

  @BeforeEach
  void open() throws IOException {
    channel = connection.createChannel();
    fixture = fixture("timeout: 9s");
  }

  @AfterEach
  void close() {
    fixture.close();
    try {
      channel.abort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static StepFixture fixture(String more) {
    return new StepFixture(
        "{kind: amqp, uri: \"%s\", %s}".formatted(broker.uri(), more), hub, AmqpBackend::new);
  }

  private TestWorker worker(Function<Job, Reply> work) {
    return TestWorker.start(broker, queue, work);
  }

  private void declareQueue() throws IOException {
    channel.queueDeclare(queue, false, false, true, Map.of());
  }

  private GetResponse next() throws IOException {
    GetResponse got = channel.basicGet(queue, true);
    assertThat(got).isNotNull();
    return got;
  }

  private Fault fault(String task) {
    return Fault.of(catchThrowable(() -> fixture.run(task)));
  }

  private String publish(String more) {
    return "publish: {routing-key: \"%s\", %s}".formatted(queue, more);
  }

  private String request(String more) {
    return "request: {routing-key: \"%s\", %s}".formatted(queue, more);
  }

  @Test
  void aPublishedMessageIsPersistentJsonWithAnIdAndTheTrace() throws IOException {
    declareQueue();
    Json value =
        fixture
            .run(
                publish("body: {n: \"${body}\"}, headers: {tenant: acme, n: 3, none: null}"),
                Json.number(7))
            .orElseThrow();

    GetResponse got = next();
    BasicProperties properties = got.getProps();
    assertThat(new String(got.getBody(), UTF_8)).isEqualTo("{\"n\":7}");
    assertThat(properties.getContentType()).isEqualTo("application/json");
    assertThat(properties.getDeliveryMode()).isEqualTo(2);
    assertThat(properties.getMessageId()).isEqualTo(value.get("messageId").text());
    assertThat(properties.getExpiration()).isNull();
    assertThat(properties.getHeaders())
        .hasEntrySatisfying("tenant", it -> assertThat(it).hasToString("acme"))
        .containsEntry("n", 3L)
        .doesNotContainKey("none")
        .hasEntrySatisfying(
            "traceparent",
            it -> assertThat(it.toString()).startsWith("00-0af7651916cd43dd8448eb211c80319c-"));
  }

  @Test
  void aTextIsSentAsItIs() throws IOException {
    declareQueue();
    fixture.run(
        publish("body: \"hello ${body}\", content-type: text/plain, type: note, priority: 5"),
        Json.string("you"));

    GetResponse got = next();
    assertThat(new String(got.getBody(), UTF_8)).isEqualTo("hello you");
    assertThat(got.getProps().getType()).isEqualTo("note");
    assertThat(got.getProps().getPriority()).isEqualTo(5);
  }

  @Test
  void theIdIsThatOfTheFileOrTheSameForEachAttempt() throws IOException {
    declareQueue();
    fixture.run(publish("body: 1, message-id: \"order-${body}\""), Json.number(7));
    var step = fixture.step(publish("body: 1"));
    Scope scope = fixture.scope(Json.NULL);
    step.run(scope).block(SOON);
    step.run(scope).block(SOON);
    fixture.run(publish("body: 2"));

    assertThat(next().getProps().getMessageId()).isEqualTo("order-7");
    String first = next().getProps().getMessageId();
    assertThat(next().getProps().getMessageId()).isEqualTo(first);
    assertThat(next().getProps().getMessageId()).isNotEqualTo(first);
  }

  @Test
  void aMessageThatNoQueueTakesIsAFault() {
    if (BrokerFixture.isReal()) {
      assertRefused(fault(publish("body: 1")), "no queue receives this message");
      assertRefused(fault(request("body: 1")), "no queue receives this message");
    }
    // Qpid sends a nack before it returns the message.
    assertThat(fault(publish("body: 1")).type()).isEqualTo(Fault.Type.STATUS);
    assertThat(fault(request("body: 1")).type()).isEqualTo(Fault.Type.STATUS);
    assertThat(fixture.run(publish("body: 1, mandatory: false"))).isPresent();
  }

  @Test
  void anExchangeThatIsNotThereIsAFaultOfThatCallAlone() throws IOException {
    declareQueue();
    Fault fault = fault("publish: {exchange: nowhere, routing-key: a, body: 1}");

    assertRefused(fault, "no such exchange or queue");
    assertThat(fixture.run(publish("body: 1"))).isPresent();
  }

  private static void assertRefused(Fault fault, String detail) {
    assertThat(fault.type()).isEqualTo(Fault.Type.STATUS);
    assertThat(fault.nature()).isEqualTo(Fault.Nature.CALLERS);
    assertThat(fault.detail()).startsWith(detail);
    assertThat(fault.happened()).isFalse();
  }

  @Test
  void aVirtualHostThatIsNotThereIsAFault() {
    String yaml = "{kind: amqp, uri: \"%s/nowhere\", timeout: 9s}".formatted(broker.uri());
    try (var other = new StepFixture(yaml, hub, AmqpBackend::new)) {
      Fault fault = Fault.of(catchThrowable(() -> other.run("publish: {routing-key: a}")));
      assertThat(fault.type()).isEqualTo(Fault.Type.STATUS);
    }
  }

  @Test
  void aRequestExpiresWithTheTimeThatItsCallerHas() {
    try (var worker = TestWorker.echo(broker, queue)) {
      long start = System.currentTimeMillis();
      fixture.step(request("body: 1")).run(fixture.scope(Duration.ofSeconds(3))).block(SOON);
      long took = System.currentTimeMillis() - start;

      BasicProperties properties = worker.jobs().getFirst().properties();
      long expiration = Long.parseLong(properties.getExpiration());
      long left = BrokerFixture.isReal() ? expiration : expiration - start;
      assertThat(left).isBetween(1L, 3_000L + took);
      assertThat(properties.getDeliveryMode()).isEqualTo(1);
      assertThat(properties.getMessageId()).isNotEmpty();
    }
  }

  @Test
  void aJobForWhichNobodyWaitsIsNotBegun() throws Exception {
    declareQueue();
    Throwable error =
        catchThrowable(() ->
            fixture.step(request("body: 1")).run(fixture.scope(Duration.ofMillis(300))).block());
    assertThat(Fault.of(error).type()).isEqualTo(Fault.Type.UNKNOWN);

    await()
        .atMost(SOON)
        .until(() -> channel.messageCount(queue) == 0 || channel.basicGet(queue, true) == null);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "json | {\"a\": 1.10} | {\"a\": 1.10}",
        "text | hello | \"hello\"",
        "base64 | hello | \"aGVsbG8=\"",
      })
  void aReplyBecomesAValue(String as, String body, String value) {
    try (var worker = worker(job -> job.reply("", body.getBytes(UTF_8)))) {
      assertThat(fixture.run(request("body: 1") + ", as: " + as))
          .hasToString("Optional[" + value + "]");
      assertThat(worker.jobs()).hasSize(1);
    }
  }

  @Test
  void aReplyWithoutABodyIsASuccessWithoutAValue() {
    try (var worker = worker(job -> job.reply("", new byte[0]))) {
      assertThat(fixture.run(request("body: 1")))
          .hasValueSatisfying(it -> assertThat(it.isNull()).isTrue());
      assertThat(worker.queue()).isEqualTo(queue);
    }
  }

  @Test
  void aReplyThatIsNoJsonIsMalformedAndTheJobHappened() {
    try (var worker = worker(job -> job.reply("", "{".getBytes(UTF_8)))) {
      Fault fault = fault(request("body: 1"));
      assertThat(fault.type()).isEqualTo(Fault.Type.MALFORMED);
      assertThat(fault.happened()).isTrue();
      assertThat(worker.jobs()).hasSize(1);
    }
  }

  @Test
  void aReplyThatIsTooLargeCostsItsCallAlone() {
    fixture.close();
    fixture = fixture("timeout: 9s, max-body: 1KB");
    var length = new AtomicInteger(1_025);
    try (var worker =
        worker(job ->
            job.reply(
                "", ("\"" + "a".repeat(length.getAndSet(1_024) - 2) + "\"").getBytes(UTF_8)))) {
      assertThat(fault(request("body: 1")).type()).isEqualTo(Fault.Type.TOO_LARGE);
      assertThat(fixture.run(request("body: 1"))).isPresent();
      assertThat(worker.jobs()).hasSize(2);
    }
  }

  @Test
  void aWorkerSaysThatItsJobFailedByAHeader() {
    try (var worker =
        worker(job ->
            new Reply(
                new BasicProperties.Builder()
                    .correlationId(job.properties().getCorrelationId())
                    .headers(Map.of("error", "no-such-font"))
                    .build(),
                new byte[0]))) {
      assertRefused(fault(request("body: 1")), "the worker replied with an error: no-such-font");
      assertThat(worker.jobs()).hasSize(1);
    }
  }

  @Test
  void aLateReplyIsCountedAndDiscarded() {
    var late = new CountDownLatch(1);
    var first = new AtomicInteger();
    try (var worker =
        worker(job -> {
          if (first.getAndIncrement() == 0) {
            awaitLatch(late);
          }
          return job.reply("", job.body());
        })) {
      Throwable error =
          catchThrowable(() ->
              fixture.step(request("body: 1")).run(fixture.scope(Duration.ofMillis(500))).block());
      assertThat(Fault.of(error).type()).isEqualTo(Fault.Type.UNKNOWN);
      late.countDown();

      assertThat(fixture.run(request("body: 2"))).hasToString("Optional[2]");
      await()
          .atMost(SOON)
          .untilAsserted(
              () -> assertThat(fixture.backend().counts()).containsEntry("late-reply", 1L));
      assertThat(worker.jobs()).hasSize(2);
    }
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(9, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void manyRequestsAtOnceGetTheirOwnReplies() {
    fixture.close();
    fixture = fixture("timeout: 9s, pool: {max: 16, max-pending: 1000, acquire-timeout: 9s}");
    try (var worker = TestWorker.echo(broker, queue)) {
      var step = fixture.step(request("body: \"${body}\""));
      List<Integer> numbers = IntStream.range(0, 500).boxed().toList();
      List<String> values =
          Flux.fromIterable(numbers)
              .flatMap(n -> step.run(fixture.scope(Json.number(n))).map(it -> n + "=" + it), 500)
              .collectList()
              .block(SOON);
      assertThat(values).hasSize(500).allMatch(it -> it.matches("(\\d+)=\\1"));
      assertThat(worker.jobs()).hasSize(500);
    }
  }

  @Test
  void aValueCanNotAddAWordToARoutingKey() {
    Throwable error =
        catchThrowable(() ->
            fixture.run(
                "publish: {exchange: amq.topic, routing-key: \"orders.${body}\"}",
                Json.string("eu.admin")));
    assertThat(Fault.of(error).type()).isEqualTo(Fault.Type.INVALID);
    assertThat(
            fixture.run(
                "publish: {exchange: amq.topic, routing-key: \"orders.${body}\", mandatory: false}",
                Json.string("eu")))
        .isPresent();
  }

  @Test
  void aTextOfAnotherTypeHasNoExpressions() {
    assertThat(
            fixture.problemsOf(
                "publish: {routing-key: a, content-type: text/csv, body: \"a;${body}\"}"))
        .hasSize(1);
    assertThat(
            fixture.problemsOf("publish: {routing-key: a, content-type: text/plain, body: {a: 1}}"))
        .hasSize(1);
  }
}
