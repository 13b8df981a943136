package dev.joinall.backend.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Health;
import dev.joinall.backend.Hub;
import dev.joinall.backend.InstanceUse;
import dev.joinall.backend.StepException;
import dev.joinall.backend.Transport;
import dev.joinall.json.Json;
import dev.joinall.testing.RedisSentinelFixture;
import dev.joinall.testing.RedisServerFixture;
import dev.joinall.testing.StepFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real master with two replicas and three sentinels. */
class RedisSentinelTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String PATIENT = "timeout: 5s, pool: {acquire-timeout: 5s}";

  private static Hub hub;
  private RedisSentinelFixture redis;

  @BeforeAll
  static void startHub() {
    hub = new Hub(Transport.best());
  }

  @AfterAll
  static void stopHub() {
    hub.close();
  }

  @AfterEach
  void stop() {
    if (redis != null) {
      redis.close();
    }
  }

  private StepFixture open(String login, String more) {
    return new StepFixture(
        "{kind: redis, uri: \"%s\", %s}".formatted(redis.uri(login), more), hub, RedisBackend::new);
  }

  private static Fault fault(StepFixture backend, String task) {
    return Fault.of(catchThrowable(() -> backend.run(task)));
  }

  private static void awaitAnswer(StepFixture backend, String task) {
    await()
        .atMost(SOON)
        .ignoreExceptionsInstanceOf(StepException.class)
        .until(() -> backend.run(task).isPresent());
  }

  @Test
  void theMasterIsFoundByItsName() {
    redis = RedisSentinelFixture.start();
    try (var backend = open("", PATIENT)) {
      assertThat(backend.run("command: [SET, a, b]")).contains(Json.string("OK"));
      assertThat(redis.master().ask("GET a")).containsExactly("b");
      assertThat(backend.backend().check().block(SOON)).isEqualTo(new Health.Up());
      assertThat(backend.backend().instances())
          .extracting(InstanceUse::address)
          .containsExactly("127.0.0.1:" + redis.master().port());
    }
    try (var other =
        new StepFixture(
            "{kind: redis, uri: \"%s\", %s}"
                .formatted(redis.uri("").replace("mymaster", "other"), PATIENT),
            hub,
            RedisBackend::new)) {
      assertThat(fault(other, "command: [GET, a]").detail())
          .isEqualTo("the sentinels know no master with this name");
    }
  }

  @Test
  void anUnreachableSentinelIsSkipped() {
    redis = RedisSentinelFixture.start();
    redis.sentinel(0).close();
    redis.sentinel(1).pause();
    try (var backend = open("", PATIENT)) {
      awaitAnswer(backend, "command: [PING]");
    }
  }

  @Test
  void replicasAreReadWhereThatIsDeclared() {
    redis = RedisSentinelFixture.start();
    try (var backend = open("", "read-from: replica, " + PATIENT)) {
      backend.run("command: [SET, a, b]");
      awaitAnswer(backend, "command: [GET, a]");
      String before = gets(redis.master());
      for (int i = 0; i < 20; i++) {
        assertThat(backend.run("command: [GET, a]")).contains(Json.string("b"));
      }
      assertThat(gets(redis.master())).isEqualTo(before);
      assertThat(backend.backend().check().block(SOON)).isEqualTo(new Health.Up());
      assertThat(backend.backend().instances()).hasSize(3);
    }
  }

  private static String gets(RedisServerFixture server) {
    return server
        .ask("INFO commandstats")
        .getFirst()
        .lines()
        .filter(it -> it.startsWith("cmdstat_get:"))
        .findFirst()
        .orElse("");
  }

  @Test
  void aFailoverThatIsAskedForCostsTheCallsOfThatMoment() {
    redis = RedisSentinelFixture.start();
    try (var backend = open("", PATIENT)) {
      RedisServerFixture before = redis.master();
      var load = new Load(backend);
      load.until(() -> load.done > 200);
      redis.failOver();
      load.until(() -> redis.master() != before);
      int failed = load.failed;
      load.more(200);
      load.assertOneStepBackAtMost();
      assertThat(load.failed - failed).as("failed after the failover").isLessThan(100);
    }
  }

  @Test
  void aMasterThatIsKilledCostsTheCallsUntilAnotherIsNamed() {
    redis = RedisSentinelFixture.start();
    try (var backend = open("", PATIENT)) {
      RedisServerFixture before = redis.master();
      var load = new Load(backend);
      load.until(() -> load.done > 200);
      before.close();
      load.until(() -> redis.master() != before);
      redis.restart(before);
      awaitAnswer(backend, "command: [INCR, other]");
      load.more(200);
      load.assertOneStepBackAtMost();
    }
  }

  @Test
  void aMasterThatHangsIsLeftWhenAnotherIsNamed() {
    redis = RedisSentinelFixture.start();
    try (var backend = open("", "timeout: 300ms, pool: {acquire-timeout: 2s}")) {
      RedisServerFixture before = redis.master();
      awaitAnswer(backend, "command: [INCR, n]");
      before.pause();
      assertThat(fault(backend, "command: [GET, n]").type()).isEqualTo(Fault.Type.TIMEOUT);
      redis.awaitOther(before);
      awaitAnswer(backend, "command: [GET, n]");
      before.resume();
      assertThat(backend.run("command: [GET, n]")).isPresent();
    }
  }

  @Test
  void serversAndSentinelsHaveTheirOwnPasswords() {
    redis =
        RedisSentinelFixture.start(
            List.of("--user", "ann", "on", ">data", "~*", "&*", "+@all"), List.of());
    try (var backend = open("ann:data@", PATIENT)) {
      awaitAnswer(backend, "command: [PING]");
    }
    redis.sentinel(0).run(List.of("ACL SETUSER bob on >watch &* +@all", "ACL SETUSER default off"));
    redis.sentinel(1).run(List.of("ACL SETUSER bob on >watch &* +@all", "ACL SETUSER default off"));
    redis.sentinel(2).close();
    try (var none = open("ann:data@", PATIENT);
        var wrong = open("ann:data@", "sentinel: {user: bob, password: no}, " + PATIENT);
        var right = open("ann:data@", "sentinel: {user: bob, password: watch}, " + PATIENT);
        var server = open("ann:no@", "sentinel: {user: bob, password: watch}, " + PATIENT)) {
      Fault login = Fault.of(Fault.Type.STATUS, "authentication failed");
      assertThat(fault(none, "command: [PING]")).isEqualTo(login);
      assertThat(fault(wrong, "command: [PING]")).isEqualTo(login);
      assertThat(fault(server, "command: [PING]")).isEqualTo(login);
      assertThat(right.run("command: [PING]")).isEqualTo(Optional.of(Json.string("PONG")));
    }
  }

  /** Counts up, one call after the other. */
  private static final class Load {
    private final StepFixture backend;
    private final List<Long> values = new ArrayList<>();
    private int done;
    private int failed;

    Load(StepFixture backend) {
      this.backend = backend;
    }

    void until(BooleanSupplier end) {
      long latest = System.nanoTime() + SOON.toNanos();
      while (!end.getAsBoolean() && System.nanoTime() < latest) {
        once();
      }
      assertThat(end.getAsBoolean()).isTrue();
    }

    void more(int count) {
      int goal = done + count;
      until(() -> done >= goal);
    }

    private void once() {
      try {
        values.add(Long.parseLong(backend.run("command: [INCR, n]").orElseThrow().text()));
        done++;
      } catch (StepException e) {
        failed++;
        assertThat(e.fault().type())
            .as(e.fault().detail())
            .isIn(
                Fault.Type.UNAVAILABLE,
                Fault.Type.UNKNOWN,
                Fault.Type.REJECTED,
                Fault.Type.TIMEOUT);
      }
    }

    /** Writes that no replica had are lost with a master: the count may fall once, not again. */
    void assertOneStepBackAtMost() {
      long back = IntStream.range(1, values.size()).filter(i -> !isNext(i)).count();
      assertThat(back).as("steps back").isLessThanOrEqualTo(1);
    }

    private boolean isNext(int i) {
      return values.get(i) > values.get(i - 1);
    }
  }
}
