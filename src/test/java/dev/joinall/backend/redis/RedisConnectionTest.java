package dev.joinall.backend.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Health;
import dev.joinall.backend.Hub;
import dev.joinall.backend.StepException;
import dev.joinall.backend.Transport;
import dev.joinall.json.Json;
import dev.joinall.testing.Proxy;
import dev.joinall.testing.RedisServerFixture;
import dev.joinall.testing.StepFixture;
import io.lettuce.core.RedisClient;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;

/** Results of calls when their connection or its server fails. */
class RedisConnectionTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String PATIENT = "timeout: 9s, pool: {acquire-timeout: 9s}";
  private static final String ONE_CONNECTION = "timeout: 9s, pool: {max: 1, acquire-timeout: 9s}";

  private static Hub hub;
  private RedisServerFixture redis;
  private Proxy proxy;

  @BeforeAll
  static void startHub() {
    hub = new Hub(Transport.best());
  }

  @AfterAll
  static void stopHub() {
    hub.close();
  }

  @BeforeEach
  void startServer() {
    redis = RedisServerFixture.start();
    proxy = Proxy.to(redis.uri());
  }

  @AfterEach
  void stopServer() {
    proxy.close();
    redis.close();
  }

  private static StepFixture open(String uri, String more) {
    return new StepFixture(
        "{kind: redis, uri: \"%s\", %s}".formatted(uri, more), hub, RedisBackend::new);
  }

  private static CompletableFuture<Json> start(StepFixture backend, String task) {
    return backend.step(task).run(backend.scope(Json.NULL)).toFuture();
  }

  /** Waits until every started call has been written to its connection. */
  private static void awaitWritten() throws Exception {
    for (EventExecutor loop : hub.loops()) {
      loop.submit(() -> {}).get();
    }
  }

  private static Fault faultOf(CompletableFuture<Json> call) {
    return assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(call::join)
                .actual()
                .getCause()
            instanceof StepException step
        ? step.fault()
        : Fault.of(new AssertionError("no fault"));
  }

  private static void assertRecovers(StepFixture backend) {
    await()
        .atMost(SOON)
        .ignoreExceptionsInstanceOf(StepException.class)
        .untilAsserted(
            () -> assertThat(backend.run("command: [PING]")).contains(Json.string("PONG")));
  }

  @Test
  void theReplyOfACancelledCallIsNobodyElses() throws Exception {
    try (var backend = open(proxy.address(), ONE_CONNECTION)) {
      backend.run("command: [PING]");
      redis.pause();
      var _ = start(backend, "command: [ECHO, first]");
      var cancelled = start(backend, "command: [ECHO, second]");
      awaitWritten();
      cancelled.cancel(true);
      var third = start(backend, "command: [ECHO, third]");
      redis.resume();
      assertThat(third.join()).isEqualTo(Json.string("third"));
      assertThat(proxy.accepted()).isEqualTo(1);
    }
  }

  @Test
  void aServerThatHungAnswersAgainOnTheSameConnection() {
    try (var backend = open(proxy.address(), "timeout: 100ms, pool: {max: 1}")) {
      assertRecovers(backend);
      int made = proxy.accepted();
      redis.pause();
      assertThat(faultOf(start(backend, "command: [PING]")).type()).isEqualTo(Fault.Type.TIMEOUT);
      assertThat(backend.backend().check().block(SOON)).isInstanceOf(Health.Down.class);
      redis.resume();
      assertRecovers(backend);
      assertThat(proxy.accepted()).isEqualTo(made);
    }
  }

  @ParameterizedTest
  @CsvSource({"GET, UNAVAILABLE", "INCR, UNKNOWN"})
  void anInterruptedCommandIsNotSentAgain(String name, Fault.Type expected) throws Exception {
    try (var backend = open(proxy.address(), ONE_CONNECTION)) {
      backend.run("command: [PING]");
      redis.pause();
      var lost = start(backend, "command: [" + name + ", n]");
      awaitWritten();
      proxy.cut();
      assertThat(faultOf(lost).type()).isEqualTo(expected);
      redis.resume();
      assertRecovers(backend);
      assertThat(backend.run("command: [INCRBY, n, 10]"))
          .hasValueSatisfying(n -> assertThat(n.toString()).isIn("10", "11"));
    }
  }

  @Test
  void aCallWaitsForAConnectionNoLongerThanItMay() {
    proxy.pause();
    try (var backend = open(proxy.address(), "timeout: 5s, pool: {acquire-timeout: 50ms}")) {
      assertThat(faultOf(start(backend, "command: [PING]")))
          .isEqualTo(Fault.of(Fault.Type.UNAVAILABLE, "no connection within 50 ms"));
      proxy.resume();
      assertRecovers(backend);
    }
  }

  @Test
  void aServerThatIsGoneIsMetByOneAttemptAtATime() {
    String address = proxy.address();
    proxy.close();
    try (var backend = open(address, "timeout: 9s, pool: {max: 1, acquire-timeout: 9s}")) {
      for (int i = 0; i < 100; i++) {
        assertThat(faultOf(start(backend, "command: [PING]")))
            .isEqualTo(Fault.of(Fault.Type.UNAVAILABLE, "no connection could be made"));
      }
    }
  }

  @Test
  void aCheckOpensAllConnections() {
    try (var backend = open(proxy.address(), "timeout: 5s, pool: {max: 3, acquire-timeout: 5s}")) {
      assertThat(proxy.accepted()).isZero();
      assertThat(backend.backend().check().block(SOON)).isInstanceOf(Health.Up.class);
      assertThat(proxy.accepted()).isEqualTo(3);
    }
  }

  @Test
  void manyCallsAtOnceGetEachItsOwnReply() {
    try (var backend = open(redis.uri(), PATIENT)) {
      var step = backend.step("command: [ECHO, \"${body}\"]");
      var replies =
          Flux.range(0, 5_000)
              .flatMapSequential(
                  i -> step.run(backend.scope(Json.number(i))).map(Json::text), 5_000)
              .collectList()
              .block(SOON);
      assertThat(replies).hasSize(5_000);
      assertThat(replies).first().isEqualTo("0");
      assertThat(replies).last().isEqualTo("4999");
      assertThat(replies)
          .isEqualTo(Flux.range(0, 5_000).map(String::valueOf).collectList().block());
    }
  }

  @Test
  void noneOfManyCallsFailsWhileConnectionsAreReplaced() {
    try (var backend =
        open(proxy.address(), "timeout: 9s, pool: {max: 2, life: 20ms, acquire-timeout: 9s}")) {
      var step = backend.step("command: [ECHO, \"${body}\"]");
      Long right =
          Flux.range(0, 20_000)
              .flatMapSequential(
                  i -> step.run(backend.scope(Json.number(i))).map(it -> it.text().equals("" + i)),
                  64)
              .filter(it -> it)
              .count()
              .block(Duration.ofSeconds(60));
      assertThat(right).isEqualTo(20_000);
      assertThat(proxy.accepted()).isGreaterThan(4);
      await().atMost(SOON).until(() -> backend.backend().pool().inUse() == 0);
    }
  }

  @Test
  void anOldConnectionStaysWhereNoOtherOneCanBeOpened() {
    try (var backend =
        open(redis.uri(), "timeout: 9s, pool: {max: 1, life: 300ms, acquire-timeout: 9s}")) {
      backend.run("command: [PING]");
      try (RedisClient client = redis.newClient()) {
        client.connect().sync().configSet("maxclients", "1");
      }
      await()
          .during(Duration.ofSeconds(1))
          .atMost(SOON)
          .untilAsserted(
              () -> assertThat(backend.run("command: [PING]")).contains(Json.string("PONG")));
    }
  }

  @Test
  void aBackendSpeaksToItsOwnDatabase() {
    try (var first = open(redis.uri(), PATIENT);
        var third = open(redis.uri() + "/3", PATIENT)) {
      third.run("command: [SET, a, b]");
      assertThat(first.run("command: [GET, a]")).isEmpty();
      assertThat(third.run("command: [GET, a]")).contains(Json.string("b"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    ":s%40cret@, '', ''",
    "default:s%40cret@, '', ''",
    ":wr0ng@, status, authentication failed",
    "'', status, authentication failed"
  })
  void aPasswordIsSentAndNotShown(String user, String type, String detail) {
    try (RedisClient client = redis.newClient()) {
      client.connect().sync().configSet("requirepass", "s@cret");
    }
    try (var backend = open(redis.uri().replace("//", "//" + user), PATIENT)) {
      if (type.isEmpty()) {
        assertThat(backend.run("command: [PING]")).contains(Json.string("PONG"));
      } else {
        assertThat(faultOf(start(backend, "command: [PING]")))
            .isEqualTo(Fault.of(Fault.Type.STATUS, detail));
      }
    }
  }

  @Test
  void aServerWithoutTlsIsUnavailableWithIt() {
    String secure = redis.uri().replace("redis:", "rediss:");
    try (var backend = open(secure, "timeout: 5s, pool: {acquire-timeout: 5s}")) {
      assertThat(faultOf(start(backend, "command: [PING]")).type())
          .isEqualTo(Fault.Type.UNAVAILABLE);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void everyTransportOfTheHubIsUsed(Transport transport) {
    Assumptions.assumeTrue(transport.isAvailable());
    try (var own = new Hub(transport);
        var backend =
            new StepFixture(
                "{kind: redis, uri: \"%s\", %s}".formatted(redis.uri(), PATIENT),
                own,
                RedisBackend::new)) {
      assertThat(backend.run("command: [PING]")).contains(Json.string("PONG"));
    }
  }

  @Test
  void aHostIsFoundByItsName() {
    String named = redis.uri().replace("127.0.0.1", "localhost");
    try (var backend = open(named, PATIENT);
        var nowhere = open("redis://nowhere.invalid", "timeout: 5s, pool: {acquire-timeout: 5s}")) {
      assertThat(backend.run("command: [PING]")).contains(Json.string("PONG"));
      assertThat(faultOf(start(nowhere, "command: [PING]")).type())
          .isEqualTo(Fault.Type.UNAVAILABLE);
    }
  }
}
