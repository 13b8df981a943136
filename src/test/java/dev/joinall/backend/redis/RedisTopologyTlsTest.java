package dev.joinall.backend.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Health;
import dev.joinall.backend.Hub;
import dev.joinall.backend.StepException;
import dev.joinall.backend.Transport;
import dev.joinall.json.Json;
import dev.joinall.testing.Ports;
import dev.joinall.testing.RedisClusterFixture;
import dev.joinall.testing.RedisSentinelFixture;
import dev.joinall.testing.RedisServerFixture;
import dev.joinall.testing.StepFixture;
import dev.joinall.testing.TestAuthority;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster, and a master with sentinels, whose servers have TLS and a password. */
class RedisTopologyTlsTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final TestAuthority CA = new TestAuthority("redis");

  @TempDir private Path folder;
  private final List<Integer> ports = new ArrayList<>();
  private Hub hub;
  private String ca;

  @BeforeEach
  void start() {
    hub = new Hub(Transport.best());
    ca = CA.write(folder.resolve("ca.pem")).toString();
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  private List<String> secured() {
    List<String> words = new ArrayList<>();
    tls().forEach((option, value) -> words.addAll(List.of("--" + option, value)));
    words.addAll(List.of("--tls-cluster", "yes", "--tls-replication", "yes"));
    words.addAll(List.of("--user", "ann", "on", ">right", "~*", "&*", "+@all"));
    return words;
  }

  private List<String> securedSentinel() {
    List<String> lines = new ArrayList<>(List.of("tls-replication yes"));
    tls().forEach((option, value) -> lines.add(option + " " + value));
    return lines;
  }

  /** A port with TLS, and a certificate. */
  private Map<String, String> tls() {
    TestAuthority.Issued server = CA.issue("server", "127.0.0.1");
    int port = Ports.free();
    ports.add(port);
    return Map.of(
        "tls-port",
        String.valueOf(port),
        "tls-cert-file",
        server.certificate(folder.resolve("server-" + port + ".pem")).toString(),
        "tls-key-file",
        server.key(folder.resolve("server-" + port + ".key")).toString(),
        "tls-ca-cert-file",
        ca,
        "tls-auth-clients",
        "no");
  }

  private StepFixture open(String uri, String more) {
    return new StepFixture(
        "{kind: redis, uri: \"%s\", timeout: 5s, pool: {acquire-timeout: 5s}, %s}"
            .formatted(uri, more),
        hub,
        RedisBackend::new);
  }

  @Test
  void aClusterHasTlsAndAUser() {
    try (var cluster = RedisClusterFixture.start(false, this::secured)) {
      String hosts = "@127.0.0.1:" + ports.get(0) + ",127.0.0.1:" + ports.get(1);
      String tls = "cluster: true, tls: {ca: \"" + ca + "\"}";
      try (var backend = open("rediss://ann:right" + hosts, tls);
          var wrong = open("rediss://ann:wrong" + hosts, tls);
          var untrusted = open("rediss://ann:right" + hosts, "cluster: true")) {
        await()
            .atMost(SOON)
            .ignoreExceptionsInstanceOf(StepException.class)
            .until(() -> backend.run("command: [SET, a, b]").isPresent());
        for (int i = 0; i < 30; i++) {
          assertThat(backend.run("command: [SET, a%d, b]".formatted(i)))
              .contains(Json.string("OK"));
        }
        assertThat(cluster.masters())
            .allMatch(it -> Integer.parseInt(it.ask("DBSIZE").getFirst()) > 0);
        assertThat(backend.backend().check().block(SOON)).isEqualTo(new Health.Up());
        assertThat(Fault.of(catchThrowable(() -> wrong.run("command: [GET, a]"))))
            .isEqualTo(Fault.of(Fault.Type.STATUS, "authentication failed"));
        assertThat(Fault.of(catchThrowable(() -> untrusted.run("command: [GET, a]"))).detail())
            .startsWith("TLS failed");
      }
    }
  }

  @Test
  void sentinelsAndTheirServersHaveTlsAndAUser() {
    try (var redis = RedisSentinelFixture.start(this::secured, this::securedSentinel)) {
      String tls = "tls: {ca: \"" + ca + "\"}";
      try (var backend = open(redis.uri("ann:right@"), tls);
          var wrong = open(redis.uri("ann:wrong@"), tls);
          var untrusted = open(redis.uri("ann:right@"), "read-from: master")) {
        assertThat(backend.run("command: [SET, a, b]")).contains(Json.string("OK"));
        assertThat(redis.master().ask("GET a")).containsExactly("b");
        assertThat(backend.backend().check().block(SOON)).isEqualTo(new Health.Up());
        assertThat(Fault.of(catchThrowable(() -> wrong.run("command: [GET, a]"))))
            .isEqualTo(Fault.of(Fault.Type.STATUS, "authentication failed"));
        assertThat(Fault.of(catchThrowable(() -> untrusted.run("command: [GET, a]"))).detail())
            .startsWith("TLS failed");

        RedisServerFixture before = redis.master();
        before.close();
        redis.awaitOther(before);
        await()
            .atMost(SOON)
            .ignoreExceptionsInstanceOf(StepException.class)
            .until(() -> backend.run("command: [SET, a, c]").isPresent());
        assertThat(redis.master().ask("GET a")).containsExactly("c");
      }
    }
  }
}
