package dev.joinall.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.TestServer;
import dev.joinall.testing.RedisServerFixture;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limits that all replicas count together in one Redis. */
class SharedLimitTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<TestServer> replicas = new ArrayList<>();

  private static String file(String url, String whenDown, int cost) {
    return """
    backends:
      cache: { kind: redis, uri: "%s", timeout: 500ms }
    aggregations:
      page:
        route: GET /page/{id}
        input: { path: { id: { type: string } } }
        rate-limit: { permits: 40, per: 1h, by: "${path.id}", shared: cache, when-down: %s }
        cost: %d
        tasks: { a: { value: 1 } }
    """
        .formatted(url, whenDown, cost);
  }

  private void serve(int count, String url, String whenDown, int cost) {
    for (int i = 0; i < count; i++) {
      replicas.add(TestServer.serve(file(url, whenDown, cost), Map.of()));
    }
  }

  @AfterEach
  void close() {
    replicas.forEach(TestServer::close);
    client.close();
  }

  @Test
  void eightReplicasLetThroughAsManyAsOne() {
    try (var redis = RedisServerFixture.start()) {
      serve(8, redis.uri(), "reject", 1);
      List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
      for (int i = 0; i < 160; i++) {
        all.add(send(replicas.get(i % 8), "a"));
      }
      List<Integer> statuses = all.stream().map(it -> it.join().statusCode()).toList();

      assertThat(statuses).containsOnly(200, 429);
      assertThat(statuses.stream().filter(it -> it == 200)).hasSize(40);
      HttpResponse<String> other = send(replicas.get(3), "b").join();
      assertThat(other.statusCode()).isEqualTo(200);
      assertThat(other.headers().firstValue("RateLimit")).contains("\"route\";r=39;t=90");
      HttpResponse<String> refused = send(replicas.get(5), "a").join();
      assertThat(refused.headers().firstValue("RateLimit").orElseThrow())
          .startsWith("\"route\";r=0;t=3");
      assertThat(Long.parseLong(refused.headers().firstValue("Retry-After").orElseThrow()))
          .isBetween(80L, 90L);
    }
  }

  @Test
  void aRequestTakesAsManyPermitsAsItCosts() {
    try (var redis = RedisServerFixture.start()) {
      serve(2, redis.uri(), "local", 15);
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        statuses.add(send(replicas.get(i % 2), "a").join().statusCode());
      }
      assertThat(statuses).containsExactly(200, 200, 429, 429);
    }
  }

  @Test
  void theFileDeclaresTheBehaviourWhileRedisIsDown() {
    String nobody = "redis://127.0.0.1:1";
    serve(1, nobody, "reject", 20);
    serve(1, nobody, "allow", 20);
    serve(1, nobody, "local", 20);

    assertThat(statuses(0)).containsExactly(429, 429, 429);
    assertThat(statuses(1)).containsExactly(200, 200, 200);
    assertThat(statuses(2)).containsExactly(200, 200, 429);
  }

  private List<Integer> statuses(int replica) {
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      statuses.add(send(replicas.get(replica), "a").join().statusCode());
    }
    return statuses;
  }

  private CompletableFuture<HttpResponse<String>> send(TestServer to, String id) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(to.url() + "/page/" + id))
            .timeout(Duration.ofSeconds(10))
            .build();
    return client.sendAsync(request, BodyHandlers.ofString());
  }
}
