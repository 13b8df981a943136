package com.example.joinall.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.joinall.backend.BackendContract;
import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Kind;
import dev.joinall.backend.Transport;
import dev.joinall.json.Json;
import dev.joinall.testing.Proxy;
import dev.joinall.testing.StepFixture;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract tests of kinds with a real broker, and tests of this kind. */
class KafkaContractTest extends BackendContract {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static KafkaBroker broker;
  private static AdvertisingFront front;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = KafkaBroker.start();
    front = new AdvertisingFront(broker.uri());
    publishOnce();
  }

  /** The first record of a JVM loads many classes and may exceed the timeout of a call. */
  private static void publishOnce() {
    String patient = "{kind: kafka, uri: \"%s\", timeout: 9s}".formatted(broker.uri());
    try (var hub = new Hub(Transport.best());
        var fixture = new StepFixture(patient, "value: 1", hub, new KafkaKind())) {
      fixture.run("publish: { topic: orders, body: 1 }");
    }
  }

  @AfterAll
  static void stopBroker() throws IOException {
    front.close();
    broker.close();
  }

  @Override
  protected String server() {
    return front.address();
  }

  /**
   * The broker names itself by the address that the backend has, so that all traffic goes there.
   */
  @Override
  protected String declare(String address, String more) {
    if (!address.contains("nowhere")) {
      front.advertise(address);
    }
    return "{ kind: kafka, uri: \"" + address + "\", " + more + " }";
  }

  @Override
  protected Kind kind() {
    return new KafkaKind();
  }

  @Override
  protected String task() {
    return "publish: { topic: orders, key: a, body: { id: 1 } }";
  }

  @Override
  protected void assertValue(Json value) {
    assertThat(value.get("topic")).isEqualTo(Json.string("orders"));
    assertThat(value.get("offset").kind()).isEqualTo(Json.Kind.NUMBER);
  }

  @Override
  protected Optional<String> absent() {
    return Optional.empty();
  }

  @Override
  protected Optional<String> secured(String address) {
    return Optional.of(address.replace("kafka:", "kafkas:"));
  }

  @Override
  protected Optional<Fault> wrongPassword() {
    return Optional.of(faultOf("wrong"));
  }

  @Override
  protected Optional<Fault> missingPermission() {
    return Optional.of(faultOf("secret"));
  }

  private Fault faultOf(String password) {
    String login = "timeout: 9s, user: ann, mechanism: plain, password: " + password;
    try (var fixture = fixture(broker.loginUri(), login)) {
      return fault(fixture, task(), Json.NULL);
    }
  }

  private static Fault fault(StepFixture fixture, String task, Json body) {
    return Fault.of(catchThrowable(() -> fixture.run(task, body)));
  }

  private static ConsumerRecord<byte[], byte[]> last(String topic, Json published) {
    List<ConsumerRecord<byte[], byte[]>> all = broker.records(topic);
    return all.stream()
        .filter(it -> Json.number((long) it.partition()).equals(published.get("partition")))
        .filter(it -> Json.number(it.offset()).equals(published.get("offset")))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aRecordHasItsKeyBodyAndHeaders() {
    String task =
        "publish: { topic: orders, key: \"o-${body.id}\", body: { id: \"${body.id}\" },"
            + " headers: { tenant: acme, count: 3, none: \"${body.none}\" } }";
    try (var fixture = fixture(server(), "timeout: 9s")) {
      Json body = Json.parse("{\"id\": 7, \"none\": null}".getBytes());
      var record = last("orders", fixture.run(task, body).orElseThrow());

      assertThat(new String(record.key())).isEqualTo("o-7");
      assertThat(new String(record.value())).isEqualTo("{\"id\":7}");
      assertThat(record.headers().toArray())
          .extracting(it -> it.key() + "=" + new String(it.value()))
          .contains("tenant=acme", "count=3")
          .anyMatch(it -> it.startsWith("traceparent=00-0af7651916cd43dd8448eb211c80319c-"))
          .noneMatch(it -> it.startsWith("none="));
    }
  }

  @Test
  void aRecordWithoutABodyIsATombstone() {
    try (var fixture = fixture(server(), "timeout: 9s")) {
      var record =
          last("orders", fixture.run("publish: { topic: orders, key: gone }").orElseThrow());

      assertThat(record.value()).isNull();
    }
  }

  @Test
  void equalKeysGoToOnePartition() {
    String task = "publish: { topic: orders, key: \"${body}\", body: 1 }";
    try (var fixture = fixture(server(), "timeout: 9s")) {
      for (String key : List.of("a", "b", "c", "d")) {
        Json first = fixture.run(task, Json.string(key)).orElseThrow();
        Json second = fixture.run(task, Json.string(key)).orElseThrow();
        assertThat(second.get("partition")).isEqualTo(first.get("partition"));
      }
    }
  }

  @Test
  void aKeyIsAScalar() {
    String task = "publish: { topic: orders, key: \"${body}\", body: 1 }";
    try (var fixture = fixture(server(), "timeout: 9s")) {
      Fault fault = fault(fixture, task, Json.EMPTY_ARRAY);

      assertThat(fault.type()).isEqualTo(Fault.Type.INVALID);
      assertThat(fault.detail()).contains("the key of a record is a text, a number or a boolean");
    }
  }

  @Test
  void aRecordThatIsTooLargeForItsTopicIsRefused() {
    String task = "publish: { topic: small-records, body: \"${body}\" }";
    try (var fixture = fixture(server(), "timeout: 9s")) {
      Fault fault = fault(fixture, task, Json.string("x".repeat(1000)));

      assertThat(fault.type()).isEqualTo(Fault.Type.TOO_LARGE);
      assertThat(fault.nature()).isEqualTo(Fault.Nature.CALLERS);
      assertThat(fixture.run(task, Json.string("x"))).isPresent();
    }
  }

  /** The record may be at the broker, and only its confirm is missing. */
  @Test
  void aRecordWithoutAConfirmIsUnknown() {
    try (Proxy proxy = Proxy.to(server());
        var fixture = fixture(proxy.address(), "timeout: 1s")) {
      fixture.run(task());
      proxy.pause();

      assertThat(fault(fixture, task(), Json.NULL).type()).isEqualTo(Fault.Type.UNKNOWN);
      proxy.resume();
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(fixture.backend().pool().inUse()).isZero());
    }
  }

  /** The client would wait for it in vain, on the thread of its caller. */
  @Test
  void aTopicThatDoesNotExistCostsTheTimeoutAndNothingWasSent() {
    try (var fixture = fixture(server(), "timeout: 1s")) {
      Fault fault = fault(fixture, "publish: { topic: nowhere, body: 1 }", Json.NULL);

      assertThat(fault.type()).isIn(Fault.Type.TIMEOUT, Fault.Type.STATUS);
    }
  }

  @Test
  void aLeaderAloneCanConfirm() {
    try (var fixture = fixture(server(), "timeout: 9s, acks: leader, compression: gzip")) {
      assertValue(fixture.run(task()).orElseThrow());
    }
  }
}
