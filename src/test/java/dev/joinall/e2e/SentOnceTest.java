package dev.joinall.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.joinall.TestServer;
import dev.joinall.testing.Proxy;
import dev.joinall.testing.ScriptedHttp;
import dev.joinall.testing.ServerKind;
import dev.joinall.testing.Trouble;
import dev.joinall.testing.TroubledServers;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
 * answer reports unknown results as such. Each call has a number, by which the servers' effects are
 * counted: an effect of an earlier call that is late on a busy machine is not taken for another.
 */
class SentOnceTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Pattern FAULT = Pattern.compile("\"fault\":\"([a-z-]+)\"");

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
        sql:
          route: POST /sql/{id}
          input: { path: { id: { type: integer } } }
          deadline: 600ms
          tasks: { it: { backend: sql, execute: "insert into placed values (:id)", args: { id: "${path.id}" } } }
        amqp:
          route: POST /amqp/{id}
          deadline: 600ms
          tasks: { it: { backend: amqp, request: { routing-key: it, body: "${path.id}" } } }
        streams:
          route: POST /streams/{id}
          deadline: 600ms
          tasks: { it: { backend: streams, request: { stream: it, body: "${path.id}" } } }
        http: { route: "POST /http/{id}", deadline: 600ms, tasks: { it: { backend: http, post: /it, body: "${path.id}" } } }
        mongo:
          route: POST /mongo/{id}
          deadline: 600ms
          tasks: { it: { backend: mongo, insert-one: orders, document: { call: "${path.id}" } } }
        redis: { route: "POST /redis/{id}", deadline: 600ms, tasks: { it: { backend: redis, command: [INCR, "call:${path.id}"] } } }
        smtp:
          route: POST /smtp/{id}
          deadline: 600ms
          tasks: { it: { backend: smtp, send: { from: a@b.example, to: c@d.example, subject: "${path.id}", text: t } } }
      """;

  private static final List<Call> CALLS = new ArrayList<>();

  private static TroubledServers servers;
  private static RedisClient redis;
  private static TestServer server;

  /** A call, and what its answer said. */
  private record Call(ServerKind kind, Trouble trouble, int id, String answer) {
    /** As often as the answer allows. */
    void check() {
      assertThat(happened(kind, id)).as(toString()).isBetween(least(), most());
    }

    private long least() {
      return fault().isEmpty() ? 1 : 0;
    }

    private long most() {
      return fault().isEmpty() || fault().equals("unknown") ? 1 : 0;
    }

    /** Empty if the call succeeded. */
    String fault() {
      Matcher fault = FAULT.matcher(answer);
      return fault.find() ? fault.group(1) : "";
    }
  }

  @BeforeAll
  static void start() {
    servers = TroubledServers.start("mug");
    redis = servers.redis().newClient();
    server = TestServer.serve(CONFIG, servers.env());
  }

  /** Also an effect that came late happened as its answer said. */
  @AfterAll
  static void stop() {
    server.close();
    CALLS.forEach(Call::check);
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
  void anEffectHappensAtMostOnceAndIsReportedCorrectly(ServerKind kind, Trouble trouble)
      throws IOException {
    assumeTrue(servers.kinds().contains(kind), () -> "no server of " + kind);
    awaitWell(kind);
    Proxy proxy = servers.proxy(kind);
    proxy.begin(trouble);
    Call call = ask(kind, trouble);
    proxy.heal();
    awaitWell(kind); // after all delayed bytes

    call.check();
    assertThat(call.fault()).isIn("", "unknown", "unavailable", "timeout");
  }

  /** Sends calls until one succeeds. */
  private static void awaitWell(ServerKind kind) {
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> ask(kind, Trouble.NONE).fault().isEmpty());
  }

  private static Call ask(ServerKind kind, Trouble trouble) throws IOException {
    int id = CALLS.size();
    try (var client = RawClient.connect(server.url())) {
      String path = "/" + kind.name().toLowerCase(Locale.ROOT) + "/" + id;
      var call = new Call(kind, trouble, id, client.send("POST", path).receive().body());
      CALLS.add(call);
      return call;
    }
  }

  private static long happened(ServerKind kind, int call) {
    String id = String.valueOf(call);
    return switch (kind) {
      case HTTP -> servers.http().asked().stream().filter(it -> isPost(it, id)).count();
      case MONGO -> orders(id);
      case REDIS -> count(id);
      case SMTP -> servers.mail().messages().stream().filter(it -> it.subject().equals(id)).count();
      case SQL -> Long.parseLong(servers.first("select count(*) from placed where id = " + id));
      case AMQP -> servers.jobs().stream().filter(it -> isId(it, id)).count();
      case STREAMS -> servers.streamJobs().stream().filter(it -> isId(it, id)).count();
    };
  }

  private static boolean isPost(ScriptedHttp.Asked asked, String id) {
    return asked.method().equals("POST") && isId(asked.body(), id);
  }

  /** With or without the quotes of JSON. */
  private static boolean isId(String body, String id) {
    return body.equals(id) || body.equals("\"" + id + "\"");
  }

  private static long orders(String id) {
    return Mono.from(
            servers
                .mongo()
                .client()
                .getDatabase("shop")
                .getCollection("orders")
                .countDocuments(new Document("call", id)))
        .blockOptional(SOON)
        .orElseThrow();
  }

  private static long count(String id) {
    try (var connection = redis.connect()) {
      String count = connection.sync().get("call:" + id);
      return count == null ? 0 : Long.parseLong(count);
    }
  }
}
