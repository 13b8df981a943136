package dev.joinall.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.joinall.TestServer;
import dev.joinall.testing.Proxy;
import dev.joinall.testing.ServerKind;
import dev.joinall.testing.Trouble;
import dev.joinall.testing.TroubledServers;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

/**
 * An effect happens at most once, for any fault of the connection and any {@code retry}, and the
 * answer reports unknown results as such. Counted at the servers.
 */
class SentOnceTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  private static final String CONFIG =
      """
      backends:
        http: { kind: http, url: "${env.HTTP}", timeout: 400ms, retry: { attempts: 3 } }
        mongo: { kind: mongo, uri: "${env.MONGO}", database: shop, timeout: 400ms, retry: { attempts: 3 } }
        redis: { kind: redis, uri: "${env.REDIS}", timeout: 400ms, pool: { max: 1 }, retry: { attempts: 3 } }
        smtp: { kind: smtp, uri: "${env.SMTP}", timeout: 400ms, retry: { attempts: 3 } }
        sql: { kind: sql, uri: "${env.SQL}/troubled", timeout: 400ms, retry: { attempts: 3 } }
        amqp: { kind: amqp, uri: "${env.AMQP}", timeout: 400ms, retry: { attempts: 3 } }
        streams: { kind: redis, uri: "${env.STREAMS}", timeout: 400ms, pool: { max: 1 }, retry: { attempts: 3 } }
      aggregations:
        sql: { route: POST /sql, deadline: 600ms, tasks: { it: { backend: sql, execute: insert into placed default values } } }
        amqp: { route: POST /amqp, deadline: 600ms, tasks: { it: { backend: amqp, request: { routing-key: it, body: 1 } } } }
        streams: { route: POST /streams, deadline: 600ms, tasks: { it: { backend: streams, request: { stream: it, body: 1 } } } }
        http: { route: POST /http, deadline: 600ms, tasks: { it: { backend: http, post: /it, body: 1 } } }
        mongo: { route: POST /mongo, deadline: 600ms, tasks: { it: { backend: mongo, insert-one: orders, document: { a: 1 } } } }
        redis: { route: POST /redis, deadline: 600ms, tasks: { it: { backend: redis, command: [INCR, count] } } }
        smtp:
          route: POST /smtp
          deadline: 600ms
          tasks: { it: { backend: smtp, send: { from: a@b.example, to: c@d.example, subject: s, text: t } } }
      """;

  private static TroubledServers servers;
  private static RedisClient redis;
  private static TestServer server;

  @BeforeAll
  static void start() {
    servers = TroubledServers.start("mug");
    redis = servers.redis().newClient();
    server = TestServer.serve(CONFIG, servers.env());
  }

  @AfterAll
  static void stop() {
    server.close();
    redis.shutdown();
    servers.close();
  }

  @AfterEach
  void heal() {
    servers.heal();
  }

  static Stream<Arguments> all() {
    return Arrays.stream(ServerKind.values())
        .flatMap(kind ->
            Stream.of(
                    Trouble.CLOSE_ON_REUSE,
                    Trouble.RESET_AFTER_SEND,
                    Trouble.RESET_MID_ANSWER,
                    Trouble.HALF_HEAD,
                    Trouble.HANG)
                .map(trouble -> Arguments.of(kind, trouble)));
  }

  @ParameterizedTest
  @MethodSource("all")
  void anEffectHappensOnceOrNotAtAllAndIsToldSo(ServerKind kind, Trouble trouble)
      throws IOException {
    assumeTrue(servers.kinds().contains(kind), () -> "no server of " + kind);
    var _ = awaitWell(kind);
    long before = happened(kind);
    Proxy proxy = servers.proxy(kind);
    proxy.begin(trouble);
    String answer = ask(kind).body();
    proxy.heal();
    long unclear = awaitWell(kind); // one more, after all delayed bytes

    long times = happened(kind) - before - 1;
    assertThat(times).as(answer).isBetween(0L, 1L + unclear);
    if (unclear > 0) {
      return; // a busy machine: any of those calls may have happened
    }
    if (times == 1) {
      assertThat(answer).doesNotContainPattern("\"fault\":\"(?!unknown)");
    } else {
      assertThat(answer).containsPattern("\"fault\":\"(unknown|unavailable|timeout)\"");
    }
  }

  /**
   * Sends calls until one succeeds; a call that is rejected at the end of the fault has no effect.
   *
   * @return how many calls may have happened besides
   */
  private static long awaitWell(ServerKind kind) {
    var unclear = new AtomicLong();
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> {
          RawClient.Answer answer = ask(kind);
          var _ = unclear.addAndGet(answer.body().contains("\"fault\":\"unknown\"") ? 1 : 0);
          return answer.headers().get("joinall-complete").equals("true");
        });
    return unclear.get();
  }

  private static RawClient.Answer ask(ServerKind kind) throws IOException {
    try (var client = RawClient.connect(server.url())) {
      return client.send("POST", "/" + kind.name().toLowerCase(Locale.ROOT)).receive();
    }
  }

  private static long happened(ServerKind kind) {
    return switch (kind) {
      case HTTP -> servers.http().asked().stream().filter(it -> it.method().equals("POST")).count();
      case MONGO -> orders();
      case REDIS -> count();
      case SMTP -> servers.mail().messages().size();
      case SQL -> Long.parseLong(servers.first("select count(*) from placed"));
      case AMQP -> servers.jobs();
      case STREAMS -> servers.streamJobs();
    };
  }

  private static long orders() {
    return Mono.from(
            servers
                .mongo()
                .client()
                .getDatabase("shop")
                .getCollection("orders")
                .countDocuments(new Document()))
        .blockOptional(SOON)
        .orElseThrow();
  }

  private static long count() {
    try (var connection = redis.connect()) {
      String count = connection.sync().get("count");
      return count == null ? 0 : Long.parseLong(count);
    }
  }
}
