package dev.joinall.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.joinall.TestServer;
import dev.joinall.testing.Proxy;
import dev.joinall.testing.ServerKind;
import dev.joinall.testing.Trouble;
import dev.joinall.testing.TroubledServers;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fault of a connection, with every kind of backend, one server after the other. */
class TroubleTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  private static final Duration DEADLINE = Duration.ofMillis(250);

  /** The additional delay of a busy machine; the soak tests measure an idle one. */
  private static final Duration NOISE = Duration.ofSeconds(2);

  private static final int PLACES = 2;

  private static final String CONFIG =
      """
      backends:
        http: { kind: http, url: "${env.HTTP}", timeout: 400ms, pool: { max: 2 } }
        mongo: { kind: mongo, uri: "${env.MONGO}", database: shop, timeout: 400ms, pool: { max: 2 } }
        redis: { kind: redis, uri: "${env.REDIS}", timeout: 400ms, pool: { max: 2 } }
        smtp: { kind: smtp, uri: "${env.SMTP}", timeout: 400ms, pool: { max: 2 } }
        sql: { kind: sql, uri: "${env.SQL}/troubled", timeout: 400ms, pool: { max: 2 } }
        amqp: { kind: amqp, uri: "${env.AMQP}", timeout: 400ms, pool: { max: 2 } }
        streams: { kind: redis, uri: "${env.STREAMS}", timeout: 400ms, pool: { max: 2 } }
      aggregations:
        sql: { route: POST /sql, deadline: 250ms, tasks: { it: { backend: sql, query: "select name from items where id = 1", one: true } } }
        amqp: { route: POST /amqp, deadline: 250ms, tasks: { it: { backend: amqp, request: { routing-key: it, body: 1 } } } }
        streams: { route: POST /streams, deadline: 250ms, tasks: { it: { backend: streams, request: { stream: it, body: 1 } } } }
        http: { route: POST /http, deadline: 250ms, tasks: { it: { backend: http, get: /it } } }
        mongo: { route: POST /mongo, deadline: 250ms, tasks: { it: { backend: mongo, find-one: items, filter: { _id: 1 } } } }
        redis: { route: POST /redis, deadline: 250ms, tasks: { it: { backend: redis, command: [GET, it], as: json } } }
        smtp:
          route: POST /smtp
          deadline: 250ms
          tasks: { it: { backend: smtp, send: { from: a@b.example, to: c@d.example, subject: s, text: t } } }
      """;

  private static TroubledServers servers;
  private static TestServer server;

  @BeforeAll
  static void start() {
    servers = TroubledServers.start("mug");
    server = TestServer.serve(CONFIG, servers.env());
  }

  @AfterAll
  static void stop() {
    server.close();
    servers.close();
  }

  @AfterEach
  void heal() {
    servers.heal();
  }

  static Stream<Arguments> all() {
    return Arrays.stream(ServerKind.values())
        .flatMap(
            kind -> Arrays.stream(Trouble.values()).map(trouble -> Arguments.of(kind, trouble)));
  }

  private static RawClient.Answer ask(ServerKind kind) throws IOException {
    try (var client = RawClient.connect(server.url())) {
      return client.send("POST", "/" + kind.name().toLowerCase(Locale.ROOT)).receive();
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void aFailureEndsWithinTheDeadlineAndIsReportedAndLeavesNothingBehind(
      ServerKind kind, Trouble trouble) throws IOException {
    assumeTrue(servers.kinds().contains(kind), () -> "no server of " + kind);
    awaitWell(kind, SOON);
    Proxy proxy = servers.proxy(kind);
    proxy.begin(trouble);
    for (int i = 0; i <= PLACES; i++) { // if each call lost its place, none would be left
      long start = System.nanoTime();
      RawClient.Answer answer = ask(kind);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(DEADLINE.plus(NOISE));
      assertHonest(trouble, answer);
    }
    proxy.heal();

    awaitWell(kind, patience(kind));
    await().atMost(SOON).until(() -> proxy.open() <= connections(kind));
  }

  @Test
  void aRedisThatIsStoppedBySignalCostsTheDeadlineAndGoesOnWhereItWas() throws IOException {
    Proxy proxy = servers.proxy(ServerKind.REDIS);
    await().atMost(SOON).until(() -> isWell(ServerKind.REDIS) && proxy.open() == PLACES);
    int made = proxy.accepted();
    servers.redis().pause();
    for (int i = 0; i < 5; i++) {
      long start = System.nanoTime();
      RawClient.Answer answer = ask(ServerKind.REDIS);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(DEADLINE.plus(NOISE));
      assertHonest(Trouble.HANG, answer);
    }
    servers.redis().resume();

    awaitWell(ServerKind.REDIS, NOISE);
    assertThat(proxy.accepted()).isEqualTo(made);
  }

  private static void awaitWell(ServerKind kind, Duration atMost) {
    await().atMost(atMost).pollInterval(Duration.ofMillis(10)).until(() -> isWell(kind));
  }

  private static boolean isWell(ServerKind kind) throws IOException {
    return ask(kind).headers().get("joinall-complete").equals("true");
  }

  private static void assertHonest(Trouble trouble, RawClient.Answer answer) {
    assertThat(answer.status()).isEqualTo(200);
    if (answer.headers().get("joinall-complete").equals("true")) {
      assertThat(trouble).isIn(Trouble.NONE, Trouble.CLOSE_ON_REUSE);
      assertThat(answer.body()).containsAnyOf("\"name\":\"mug\"", "\"accepted\"");
    } else {
      assertThat(answer.body())
          .startsWith("{\"it\":null,")
          .containsPattern("\"fault\":\"(" + faults(trouble) + ")\"");
    }
  }

  private static String faults(Trouble trouble) {
    return switch (trouble) {
      case NONE -> "none at all";
      case HANG, DRIP, BLACK_HOLE -> "timeout|unavailable|rejected|unknown";
      case RESET_MID_ANSWER, RESET_AFTER_SEND, HALF_HEAD, CLOSE_ON_REUSE -> "unavailable|unknown";
      case REFUSE -> "timeout|unavailable|unknown"; // a busy machine refuses late
      case CORRUPT -> "timeout|unavailable|unknown|malformed";
    };
  }

  /** The next call is served at once, unless the client waits between attempts to connect. */
  private static Duration patience(ServerKind kind) {
    return switch (kind) {
      case HTTP, SMTP, SQL, AMQP -> NOISE;
      case STREAMS -> NOISE.plusSeconds(3); // the connection of the replies is silent for a second
      case REDIS -> NOISE.plusMillis(100);
      case MONGO -> NOISE.plusMillis(500); // the driver checks at most twice a second
    };
  }

  /** MongoDB's driver has two outside of its pool, to monitor the server. AMQP needs one. */
  private static int connections(ServerKind kind) {
    return switch (kind) {
      case MONGO -> PLACES + 2;
      case STREAMS -> PLACES + 1; // one waits for replies
      case HTTP, REDIS, SMTP, SQL, AMQP -> PLACES;
    };
  }
}
