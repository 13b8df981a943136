package dev.joinall.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.joinall.TestServer;
import dev.joinall.run.Outcome;
import dev.joinall.run.Report;
import dev.joinall.run.Verdict;
import dev.joinall.testing.MailServerFixture;
import dev.joinall.testing.Proxy;
import dev.joinall.testing.ScriptedHttp;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client that disconnects before the answer. */
class ClientLeavesTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  private static final String CONFIG =
      """
      backends:
        api: { kind: http, url: "${env.API}", timeout: 30s }
        mail: { kind: smtp, uri: "${env.MAIL}", timeout: 10s }
      aggregations:
        page:
          route: GET /page
          deadline: 30s
          tasks:
            a: { backend: api, get: /a }
            b: { backend: api, get: /a, coalesce: false }
            c: { backend: api, get: /c, query: { of: "${tasks.a}" } }
        order:
          route: POST /orders
          deadline: 30s
          tasks:
            order: { backend: api, get: /a }
            mail:
              backend: mail
              send:
                from: shop@example.com
                to: ann@example.com
                subject: "Order ${tasks.order}"
                text: Thanks
      """;

  private final ScriptedHttp api = ScriptedHttp.start();
  private final Proxy proxy = Proxy.to(api.url());
  private final MailServerFixture mail = MailServerFixture.start();
  private final TestServer server =
      TestServer.serve(CONFIG, Map.of("API", proxy.address(), "MAIL", mail.uri()));

  @AfterEach
  void close() {
    server.close();
    mail.close();
    proxy.close();
    api.close();
  }

  private long asked(String path) {
    return api.asked().stream().filter(it -> it.uri().startsWith(path)).count();
  }

  private Report leaveWhenAsked(String method, String path, int calls) throws IOException {
    try (var client = RawClient.connect(server.url())) {
      client.send(method, path);
      await().atMost(SOON).until(() -> asked("/a") == calls);
      assertThat(server.reports()).isEmpty();
    }
    await().atMost(SOON).until(() -> server.reports().size() == 1);
    return server.reports().getFirst();
  }

  @Test
  void onAGetEverythingIsCancelledAndTheConnectionsAreClosed() throws IOException {
    api.on("GET", "/a").body("1").delay(Duration.ofMinutes(1));
    Report report = leaveWhenAsked("GET", "/page", 2);

    assertThat(report.verdict()).isEqualTo(new Verdict.Abandoned());
    assertThat(report.entries())
        .extracting(Report.Entry::outcome)
        .containsOnly(new Outcome.Cancelled());
    await().atMost(SOON).until(() -> proxy.open() == 0);
    assertThat(asked("/c")).isZero();
  }

  @Test
  void onAPostTheMailIsStillSent() throws IOException {
    api.on("GET", "/a").body("7").delay(Duration.ofMillis(300));
    Report report = leaveWhenAsked("POST", "/orders", 1);

    assertThat(report.verdict()).isEqualTo(new Verdict.Met());
    assertThat(report.isComplete()).isTrue();
    assertThat(mail.awaitMessages(1, SOON).getFirst().subject()).isEqualTo("Order 7");
  }

  @Test
  void theServerGoesOnForTheOthers() throws IOException {
    api.on("GET", "/a").body("1").delay(Duration.ofMinutes(1));
    var _ = leaveWhenAsked("GET", "/page", 2);
    api.on("GET", "/a").body("1");
    api.on("GET", "/c").body("3");
    try (var client = RawClient.connect(server.url())) {
      assertThat(client.send("GET", "/page").receive().body())
          .isEqualTo("{\"a\":1,\"b\":1,\"c\":3}");
    }
  }
}
