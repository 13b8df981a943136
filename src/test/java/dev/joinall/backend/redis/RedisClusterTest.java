package dev.joinall.backend.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.joinall.backend.Batch;
import dev.joinall.backend.Fault;
import dev.joinall.backend.Health;
import dev.joinall.backend.Hub;
import dev.joinall.backend.InstanceUse;
import dev.joinall.backend.Transport;
import dev.joinall.json.Json;
import dev.joinall.testing.RedisClusterFixture;
import dev.joinall.testing.RedisServerFixture;
import dev.joinall.testing.StepFixture;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real cluster of three masters and three replicas. */
class RedisClusterTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String PATIENT = "cluster: true, timeout: 5s, pool: {acquire-timeout: 5s}";

  private static RedisClusterFixture cluster;
  private static Hub hub;

  @BeforeAll
  static void start() {
    hub = new Hub(Transport.best());
    cluster = RedisClusterFixture.start(true);
  }

  @AfterAll
  static void stop() {
    hub.close();
    cluster.close();
  }

  private static StepFixture open(String more) {
    return new StepFixture(
        "{kind: redis, uri: \"%s\", %s}".formatted(cluster.uri(), more), hub, RedisBackend::new);
  }

  @Test
  void keysAreInAllServers() {
    try (var backend = open(PATIENT)) {
      IntStream.range(0, 60)
          .forEach(i -> backend.run("command: [SET, \"k%d\", v%d]".formatted(i, i)));
      for (int i = 0; i < 60; i++) {
        assertThat(backend.run("command: [GET, k" + i + "]")).contains(Json.string("v" + i));
      }
      assertThat(cluster.masters())
          .allMatch(it -> Integer.parseInt(it.ask("DBSIZE").getFirst()) > 5);
      assertThat(backend.backend().instances())
          .extracting(InstanceUse::address)
          .containsExactlyInAnyOrderElementsOf(
              cluster.servers().stream().map(it -> "127.0.0.1:" + it.port()).toList());
      assertThat(backend.backend().check().block(SOON)).isEqualTo(new Health.Up());
    }
  }

  @Test
  void commandsOfManyKeysAreSplit() {
    try (var backend = open(PATIENT)) {
      IntStream.range(0, 20).forEach(i -> backend.run("command: [SET, s%d, %d]".formatted(i, i)));
      assertThat(backend.run("command: [MGET, s3, none, s1, s2, s3]"))
          .hasToString("Optional[[\"3\",null,\"1\",\"2\",\"3\"]]");
      assertThat(backend.run("command: [EXISTS, s3, none, s1, s2]")).contains(Json.number(3));
      assertThat(backend.run("command: [DEL, s3, none, s1, s2]")).contains(Json.number(3));
      List<Batch.Result> batch =
          backend.batch(
              "command: [GET, \"s${body}\"]",
              IntStream.range(0, 10).mapToObj(Json::number).toList());
      assertThat(batch.get(3)).isInstanceOf(Batch.Absent.class);
      assertThat(batch.get(9)).isEqualTo(new Batch.Value(Json.string("9")));
    }
  }

  @Test
  void aCommandThatCanNotBeSplitIsAClearError() {
    try (var backend = open(PATIENT)) {
      Fault fault =
          Fault.of(
              catchThrowable(() ->
                  backend.run(
                      "command: [MSET, \"a${body}\", 1, \"b${body}\", 2]", Json.number(1))));
      assertThat(fault.type()).isEqualTo(Fault.Type.ERROR);
      assertThat(fault.nature()).isEqualTo(Fault.Nature.CALLERS);
      assertThat(fault.detail())
          .isEqualTo("the keys of the command are in different slots of the cluster");
      assertThat(backend.run("command: [MSET, \"{t}a\", 1, \"{t}b\", 2]"))
          .contains(Json.string("OK"));
      assertThat(backend.problemsOf("command: [RENAME, a, b]")).hasSize(1);
      assertThat(backend.problemsOf("command: [KEYS, \"*\"]")).hasSize(1);
      assertThat(backend.problemsOf("command: [RENAME, \"{a}1\", \"{a}2\"]")).isEmpty();
      assertThat(
              backend.run("command: [EVAL, \"return {KEYS[1],KEYS[2]}\", 2, \"{x}1\", \"{x}2\"]"))
          .hasToString("Optional[[\"{x}1\",\"{x}2\"]]");
    }
  }

  @Test
  void aSlotThatIsBeingMovedAnswers() {
    try (var backend = open(PATIENT)) {
      String old = "{moving}old";
      backend.run("command: [SET, \"%s\", 1]".formatted(old));
      int slot = cluster.slot(old);
      RedisServerFixture from = cluster.masterOf(old);
      RedisServerFixture to =
          cluster.masters().stream().filter(it -> it != from).findAny().orElseThrow();
      to.run(List.of("CLUSTER SETSLOT " + slot + " IMPORTING " + cluster.id(from)));
      from.run(List.of("CLUSTER SETSLOT " + slot + " MIGRATING " + cluster.id(to)));
      assertThat(backend.run("command: [INCR, \"%s\"]".formatted(old))).contains(Json.number(2));
      assertThat(backend.run("command: [INCR, \"{moving}new\"]")).contains(Json.number(1));
      assertThat(backend.run("command: [INCR, \"{moving}new\"]")).contains(Json.number(2));
      cluster.move(slot, from, to);
      assertThat(backend.run("command: [INCR, \"%s\"]".formatted(old))).contains(Json.number(3));
      assertThat(backend.run("command: [INCR, \"{moving}new\"]")).contains(Json.number(3));
      cluster.move(slot, to, from);
      assertThat(backend.run("command: [INCR, \"{moving}new\"]")).contains(Json.number(4));
    }
  }

  @Test
  void replicasAreReadWhereThatIsDeclared() {
    try (var backend = open("read-from: replica, " + PATIENT)) {
      backend.run("command: [SET, fromReplica, here]");
      await()
          .atMost(SOON)
          .until(() ->
              backend
                  .run("command: [GET, fromReplica]")
                  .equals(java.util.Optional.of(Json.string("here"))));
      long before = reads(cluster.masters());
      for (int i = 0; i < 50; i++) {
        backend.run("command: [GET, fromReplica]");
      }
      assertThat(reads(cluster.masters())).isEqualTo(before);
      assertThat(backend.backend().check().block(SOON)).isEqualTo(new Health.Up());
    }
  }

  private static long reads(List<RedisServerFixture> servers) {
    return servers.stream()
        .flatMap(it -> it.ask("INFO commandstats").getFirst().lines())
        .filter(it -> it.startsWith("cmdstat_get:calls="))
        .mapToLong(it -> Long.parseLong(it.substring(18, it.indexOf(','))))
        .sum();
  }
}
