package dev.joinall.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.joinall.testing.RedisServerFixture;
import dev.joinall.testing.ScriptedHttp;
import dev.joinall.testing.ServerProcess;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two replicas as processes with one Redis; the one that makes the call is killed. */
class SharedCacheProcessTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration LEASE = Duration.ofSeconds(1);

  private static ServerProcess replica(Path folder, String api, String redis, String... settings)
      throws Exception {
    return ServerProcess.of(
            Files.createDirectories(folder),
            """
            backends:
              api: { kind: http, url: "%s", timeout: 25s }
              redis: { kind: redis, uri: "%s", timeout: 5s }
            aggregations:
              page:
                route: GET /items/{id}
                deadline: 28s
                tasks:
                  it: { backend: api, get: "/it/${path.id}", cache: { ttl: 1m, shared: redis } }
            """
                .formatted(api, redis))
        .jvm("-XX:TieredStopAtLevel=1", "-Xmx256m")
        .settings(settings)
        .start();
  }

  private static CompletableFuture<HttpResponse<String>> get(ServerProcess from, String path) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return from.get(path);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        },
        Thread::startVirtualThread);
  }

  private static long calls(ScriptedHttp api) {
    return api.asked().stream().filter(it -> it.uri().equals("/it/1")).count();
  }

  @Test
  @Timeout(300)
  void ifTheLeaderIsKilledTheOtherReplicaMakesOneCall(@TempDir Path folder) throws Exception {
    try (var api = ScriptedHttp.start();
        var redis = RedisServerFixture.start();
        var leader = replica(folder.resolve("one"), api.url(), redis.uri());
        var other = replica(folder.resolve("two"), api.url(), redis.uri())) {
      api.on("GET", "/it/warm").body("0");
      leader.get("/items/warm");
      other.get("/items/warm");
      api.on("GET", "/it/1").body("1").delay(Duration.ofSeconds(20));
      var lost = get(leader, "/items/1");
      await().atMost(SOON).until(() -> calls(api) == 1);
      List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        waiting.add(get(other, "/items/1"));
      }
      Thread.sleep(2 * LEASE.toMillis()); // the leader renews its lease meanwhile
      assertThat(calls(api)).isEqualTo(1);
      api.on("GET", "/it/1").body("2");

      leader.signal("KILL");
      long killed = System.nanoTime();
      await().atMost(SOON).until(() -> calls(api) == 2);
      Duration taken = Duration.ofNanos(System.nanoTime() - killed);

      assertThat(waiting)
          .allSatisfy(it -> {
            assertThat(it.join().statusCode()).isEqualTo(200);
            assertThat(it.join().body()).isEqualTo("{\"it\":2}");
          });
      assertThat(calls(api)).isEqualTo(2);
      assertThat(taken).isLessThan(LEASE.plusSeconds(10)); // the machine may be busy
      assertThat(lost).failsWithin(SOON);
    }
  }

  @Test
  @Timeout(300)
  void valuesOfAllReplicasStayWithinTheBoundOfEach(@TempDir Path folder) throws Exception {
    try (var api = ScriptedHttp.start();
        var redis = RedisServerFixture.start();
        var server = replica(folder, api.url(), redis.uri(), "--joinall.cache.memory-percent=1")) {
      String large = '"' + "x".repeat(20_000) + '"';
      for (int i = 0; i < 400; i++) {
        api.on("GET", "/it/" + i).body(large);
        assertThat(server.get("/items/" + i).statusCode()).isEqualTo(200);
      }

      double bound = server.metric("joinall_cache_limit_bytes");
      assertThat(bound).isBetween(1e6, 4e6);
      await().atMost(SOON).until(() -> server.metric("joinall_cache_bytes") <= bound);
      assertThat(server.metric("joinall_cache_dropped_total")).isGreaterThan(100);
      assertThat(redis.ask("KEYS joinall:cache:{*}")).hasSize(400);
      HttpResponse<String> evicted = server.get("/items/0");
      assertThat(evicted.headers().firstValue("Cache-Status").orElse("")).contains("hit");
      assertThat(evicted.body()).contains(large);
      assertThat(api.asked().stream().filter(it -> it.method().equals("GET"))).hasSize(400);
    }
  }
}
