package dev.joinall.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.joinall.TestServer;
import dev.joinall.config.Kind;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every trouble a connection can have, with every kind of backend, on one server after another. */
class TroubleTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private static final String CONFIG =
      """
      backends:
        http: { kind: http, url: "${env.HTTP}", timeout: 400ms, pool: { max: 2 } }
        mongo: { kind: mongo, uri: "${env.MONGO}", database: shop, timeout: 400ms, pool: { max: 2 } }
        redis: { kind: redis, uri: "${env.REDIS}", timeout: 400ms, pool: { max: 2 } }
        smtp: { kind: smtp, uri: "${env.SMTP}", timeout: 400ms, pool: { max: 2 } }
      aggregations:
        http: { route: POST /http, deadline: 300ms, respond: { errors: full }, tasks: { it: { backend: http, get: /it } } }
        mongo: { route: POST /mongo, deadline: 300ms, respond: { errors: full }, tasks: { it: { backend: mongo, find-one: items, filter: { _id: 1 } } } }
        redis: { route: POST /redis, deadline: 300ms, respond: { errors: full }, tasks: { it: { backend: redis, command: [GET, it], as: json } } }
        smtp:
          route: POST /smtp
          deadline: 300ms
          respond: { errors: full }
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
    return Arrays.stream(Kind.values())
        .flatMap(
            kind -> Arrays.stream(Trouble.values()).map(trouble -> Arguments.of(kind, trouble)));
  }

  private static RawClient.Answer ask(Kind kind) throws IOException {
    try (var client = RawClient.connect(server.url())) {
      return client.send("POST", "/" + kind.name().toLowerCase(Locale.ROOT)).receive();
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void probe(Kind kind, Trouble trouble) throws IOException {
    await().atMost(SOON).until(() -> "true".equals(ask(kind).headers().get("joinall-complete")));
    servers.proxy(kind).begin(trouble);
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < 3; i++) {
      long s = System.nanoTime();
      var answer = ask(kind);
      out.append("\n     ")
          .append((System.nanoTime() - s) / 1000000)
          .append(" ms ")
          .append(answer.body());
    }
    int open = servers.proxy(kind).open();
    servers.proxy(kind).heal();
    for (int i = 0; i < 3; i++) {
      long s = System.nanoTime();
      var answer = ask(kind);
      out.append("\n     healed ")
          .append((System.nanoTime() - s) / 1000000)
          .append(" ms ")
          .append(answer.body());
    }
    System.out.println(
        "PROBE " + kind + " " + trouble + " open " + open + "/" + servers.proxy(kind).open() + out);
    assertThat(kind).isNotNull();
  }
}
