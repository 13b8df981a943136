package dev.joinall.backend.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.StepException;
import dev.joinall.backend.Transport;
import dev.joinall.config.Position;
import dev.joinall.config.Problem;
import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import dev.joinall.json.Json;
import dev.joinall.testing.MongoServerFixture;
import dev.joinall.testing.Proxy;
import dev.joinall.testing.StepFixture;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.Disposable;

class MongoPoolTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String COUNT = "count: items";
  private static final String INSERT = "insert-one: items, document: {a: 1}";

  private static Hub hub;
  private static MongoServerFixture mongo;
  private Proxy proxy;

  @BeforeAll
  static void start() {
    hub = new Hub(Transport.best());
    mongo = MongoServerFixture.start();
  }

  @AfterAll
  static void stop() {
    mongo.close();
    hub.close();
  }

  @BeforeEach
  void startProxy() {
    proxy = Proxy.to(mongo.uri());
  }

  @AfterEach
  void stopProxy() {
    proxy.close();
  }

  @Test
  void aCancelledCallKeepsItsPlaceUntilTheServerAnswers() {
    try (var shop = open(proxy.address(), "timeout: 8s, pool: {max: 1, max-pending: 0}")) {
      shop.run(COUNT);
      proxy.pause();
      start(shop, COUNT).dispose();
      assertThat(fault(shop, COUNT).type()).isEqualTo(Fault.Type.REJECTED);
      proxy.resume();
      await()
          .atMost(SOON)
          .ignoreExceptionsInstanceOf(StepException.class)
          .untilAsserted(() -> assertThat(shop.run(COUNT)).isPresent());
    }
  }

  @Test
  void aCancelledCallThatWaitsLeavesTheLine() {
    try (var shop =
        open(
            proxy.address(),
            "timeout: 8s, pool: {max: 1, max-pending: 1, acquire-timeout: 100ms}")) {
      shop.run(COUNT);
      proxy.pause();
      start(shop, COUNT);
      start(shop, COUNT).dispose();
      assertThat(fault(shop, COUNT).detail()).isEqualTo("no connection became free in time");
    }
  }

  @Test
  void aCallIsRejectedAtOnceIfTheQueueIsFull() {
    try (var shop =
        open(proxy.address(), "timeout: 8s, pool: {max: 1, max-pending: 1, acquire-timeout: 8s}")) {
      shop.run(COUNT);
      proxy.pause();
      start(shop, COUNT);
      start(shop, COUNT);
      assertThat(fault(shop, COUNT))
          .isEqualTo(Fault.rejected("the pool and its queue are full", Optional.empty()));
    }
  }

  @Test
  void anInterruptedWriteMayHaveHappened() {
    try (var shop = open(proxy.address(), "timeout: 8s")) {
      shop.run(INSERT);
      proxy.pause();
      var failed = new AtomicReference<Throwable>();
      shop.step(INSERT).run(shop.scope(Json.NULL)).subscribe(value -> {}, failed::set);
      proxy.cut();
      await().atMost(SOON).until(() -> failed.get() != null);
      // UNAVAILABLE if the connection was cut before the driver started to write: nothing was sent.
      assertThat(Fault.of(failed.get()).type()).isIn(Fault.Type.UNKNOWN, Fault.Type.UNAVAILABLE);
    }
  }

  @Test
  void aWriteThatIsNotAnsweredInTimeMayHaveHappened() {
    try (var shop = open(proxy.address(), "timeout: 1s")) {
      shop.run(INSERT + ", timeout: 8s");
      proxy.pause();
      assertThat(fault(shop, INSERT + ", timeout: 8s").type()).isEqualTo(Fault.Type.UNKNOWN);
    }
  }

  @ParameterizedTest
  @CsvSource({"'', 5000", "', timeout: 700ms', 700", "', timeout: 8s', 8000"})
  void theRemainingTimeOfAReadIsSentToTheServer(String timeout, long millis) {
    try (var shop = open(mongo.uri(), "timeout: 5s")) {
      shop.run(COUNT + timeout);
      assertThat(mongo.maxTime("aggregate").orElseThrow())
          .isLessThanOrEqualTo(millis)
          .isGreaterThan(millis * 9 / 10 - 500);
    }
  }

  @Test
  void aWrongPasswordIsNotShown() {
    String address = mongo.uri().replace("://", "://ann:hunter2@");
    try (var shop = open(address, "timeout: 5s")) {
      assertThat(fault(shop, COUNT))
          .isEqualTo(Fault.of(Fault.Type.STATUS, "authentication failed"));
    }
  }

  @Test
  void anAddressThatTheDriverRefusesIsAProblem() {
    var problems = new Problems();
    new MongoKind()
        .checkAddress(
            URI.create("mongodb://localhost:99999"),
            Tree.Mapping.empty(Position.START, "backends.it.uri"),
            problems);
    assertThat(problems.all())
        .extracting(Problem::message)
        .containsExactly("the driver can't read this address");
  }

  private static StepFixture open(String address, String more) {
    String yaml = "{kind: mongo, uri: \"%s\", database: shop, %s}".formatted(address, more);
    return new StepFixture(yaml, hub, MongoBackend::new);
  }

  private static Disposable start(StepFixture shop, String task) {
    return shop.step(task).run(shop.scope(Json.NULL)).subscribe(value -> {}, error -> {});
  }

  private static Fault fault(StepFixture shop, String task) {
    StepException failed = catchThrowableOfType(StepException.class, () -> shop.run(task));
    return failed.fault();
  }
}
