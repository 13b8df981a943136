package dev.joinall.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.joinall.TestServer;
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
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole answers that a route keeps. */
class CachedAnswersTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final ScriptedHttp api = ScriptedHttp.start();
  private final List<TestServer> servers = new ArrayList<>();

  private void serve(String cache, String more) {
    serve(cache, more, api.url(), "redis://127.0.0.1:1");
  }

  private void serve(String cache, String more, String url, String redis) {
    servers.add(
        TestServer.serve(
            """
            backends:
              api: { kind: http, url: "${env.API_URL}", timeout: 8s }
              redis: { kind: redis, uri: "%s" }
            aggregations:
              page:
                route: GET /pages/{id}
                deadline: 10s
                input: { header: { authorization: { type: string } } }
                cache: { %s }
                tasks:
                  me:
                    backend: api
                    get: "/pages/${path.id}"
                    headers: { authorization: "${header.authorization}" }
                    %s
            """
                .formatted(redis, cache, more),
            Map.of("API_URL", url)));
  }

  @AfterEach
  void close() {
    servers.forEach(TestServer::close);
    api.close();
  }

  private CompletableFuture<HttpResponse<String>> send(int server, String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create(servers.get(server).url() + "/pages/1")).timeout(SOON);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.sendAsync(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String... headers) {
    return send(0, headers).join();
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  private static String status(HttpResponse<String> answer) {
    return header(answer, "Cache-Status");
  }

  private long calls() {
    return api.asked().stream().filter(it -> it.method().equals("GET")).count();
  }

  @Test
  void aThousandClientsOfAColdRouteCauseOneRun() {
    api.on("GET", "/pages/1").body("1").delay(Duration.ofMillis(1_500));
    serve("ttl: 1m", "");
    List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      all.add(send(0));
    }

    assertThat(all).allSatisfy(it -> assertThat(it.join().body()).isEqualTo("{\"me\":1}"));
    assertThat(calls()).isEqualTo(1);
  }

  @Test
  void callersNeverShareAnAnswer() {
    try (var echo = new EchoingApi()) {
      serve("ttl: 1m", "", echo.url(), "redis://127.0.0.1:1");
      for (int round = 0; round < 2; round++) {
        for (String caller : List.of("ann", "bob")) {
          HttpResponse<String> answer = get("Authorization", caller);
          assertThat(answer.body()).isEqualTo("{\"me\":\"" + caller + "\"}");
          assertThat(status(answer)).contains(round == 0 ? "fwd=miss; stored" : "hit");
        }
      }
    }
  }

  @Test
  void aClientThatHasAKeptAnswerGets304() {
    api.on("GET", "/pages/1").body("1");
    serve("ttl: 1m", "");
    String tag = header(get(), "ETag");
    HttpResponse<String> again = get("If-None-Match", tag);

    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(status(again)).contains("hit");
    assertThat(header(get(), "Cache-Control")).isEqualTo("private, no-cache");
    assertThat(calls()).isEqualTo(1);
  }

  @Test
  void anOldAnswerIsUsedWhereTheRunFails() {
    api.on("GET", "/pages/1").body("1");
    api.then("GET", "/pages/1").status(503);
    serve("ttl: 100ms, stale-if-error: 1m", "");
    get();
    await().atMost(SOON).until(() -> status(get()).contains("hit; ttl=-"));
    HttpResponse<String> stale = get();

    assertThat(stale.body()).isEqualTo("{\"me\":1}");
    assertThat(header(stale, "Joinall-Complete")).isEqualTo("true");
    assertThat(calls()).isGreaterThan(1);
  }

  @Test
  void anIncompleteAnswerIsThatOfAllWhoWaitAndIsNotKept() {
    api.on("GET", "/pages/1").status(503).delay(Duration.ofMillis(500));
    serve("ttl: 1m", "");
    List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      all.add(send(0));
    }

    assertThat(all)
        .allSatisfy(it -> {
          assertThat(header(it.join(), "Joinall-Complete")).isEqualTo("false");
          assertThat(header(it.join(), "Cache-Control")).isEqualTo("no-store");
          assertThat(header(it.join(), "ETag")).isEmpty();
        });
    long before = calls();
    get();
    assertThat(calls()).isEqualTo(before + 1);
  }

  @Test
  void a404ThatSaysThatThereIsNothingIsKeptForItsOwnTime() {
    api.on("GET", "/pages/1").status(404);
    serve("ttl: 1m, negative-ttl: 1m", "required: true");
    assertThat(get().statusCode()).isEqualTo(404);
    HttpResponse<String> again = get();

    assertThat(again.statusCode()).isEqualTo(404);
    assertThat(status(again)).contains("hit");
    assertThat(calls()).isEqualTo(1);
  }

  @Test
  void aRunGoesOnAlthoughItsClientHasLeft() {
    api.on("GET", "/pages/1").body("1").delay(Duration.ofMillis(500));
    serve("ttl: 1m", "");
    CompletableFuture<HttpResponse<String>> left = send(0);
    await().atMost(SOON).until(() -> calls() == 1);
    left.cancel(true);

    await().atMost(SOON).untilAsserted(() -> assertThat(status(get())).contains("hit"));
    assertThat(calls()).isEqualTo(1);
  }

  @Test
  void replicasShareAnswers() {
    api.on("GET", "/pages/1").body("1");
    try (var redis = RedisServerFixture.start()) {
      serve("ttl: 1m, shared: redis", "", api.url(), redis.uri());
      serve("ttl: 1m, shared: redis", "", api.url(), redis.uri());
      get();
      await().atMost(SOON).until(() -> !redis.ask("KEYS joinall:cache:{*}").isEmpty());
      HttpResponse<String> other = send(1).join();

      assertThat(other.body()).isEqualTo("{\"me\":1}");
      assertThat(status(other)).contains("detail=shared");
      assertThat(calls()).isEqualTo(1);
    }
  }

  private void serveLogin(String headers) {
    api.on("GET", "/login").body("1").header("Set-Cookie", "sid=ann").delay(Duration.ofMillis(500));
    servers.add(
        TestServer.serve(
            """
            backends:
              api: { kind: http, url: "${env.API_URL}" }
            aggregations:
              page:
                route: GET /pages/{id}
                cache: { ttl: 1m }
                tasks:
                  me: { backend: api, get: /login }
                respond:
                  body: { ok: "${tasks.me}" }
                  %s
            """
                .formatted(headers),
            Map.of("API_URL", api.url())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Set-Cookie", "set-cookie"})
  void anAnswerThatSetsACookieIsOfOneClientAlone(String name) {
    serveLogin("headers: { " + name + ": \"${outcomes.me.headers['set-cookie']}\" }");
    var first = send(0);
    var second = send(0);

    assertThat(first.join().headers().firstValue("set-cookie")).contains("sid=ann");
    assertThat(second.join().headers().firstValue("set-cookie")).contains("sid=ann");
    assertThat(get().headers().firstValue("Cache-Status").orElse("")).doesNotContain("hit");
    assertThat(api.asked().stream().filter(it -> it.uri().equals("/login"))).hasSize(3);
  }

  @Test
  void aRedirectIsOfOneClientAlone() {
    serveLogin("status: 302");
    var first = send(0);
    var second = send(0);

    assertThat(first.join().statusCode()).isEqualTo(302);
    assertThat(second.join().statusCode()).isEqualTo(302);
    assertThat(api.asked().stream().filter(it -> it.uri().equals("/login"))).hasSize(2);
  }

  @Test
  void aPassedAnswerWithACookieIsNotKept() {
    api.on("GET", "/it").status(404).body("{}").header("Set-Cookie", "sid=ann");
    servers.add(
        TestServer.serve(
            """
            backends:
              api: { kind: http, url: "${env.API_URL}" }
            aggregations:
              page:
                route: GET /pages/{id}
                cache: { ttl: 1m, negative-ttl: 1m }
                tasks:
                  it: { backend: api, get: /it, required: true, pass: [404] }
            """,
            Map.of("API_URL", api.url())));

    assertThat(get().statusCode()).isEqualTo(404);
    assertThat(get().headers().firstValue("Cache-Status").orElse("")).doesNotContain("hit");
  }

  @Test
  void aBulkheadHoldsForRunsThatGoOnWithoutTheirClients() throws Exception {
    for (int i = 0; i < 10; i++) {
      api.on("GET", "/pages/" + i).body("1").delay(Duration.ofSeconds(8));
    }
    servers.add(
        TestServer.serve(
            """
            backends:
              api: { kind: http, url: "${env.API_URL}", timeout: 15s }
            aggregations:
              page:
                route: GET /pages/{id}
                bulkhead: { max: 2 }
                deadline: 20s
                cache: { ttl: 1m }
                tasks:
                  me: { backend: api, get: "/pages/${path.id}" }
            """,
            Map.of("API_URL", api.url())));
    for (int i = 0; i < 10; i++) {
      int pages = i;
      String page = "/pages/" + i;
      var request = HttpRequest.newBuilder(URI.create(servers.getFirst().url() + page)).build();
      var answer = CLIENT.sendAsync(request, BodyHandlers.ofString());
      await().atMost(SOON).until(() -> isAsked("/pages/" + pages) || answer.isDone());
      answer.cancel(true);
    }
    assertThat(api.asked().stream().filter(it -> it.uri().startsWith("/pages/"))).hasSize(2);
    await().atMost(SOON).until(() -> servers.getFirst().edge().memory().detachedRuns() == 2);
  }

  @Test
  void aFullBulkheadRefusesRunsAndNotKeptAnswers() {
    api.on("GET", "/pages/kept").body("1");
    servers.add(
        TestServer.serve(
            """
            backends:
              api: { kind: http, url: "${env.API_URL}", timeout: 15s }
            aggregations:
              page:
                route: GET /pages/{id}
                bulkhead: { max: 1 }
                deadline: 20s
                cache: { ttl: 1m }
                tasks:
                  me: { backend: api, get: "/pages/${path.id}" }
            """,
            Map.of("API_URL", api.url())));
    page("kept").join();
    api.on("GET", "/pages/slow").body("2").delay(Duration.ofSeconds(5));
    var first = page("slow");
    await().atMost(SOON).until(() -> isAsked("/pages/slow"));
    var second = page("slow");
    HttpResponse<String> refused = page("other").join();

    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(header(refused, "Retry-After")).isEqualTo("1");
    assertThat(status(page("kept").join())).contains("hit");
    assertThat(first.join().body()).isEqualTo("{\"me\":2}");
    assertThat(second.join().body()).isEqualTo("{\"me\":2}");
    api.on("GET", "/pages/other").body("3");
    assertThat(page("other").join().body()).isEqualTo("{\"me\":3}");
  }

  private CompletableFuture<HttpResponse<String>> page(String id) {
    var request =
        HttpRequest.newBuilder(URI.create(servers.getFirst().url() + "/pages/" + id)).timeout(SOON);
    return CLIENT.sendAsync(request.build(), BodyHandlers.ofString());
  }

  private boolean isAsked(String path) {
    return api.asked().stream().anyMatch(it -> it.uri().equals(path));
  }
}
