package dev.joinall.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.joinall.TestServer;
import dev.joinall.testing.LoggedLines;
import dev.joinall.testing.RedisClusterFixture;
import dev.joinall.testing.RedisSentinelFixture;
import dev.joinall.testing.RedisServerFixture;
import dev.joinall.testing.ScriptedHttp;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Values that two replicas share in one Redis. */
class SharedCacheTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final ScriptedHttp api = ScriptedHttp.start();
  private final List<TestServer> replicas = new ArrayList<>();

  private static String file(String redis, String cache) {
    return """
    backends:
      api: { kind: http, url: "${env.API_URL}", timeout: 8s, pool: { max: 20, max-pending: 2000 } }
      redis: { kind: redis, uri: %s, timeout: 1s }
    aggregations:
      page:
        route: GET /items/{id}
        deadline: 20s
        tasks:
          it: { backend: api, get: /it, headers: { x-id: "${path.id}" }, cache: { %s, shared: redis } }
      me:
        route: GET /me
        input: { header: { authorization: { type: string, required: true } } }
        tasks:
          me:
            backend: api
            get: /me
            headers: { authorization: "${header.authorization}" }
            cache: { ttl: 1m, shared: redis }
      change:
        route: PUT /items/{id}
        tasks:
          done: { backend: api, put: /it, invalidates: "item:${path.id}" }
    """
        .formatted(redis, cache);
  }

  private static final String TAGGED = "ttl: 1m, tags: \"item:${path.id}\"";

  private static String quoted(String uri) {
    return '"' + uri + '"';
  }

  private void serve(int count, RedisServerFixture redis, String cache) {
    serve(count, quoted(redis.uri()), cache);
  }

  private void serve(int count, String redis, String cache) {
    for (int i = 0; i < count; i++) {
      replicas.add(TestServer.serve(file(redis, cache), Map.of("API_URL", api.url())));
    }
  }

  @AfterEach
  void close() {
    replicas.forEach(TestServer::close);
    api.close();
  }

  private CompletableFuture<HttpResponse<String>> send(
      int replica, String method, String path, String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create(replicas.get(replica).url() + path))
            .timeout(SOON)
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.sendAsync(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> get(int replica, String path, String... headers) {
    return send(replica, "GET", path, headers).join();
  }

  private static String status(HttpResponse<String> answer) {
    return answer.headers().firstValue("Cache-Status").orElse("");
  }

  private long calls() {
    return api.asked().stream().filter(it -> it.method().equals("GET")).count();
  }

  private static List<String> values(RedisServerFixture redis) {
    return redis.ask("KEYS joinall:cache:{*}");
  }

  @Test
  void aValueThatOneReplicaHasLoadedIsUsedByTheOther() {
    api.on("GET", "/it").body("{\"a\":1.10}");
    try (var redis = RedisServerFixture.start()) {
      serve(2, redis, "ttl: 1m");
      assertThat(status(get(0, "/items/1"))).isEqualTo("joinall/it; fwd=miss; stored");
      await().atMost(SOON).untilAsserted(() -> assertThat(values(redis)).hasSize(1));
      HttpResponse<String> second = get(1, "/items/1");

      assertThat(second.body()).isEqualTo("{\"it\":{\"a\":1.10}}");
      assertThat(status(second)).matches("joinall/it; hit; ttl=\\d+; detail=shared");
      assertThat(status(get(1, "/items/1"))).matches("joinall/it; hit; ttl=\\d+");
      assertThat(calls()).isEqualTo(1);
    }
  }

  @Test
  void aThousandClientsOfTwoReplicasMakeOneCallAlthoughItTakesLongerThanTheLease() {
    api.on("GET", "/it").body("1").delay(Duration.ofMillis(2_500));
    try (var redis = RedisServerFixture.start()) {
      serve(2, redis, "ttl: 1m");
      get(0, "/me", "Authorization", "warm");
      get(1, "/me", "Authorization", "warm");
      api.forgetAsked();
      List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        all.add(send(i % 2, "GET", "/items/1"));
      }

      assertThat(all).allSatisfy(it -> assertThat(it.join().body()).isEqualTo("{\"it\":1}"));
      assertThat(calls()).isEqualTo(1);
    }
  }

  @Test
  void aLeaderThatWasKilledCostsItsLease() {
    api.on("GET", "/it").body("1");
    try (var redis = RedisServerFixture.start()) {
      serve(2, redis, "ttl: 1m");
      get(0, "/items/1");
      await().atMost(SOON).until(() -> values(redis).size() == 1);
      String key = values(redis).getFirst();
      redis.run(List.of("DEL " + key, "SET " + key + ":lock killed PX 1000"));
      long before = System.nanoTime();

      assertThat(status(get(1, "/items/1"))).contains("fwd=miss; stored");
      assertThat(Duration.ofNanos(System.nanoTime() - before))
          .isBetween(Duration.ofMillis(700), Duration.ofSeconds(8));
      assertThat(calls()).isEqualTo(2);
    }
  }

  @Test
  void anAnswerThatIsNotKeptLetsTheOthersCallAtOnce() {
    api.on("GET", "/it").status(503).delay(Duration.ofMillis(300));
    try (var redis = RedisServerFixture.start()) {
      serve(2, redis, "ttl: 1m");
      List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        all.add(send(i % 2, "GET", "/items/1"));
      }
      all.forEach(CompletableFuture::join);

      assertThat(calls()).isLessThanOrEqualTo(4);
      assertThat(values(redis)).allMatch(it -> it.endsWith(":lock"));
    }
  }

  @Test
  void withoutRedisTheCallIsMade() {
    api.on("GET", "/it").body("1");
    serve(1, quoted("redis://127.0.0.1:1"), "ttl: 1m");

    assertThat(get(0, "/items/1").body()).isEqualTo("{\"it\":1}");
    assertThat(status(get(0, "/items/1"))).contains("hit");
    assertThat(calls()).isEqualTo(1);
  }

  @Test
  void aRedisThatHangsCostsItsTimeoutOnceAndThenNothingForASecond() {
    api.on("GET", "/it").body("1");
    try (var redis = RedisServerFixture.start()) {
      serve(1, redis, "ttl: 1m");
      get(0, "/items/0");
      redis.pause();
      long before = System.nanoTime();
      assertThat(get(0, "/items/1").body()).isEqualTo("{\"it\":1}");
      long first = System.nanoTime();
      assertThat(get(0, "/items/2").body()).isEqualTo("{\"it\":1}");
      long second = System.nanoTime();
      redis.resume();

      assertThat(Duration.ofNanos(first - before))
          .isBetween(Duration.ofMillis(900), Duration.ofSeconds(5));
      assertThat(second - first).isLessThan(first - before);
    }
  }

  @Test
  void aPurgeIsSeenByTheOtherReplica() {
    api.on("GET", "/it").body("1");
    api.then("GET", "/it").body("2");
    api.on("PUT", "/it").status(204);
    try (var redis = RedisServerFixture.start()) {
      serve(2, redis, TAGGED);
      get(0, "/items/1");
      await().atMost(SOON).until(() -> values(redis).size() == 1);
      assertThat(get(1, "/items/1").body()).isEqualTo("{\"it\":1}");
      assertThat(send(0, "PUT", "/items/1").join().statusCode()).isEqualTo(200);

      assertThat(get(0, "/items/1").body()).isEqualTo("{\"it\":2}");
      await()
          .atMost(SOON)
          .untilAsserted(() -> assertThat(get(1, "/items/1").body()).isEqualTo("{\"it\":2}"));
    }
  }

  @Test
  void aReplicaThatStartsLaterKnowsWhatWasPurged() {
    api.on("GET", "/it").body("1");
    api.then("GET", "/it").body("2");
    api.on("PUT", "/it").status(204);
    try (var redis = RedisServerFixture.start()) {
      serve(1, redis, TAGGED);
      get(0, "/items/1");
      await().atMost(SOON).until(() -> values(redis).size() == 1);
      send(0, "PUT", "/items/1").join();
      serve(1, redis, TAGGED);

      assertThat(get(1, "/items/1").body()).isEqualTo("{\"it\":2}");
    }
  }

  @Test
  void aPurgeThatCouldNotBePublishedIsPublishedLater() {
    api.on("GET", "/it").body("1");
    api.then("GET", "/it").body("2");
    api.on("PUT", "/it").status(204);
    try (var redis = RedisServerFixture.start()) {
      serve(2, redis, TAGGED);
      get(0, "/items/1");
      await().atMost(SOON).until(() -> values(redis).size() == 1);
      get(1, "/items/1");
      redis.pause();
      assertThat(send(0, "PUT", "/items/1").join().statusCode()).isEqualTo(200);
      assertThat(get(0, "/items/1").body()).isEqualTo("{\"it\":2}");
      redis.resume();

      await()
          .atMost(SOON)
          .untilAsserted(() -> assertThat(get(1, "/items/1").body()).isEqualTo("{\"it\":2}"));
    }
  }

  @Test
  void callersNeverShareAValueOverReplicas() {
    try (var redis = RedisServerFixture.start()) {
      serve(2, redis, "ttl: 1m");
      api.on("GET", "/me").body("\"ann\"");
      assertThat(get(0, "/me", "Authorization", "ann").body()).isEqualTo("{\"me\":\"ann\"}");
      api.on("GET", "/me").body("\"bob\"");
      await().atMost(SOON).until(() -> values(redis).size() == 1);
      assertThat(get(1, "/me", "Authorization", "bob").body()).isEqualTo("{\"me\":\"bob\"}");
      assertThat(get(1, "/me", "Authorization", "ann").body()).isEqualTo("{\"me\":\"ann\"}");
      assertThat(values(redis)).noneMatch(it -> it.contains("ann"));
    }
  }

  @Test
  void callersWhoseRequestsInterleaveOverReplicasNeverShareAValue() {
    List<String> callers = List.of("a", "b", "c", "d", "e", "f");
    try (var redis = RedisServerFixture.start();
        var echo = new EchoingApi()) {
      for (int i = 0; i < 2; i++) {
        replicas.add(
            TestServer.serve(file(quoted(redis.uri()), "ttl: 1m"), Map.of("API_URL", echo.url())));
      }
      long seed = System.nanoTime();
      var random = new Random(seed);
      for (int round = 0; round < 20; round++) {
        redis.run(List.of("FLUSHALL"));
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        List<String> asked = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
          String caller = callers.get(random.nextInt(callers.size())) + round;
          asked.add("{\"me\":\"" + caller + "\"}");
          answers.add(send(i % 2, "GET", "/me", "Authorization", caller));
        }
        assertThat(answers.stream().map(it -> it.join().body()))
            .as("seed %d", seed)
            .isEqualTo(asked);
      }
    }
  }

  @Test
  void aStepOfTheClockOfRedisMakesNoValueLiveLonger() {
    api.on("GET", "/it").body("1");
    api.then("GET", "/it").body("2");
    try (var redis = RedisServerFixture.start()) {
      serve(2, redis, "ttl: 1m");
      get(0, "/items/1");
      await().atMost(SOON).until(() -> values(redis).size() == 1);
      redis.run(List.of("PEXPIRE " + values(redis).getFirst() + " 3600000"));

      assertThat(get(1, "/items/1").body()).isEqualTo("{\"it\":2}");
    }
  }

  @Test
  void valuesOfOtherDeclarationsAreNotUsed() {
    api.on("GET", "/it").body("1");
    try (var redis = RedisServerFixture.start()) {
      serve(1, redis, "ttl: 1m");
      serve(1, redis, "ttl: 2m");
      get(0, "/items/1");
      await().atMost(SOON).until(() -> values(redis).size() == 1);

      assertThat(status(get(1, "/items/1"))).contains("fwd=miss");
      assertThat(calls()).isEqualTo(2);
    }
  }

  @Test
  void unreadableValuesInRedisAreNotUsed() {
    api.on("GET", "/it").body("1");
    try (var redis = RedisServerFixture.start()) {
      serve(2, redis, "ttl: 1m");
      get(0, "/items/1");
      await().atMost(SOON).until(() -> values(redis).size() == 1);
      redis.run(List.of("HSET " + values(redis).getFirst() + " value nonsense"));

      assertThat(get(1, "/items/1").body()).isEqualTo("{\"it\":1}");
      assertThat(calls()).isEqualTo(2);
    }
  }

  private void sharesAndPurges() {
    api.on("GET", "/it").body("1");
    api.on("PUT", "/it").status(204);
    for (int i = 0; i < 8; i++) {
      String path = "/items/" + i;
      assertThat(get(0, path).body()).isEqualTo("{\"it\":1}");
      await().atMost(SOON).untilAsserted(() -> assertThat(status(get(1, path))).contains("hit"));
      assertThat(send(1, "PUT", path).join().statusCode()).isEqualTo(200);
      await().atMost(SOON).untilAsserted(() -> assertThat(status(get(0, path))).contains("ttl=59"));
    }
  }

  @Test
  void aClusterSharesValues() {
    try (var cluster = RedisClusterFixture.start(false)) {
      serve(2, quoted(cluster.uri()) + ", cluster: true", TAGGED);
      sharesAndPurges();
      assertThat(
              cluster.masters().stream().filter(it -> !it.ask("KEYS joinall:cache:{*}").isEmpty()))
          .hasSizeGreaterThan(1);
    }
  }

  @Test
  void sentinelsShareValuesBeforeAndAfterAFailover() {
    try (var sentinels = RedisSentinelFixture.start()) {
      serve(2, quoted(sentinels.uri("")), TAGGED);
      sharesAndPurges();
      RedisServerFixture before = sentinels.master();
      sentinels.failOver();
      sentinels.awaitOther(before);
      get(0, "/items/after");
      await()
          .atMost(SOON)
          .untilAsserted(() -> {
            send(0, "PUT", "/items/after").join();
            get(0, "/items/after");
            assertThat(status(get(1, "/items/after"))).contains("shared");
          });
    }
  }

  /** The values in memory survive the reload, and nobody looks for another one. */
  @Test
  void purgesOfOtherReplicasAreHeardAfterAReloadOfRedis() throws Exception {
    try (var redis = RedisServerFixture.start()) {
      api.on("GET", "/it").body("\"old\"");
      api.on("PUT", "/it").body("1");
      serve(2, redis, TAGGED);
      assertThat(send(0, "GET", "/items/1").join().body()).contains("old");
      String changed = file(quoted(redis.uri()), TAGGED).replace("timeout: 1s", "timeout: 2s");
      assertThat(replicas.getFirst().reload(changed)).isTrue();
      api.on("GET", "/it").body("\"new\"");
      assertThat(send(1, "PUT", "/items/1").join().statusCode()).isEqualTo(200);

      await().atMost(SOON).until(() -> send(0, "GET", "/items/1").join().body().contains("new"));
    }
  }

  private static List<String> complaints(LoggedLines log) {
    return log.all().stream().filter(it -> it.contains("The shared cache at")).toList();
  }

  @Test
  void aUserWithoutTheRightsIsLoggedOnceForEachReasonAndCostsNoAnswer() {
    api.on("GET", "/it").body("1");
    try (var redis = RedisServerFixture.start();
        var log = new LoggedLines()) {
      redis.ask("ACL SETUSER joinall on >secret ~joinall:cache:* +@all -set -xread");
      String uri = redis.uri().replace("redis://", "redis://joinall:secret@");
      serve(1, quoted(uri), "ttl: 1ms");
      for (int i = 0; i < 5; i++) {
        assertThat(get(0, "/items/" + i).body()).isEqualTo("{\"it\":1}");
      }

      await()
          .atMost(SOON)
          .untilAsserted(() ->
              assertThat(complaints(log))
                  .anyMatch(it ->
                      it.contains(
                          "\"redis\" could not read the purges of other replicas: the user has no"
                              + " permission: NOPERM")));
      assertThat(complaints(log)).doesNotHaveDuplicates();
    }
  }

  @Test
  void aKeyThatSomethingElseHoldsDoesNotStopTheOthers() {
    api.on("GET", "/it").body("1");
    try (var redis = RedisServerFixture.start();
        var log = new LoggedLines()) {
      serve(1, redis, "ttl: 1m");
      get(0, "/items/1");
      await().atMost(SOON).until(() -> values(redis).size() == 1);
      String key = values(redis).getFirst();
      redis.run(List.of("DEL " + key, "SET " + key + " other"));
      serve(1, redis, "ttl: 1m");

      assertThat(status(get(1, "/items/1"))).contains("fwd=miss");
      get(1, "/items/2");
      await().atMost(SOON).until(() -> values(redis).size() == 2);
      assertThat(status(get(0, "/items/2"))).contains("detail=shared");
      assertThat(complaints(log)).anyMatch(it -> it.contains("could not look up a value: "));
    }
  }
}
