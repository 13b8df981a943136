package dev.joinall.backend.redis;

import static dev.joinall.backend.redis.ScriptedRedis.bulk;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Health;
import dev.joinall.backend.Hub;
import dev.joinall.backend.StepException;
import dev.joinall.backend.Transport;
import dev.joinall.backend.redis.ScriptedRedis.Age;
import dev.joinall.json.Json;
import dev.joinall.testing.StepFixture;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Results of calls to a server that violates the protocol. */
@Execution(ExecutionMode.CONCURRENT)
class BrokenRedisTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String PATIENT =
      "timeout: 9s, max-body: 1KB, pool: {max: 1, acquire-timeout: 9s}";
  private static final String HASTY = "timeout: 150ms, pool: {max: 1, acquire-timeout: 150ms}";
  private static final String GET = "command: [GET, \"${body}\"]";

  private static Hub hub;

  @BeforeAll
  static void startHub() {
    hub = new Hub(Transport.best());
  }

  @AfterAll
  static void stopHub() {
    hub.close();
  }

  private static StepFixture open(ScriptedRedis server, String more) {
    return new StepFixture(
        "{kind: redis, uri: \"%s\", %s}".formatted(server.uri(), more), hub, RedisBackend::new);
  }

  /** The first reply of the first connection is given, each later one is the key. */
  private static ScriptedRedis firstAnswering(Age age, String bytes) {
    return new ScriptedRedis(
        age,
        (peer, command) ->
            peer.send(
                peer.number() == 1 && command.contains("bad") ? bytes : bulk(command.get(1))));
  }

  private static String ask(StepFixture backend, String task, String key) {
    try {
      return backend.run(task, Json.string(key)).map(Json::text).orElse("absent");
    } catch (StepException e) {
      return e.fault().type().word();
    }
  }

  private static CompletableFuture<Json> start(StepFixture backend, String task, String key) {
    return backend.step(task).run(backend.scope(Json.string(key))).toFuture();
  }

  private static String end(CompletableFuture<Json> call) {
    try {
      return call.join().text();
    } catch (CompletionException e) {
      return Fault.of(e.getCause()).type().word();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '&',
      quoteCharacter = '~',
      textBlock =
          """
          $abc\\r\\n               & malformed
          $-2\\r\\n                & malformed
          $\\r\\n                  & malformed
          $3\\r\\nabcd\\r\\n       & malformed
          $5\\r\\nabc\\r\\n$3\\r\\nabc\\r\\n & malformed
          $99999999999999999999\\r\\n & malformed
          *abc\\r\\n               & malformed
          *-2\\r\\n                & malformed
          %-1\\r\\n                & malformed
          :12a\\r\\n               & malformed
          :9223372036854775808\\r\\n & malformed
          ,0x1p3\\r\\n             & malformed
          #x\\r\\n                 & malformed
          _x\\r\\n                 & malformed
          (12.5\\r\\n              & malformed
          =2\\r\\nab\\r\\n         & malformed
          =7\\r\\ntxt-abc\\r\\n    & malformed
          +OK\\n                   & malformed
          HTTP/1.1 400 Bad         & malformed
          $?\\r\\n;4\\r\\nabcd\\r\\n & malformed
          *1\\r\\n>1\\r\\n+x\\r\\n & malformed
          $536870912\\r\\n         & too-large
          $9223372036854775807\\r\\n & too-large
          *2147483647\\r\\n        & too-large
          *9223372036854775807\\r\\n & too-large
          %1073741824\\r\\n        & too-large
          |2147483647\\r\\n        & too-large
          """)
  void aReplyThatCanNotBeReadEndsItsConnection(String bytes, String fault) {
    String sent = bytes.replace("\\r", "\r").replace("\\n", "\n");
    for (Age age : Age.values()) {
      try (var server = firstAnswering(age, sent);
          var backend = open(server, PATIENT)) {
        assertThat(ask(backend, GET, "bad")).isEqualTo(fault);
        assertThat(ask(backend, GET, "good")).isEqualTo("good");
        assertThat(server.accepted()).isEqualTo(2);
        await().atMost(SOON).until(() -> server.open() == 1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Age.class)
  void anEffectWhoseReplyCanNotBeReadIsUnknown(Age age) {
    try (var server = firstAnswering(age, "$abc\r\n");
        var backend = open(server, PATIENT)) {
      assertThat(ask(backend, "command: [SET, \"${body}\", 1]", "bad")).isEqualTo("unknown");
      assertThat(ask(backend, GET, "good")).isEqualTo("good");
    }
  }

  @ParameterizedTest
  @CsvSource({"NEW", "OLD", "DUMB"})
  void aSurplusReplyReachesNoCall(Age age) {
    try (var server = firstAnswering(age, bulk("bad") + bulk("secret"));
        var backend = open(server, PATIENT)) {
      assertThat(ask(backend, GET, "bad")).isIn("bad", "unavailable");
      await().atMost(SOON).until(() -> server.open() == 0);
      for (int i = 0; i < 10; i++) {
        assertThat(ask(backend, GET, "good" + i)).isEqualTo("good" + i);
      }
      assertThat(server.accepted()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource(Age.class)
  void aPushIsNoReply(Age age) {
    String push = ">3\r\n+message\r\n+channel\r\n$6\r\nsecret\r\n";
    try (var server = firstAnswering(age, push + bulk("bad") + push);
        var backend = open(server, PATIENT)) {
      assertThat(ask(backend, GET, "bad")).isEqualTo("bad");
      assertThat(ask(backend, GET, "good")).isEqualTo("good");
      assertThat(server.accepted()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Age.class)
  void aReplyThatIsSomewhatTooLargeIsReadOver(Age age) {
    try (var server = firstAnswering(age, bulk("x".repeat(100_000)));
        var backend = open(server, PATIENT)) {
      assertThat(ask(backend, GET, "bad")).isEqualTo("too-large");
      assertThat(ask(backend, GET, "good")).isEqualTo("good");
      assertThat(server.accepted()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "+, x",
    "'*300000\r\n', '*1\r\n'",
    "'*300000\r\n', ':1\r\n'",
    "'*300000\r\n', '$1\r\na\r\n'"
  })
  void aReplyWithoutAnEndIsNotHeld(String begin, String piece) {
    var sent = new AtomicLong();
    byte[] pieces = piece.repeat(10_000).getBytes(UTF_8);
    ScriptedRedis.Script script =
        (peer, command) -> {
          peer.send(peer.number() == 1 ? begin : bulk(command.get(1)));
          OutputStream out = peer.socket().getOutputStream();
          while (peer.number() == 1) {
            out.write(pieces);
            sent.addAndGet(pieces.length);
          }
        };
    try (var server = new ScriptedRedis(Age.NEW, script);
        var backend = open(server, PATIENT)) {
      assertThat(ask(backend, GET, "bad")).isIn("too-large", "malformed");
      await().atMost(SOON).until(() -> ask(backend, GET, "good").equals("good"));
      await().atMost(SOON).until(() -> server.open() == 1);
      assertThat(sent.get()).isLessThan(20_000_000);
    }
  }

  @Test
  void anIncompleteReplyDelaysNoOtherCallForLong() {
    try (var server = firstAnswering(Age.NEW, "$100\r\nhalf");
        var backend = open(server, HASTY)) {
      assertThat(ask(backend, GET, "warm")).isIn("warm", "unavailable");
      await().atMost(SOON).until(() -> ask(backend, GET, "warm").equals("warm"));
      assertThat(ask(backend, GET, "bad")).isEqualTo("timeout");
      await().atMost(SOON).until(() -> ask(backend, GET, "good").equals("good"));
      assertThat(server.accepted()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource(Age.class)
  void aConnectionThatNeverAnswersIsReplaced(Age age) {
    try (var server = firstAnswering(age, "");
        var backend = open(server, HASTY)) {
      await().atMost(SOON).until(() -> ask(backend, GET, "warm").equals("warm"));
      assertThat(ask(backend, GET, "bad")).isEqualTo("timeout");
      await().atMost(SOON).until(() -> ask(backend, GET, "good").equals("good"));
    }
  }

  /** The first connection leads to a former primary. */
  private static ScriptedRedis failover(String error) {
    return new ScriptedRedis(
        Age.NEW,
        (peer, command) -> {
          boolean effect = command.getFirst().equals("SET");
          peer.send(peer.number() < 3 && effect ? "-" + error + "\r\n" : "+OK\r\n");
        });
  }

  @ParameterizedTest
  @CsvSource({
    "READONLY You can't write against a read only replica.",
    "NOREPLICAS Not enough good replicas to write.",
    "MASTERDOWN Link with MASTER is down",
    "LOADING Redis is loading the dataset in memory"
  })
  void aServerThatTakesNoCallsIsLeft(String error) {
    try (var server = failover(error);
        var backend = open(server, "timeout: 9s, pool: {max: 2, acquire-timeout: 9s}")) {
      assertThat(backend.backend().check().block(SOON)).isInstanceOf(Health.Up.class);
      var refused = start(backend, "command: [SET, \"${body}\", 1]", "a");
      assertThat(end(refused)).isEqualTo("unavailable");
      assertThat(backend.backend().check().block(SOON))
          .isEqualTo(new Health.Down(error.substring(0, error.indexOf(' '))));
      await()
          .atMost(SOON)
          .until(() -> ask(backend, "command: [SET, \"${body}\", 1]", "a").equals("OK"));
      assertThat(backend.backend().check().block(SOON)).isInstanceOf(Health.Up.class);
      await().atMost(SOON).until(() -> server.open() <= 2);
    }
  }

  @Test
  void anIdempotentEffectIsTriedOnTheNewPrimary() {
    String task =
        "command: [SET, \"${body}\", 1], idempotent: true, retry: {attempts: 10, backoff: 50ms}";
    try (var server = failover("READONLY You can't write against a read only replica.");
        var backend = open(server, "timeout: 9s, pool: {max: 2, acquire-timeout: 9s}")) {
      assertThat(ask(backend, task, "a")).isEqualTo("OK");
    }
  }

  @Test
  void callsBehindAReplyThatCanNotBeReadAreUnavailable() throws Exception {
    var allAreSent = new CompletableFuture<Void>();
    ScriptedRedis.Script script =
        (peer, command) -> {
          if (command.get(1).equals("key0")) { // like Redis, no earlier reply
            allAreSent.join();
            peer.send("$abc\r\n");
          } else {
            peer.send(bulk(command.get(1)));
          }
        };
    try (var server = new ScriptedRedis(Age.NEW, script);
        var backend = open(server, PATIENT)) {
      assertThat(ask(backend, GET, "warm")).isEqualTo("warm");
      List<CompletableFuture<Json>> calls =
          IntStream.range(0, 2).mapToObj(i -> start(backend, GET, "key" + i)).toList();
      var effect = start(backend, "command: [SET, \"${body}\", 1]", "key");
      assertThat(hub.await(SOON)).isTrue();
      allAreSent.complete(null);
      assertThat(calls.stream().map(BrokenRedisTest::end))
          .containsExactly("malformed", "unavailable");
      assertThat(end(effect)).isEqualTo("unknown");
      assertThat(ask(backend, GET, "good")).isEqualTo("good");
    }
  }
}
