package dev.joinall.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.joinall.TestServer;
import dev.joinall.config.ConfigException;
import dev.joinall.run.Verdict;
import dev.joinall.testing.MailServerFixture;
import dev.joinall.testing.Proxy;
import dev.joinall.testing.ScriptedHttp;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Replaces the served file while requests are in flight. */
class ReloadTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  private static final int CLIENTS = 8;

  private static final String CONFIG =
      """
      backends:
        kept: { kind: http, url: "${env.KEPT}", timeout: 10s }
        other: { kind: http, url: "${env.OTHER}", timeout: 10s, pool: { max: 50 } }
        mail: { kind: smtp, uri: "${env.MAIL}", timeout: 10s }
      aggregations:
        page:
          route: GET /page
          deadline: 10s
          tasks:
            version: { value: "first" }
            kept: { backend: kept, get: /kept }
            other: { backend: other, get: /other }
        chain:
          route: GET /chain
          deadline: 10s
          tasks:
            kept: { backend: kept, get: /slow }
            other: { backend: other, get: /other, query: { of: "${tasks.kept}" } }
        order:
          route: POST /orders
          deadline: 10s
          join: { first: 1, of: [kept] }
          respond: { body: "${tasks.kept}" }
          tasks:
            kept: { backend: kept, get: /kept }
            other: { backend: other, post: /slow, idempotent: true, retry: { attempts: 2 } }
        mailing:
          route: POST /mails
          deadline: 10s
          tasks:
            kept: { backend: kept, get: /slow }
            mail:
              backend: mail
              send: { from: a@b.example, to: c@d.example, subject: "Of ${tasks.kept}", text: t }
      """;

  private static final String CHANGED =
      CONFIG.replace("first\"", "second\"").replace("max: 50", "max: 51");

  private static final String WITHOUT =
      """
      backends:
        kept: { kind: http, url: "${env.KEPT}", timeout: 10s }
      aggregations:
        page: { route: GET /page, tasks: { kept: { backend: kept, get: /kept } } }
      """;

  private final ScriptedHttp api = ScriptedHttp.start();
  private final Proxy kept = Proxy.to(api.url());
  private final Proxy other = Proxy.to(api.url());
  private final MailServerFixture mail = MailServerFixture.start();
  private final TestServer server;

  ReloadTest() {
    api.on("HEAD", "/").status(200);
    api.on("GET", "/kept").body("1");
    api.on("GET", "/other").body("2");
    server =
        TestServer.serve(
            CONFIG, Map.of("KEPT", kept.address(), "OTHER", other.address(), "MAIL", mail.uri()));
  }

  @AfterEach
  void close() {
    server.close();
    mail.close();
    kept.close();
    other.close();
    api.close();
  }

  private RawClient.Answer get(String path) throws IOException {
    try (var client = RawClient.connect(server.url())) {
      return client.send("GET", path).receive();
    }
  }

  private void awaitAsked(int times, String method, String path) {
    await()
        .atMost(SOON)
        .until(() ->
            api.asked().stream()
                    .filter(it -> it.method().equals(method) && it.uri().startsWith(path))
                    .count()
                == times);
  }

  @Test
  void theNextRequestGetsTheNewFile() throws IOException {
    assertThat(get("/page").body()).isEqualTo("{\"version\":\"first\",\"kept\":1,\"other\":2}");
    var _ = server.reload(CHANGED);
    assertThat(get("/page").body()).isEqualTo("{\"version\":\"second\",\"kept\":1,\"other\":2}");
    var _ = server.reload(WITHOUT);
    assertThat(get("/page").body()).isEqualTo("{\"kept\":1}");
    assertThat(get("/chain").status()).isEqualTo(404);
  }

  @Test
  void aRequestEndsOnThePlanThatItBeganWithAndOnBackendsThatAreGone() throws IOException {
    api.on("GET", "/slow").body("5").delay(Duration.ofMillis(800));
    try (var client = RawClient.connect(server.url())) {
      client.send("GET", "/chain");
      awaitAsked(1, "GET", "/slow");
      var _ = server.reload(WITHOUT);
      assertThat(get("/page").body()).isEqualTo("{\"kept\":1}");
      assertThat(api.asked()).noneMatch(it -> it.uri().contains("of=5"));

      assertThat(client.receive().body()).isEqualTo("{\"kept\":5,\"other\":2}");
    }
    await().atMost(SOON).until(() -> other.open() == 0);
    assertThat(kept.open()).isPositive();
  }

  @Test
  void aConnectionOfAClientLivesOn() throws IOException {
    try (var client = RawClient.connect(server.url())) {
      assertThat(client.send("GET", "/page").receive().body()).contains("first");
      var _ = server.reload(CHANGED);
      assertThat(client.send("GET", "/page").receive().body()).contains("second");
    }
  }

  @Test
  void unchangedBackendsKeepTheirConnectionsAndTheOthersAreClosed() throws IOException {
    assertThat(get("/page").status()).isEqualTo(200);
    int before = kept.accepted();
    assertThat(other.open()).isPositive();
    var _ = server.reload(CONFIG.replace("${env.OTHER}", api.url()));
    assertThat(get("/page").status()).isEqualTo(200);

    assertThat(kept.accepted()).isEqualTo(before);
    await().atMost(SOON).until(() -> other.open() == 0);
    assertThat(kept.open()).isPositive();
  }

  @Test
  void aTaskWithMoreTimeThanAnyBeforeGetsABackendThatKnows() throws IOException {
    int before = kept.accepted();
    String task = "kept: { backend: kept, get: /kept";
    var _ = server.reload(CONFIG.replace(task, task + ", timeout: 5s"));
    assertThat(kept.accepted()).isEqualTo(before);
    var _ = server.reload(CONFIG.replace(task, task + ", timeout: 20s"));
    assertThat(kept.accepted()).isGreaterThan(before);
  }

  @Test
  void anEffectThatOutlivesItsAnswerIsEvenTriedAgainBeforeItsBackendIsClosed() throws IOException {
    api.on("POST", "/slow").wire(ScriptedHttp.OnTheWire.DROP).delay(Duration.ofMillis(800));
    api.then("POST", "/slow").body("1");
    try (var client = RawClient.connect(server.url())) {
      client.send("POST", "/orders");
      awaitAsked(1, "POST", "/slow");
      assertThat(client.receive().body()).isEqualTo("1");
    }
    var _ = server.reload(WITHOUT);

    awaitAsked(2, "POST", "/slow");
    await().atMost(SOON).until(() -> other.open() == 0);
  }

  @Test
  void aRunWhoseClientHasLeftSendsItsMail() throws IOException {
    api.on("GET", "/slow").body("7").delay(Duration.ofMillis(500));
    try (var client = RawClient.connect(server.url())) {
      client.send("POST", "/mails");
      awaitAsked(1, "GET", "/slow");
    }
    var _ = server.reload(WITHOUT);

    assertThat(mail.awaitMessages(1, SOON).getFirst().subject()).isEqualTo("Of 7");
    await().atMost(SOON).until(() -> server.reports().size() == 1);
    assertThat(server.reports().getFirst().verdict()).isEqualTo(new Verdict.Met());
  }

  @Test
  void aBadFileOpensNothingAndClosesNothing() throws IOException {
    assertThat(get("/page").status()).isEqualTo(200);
    int before = kept.accepted() + other.accepted();
    Throwable refused =
        catchThrowable(() -> server.reload(CHANGED.replace("get: /kept", "gett: /kept")));

    assertThat(refused).isInstanceOf(ConfigException.class).hasMessageContaining("hint:");
    assertThat(get("/page").body()).contains("first");
    assertThat(kept.accepted() + other.accepted()).isEqualTo(before);
  }

  @Test
  void aHundredFilesUnderLoadFailNoRequestAndLeaveNothingBehind() throws Exception {
    assertThat(get("/page").status()).isEqualTo(200);
    int keptBefore = kept.accepted();
    var stop = new AtomicBoolean();
    var answered = new AtomicInteger();
    List<CompletableFuture<Void>> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(
          CompletableFuture.runAsync(() -> ask(stop, answered), Thread::startVirtualThread));
    }
    int threads = Thread.activeCount();
    for (int i = 0; i < 100; i++) {
      int seen = answered.get();
      var _ = server.reload(i % 2 == 0 ? CHANGED : CONFIG);
      await().pollInterval(Duration.ofMillis(1)).until(() -> answered.get() > seen);
    }
    stop.set(true);
    CompletableFuture.allOf(clients.toArray(CompletableFuture[]::new)).join();

    assertThat(server.reports()).allMatch(it -> it.isComplete());
    // One for each client, and one of the health check.
    await().atMost(SOON).until(() -> other.open() <= CLIENTS + 1);
    assertThat(kept.accepted()).isLessThanOrEqualTo(CLIENTS + 1 + keptBefore);
    assertThat(Thread.activeCount()).isLessThan(threads + 10);
  }

  private void ask(AtomicBoolean stop, AtomicInteger answered) {
    try (var client = RawClient.connect(server.url())) {
      while (!stop.get()) {
        RawClient.Answer answer = client.send("GET", "/page").receive();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
            .matches("\\{\"version\":\"(first|second)\",\"kept\":1,\"other\":2}");
        answered.incrementAndGet();
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aShutdownInTheMiddleOfReloadsClosesEverything() throws Exception {
    assertThat(get("/page").status()).isEqualTo(200);
    var begun = new CompletableFuture<Void>();
    var reloads =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; server.reload(i % 2 == 0 ? CHANGED : CONFIG); i++) {
                begun.complete(null);
              }
            },
            Thread::startVirtualThread);
    begun.join();
    server.close();
    reloads.join();

    await().atMost(SOON).until(() -> other.open() == 0 && kept.open() == 0);
  }
}
