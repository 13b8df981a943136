package dev.joinall.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.joinall.TestServer;
import dev.joinall.backend.Fault;
import dev.joinall.run.Outcome;
import dev.joinall.testing.Proxy;
import dev.joinall.testing.ScriptedHttp;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A network that drops everything and recovers; calls are counted at the stub behind it. */
class HangTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int WINDOW = 20;

  private static final String CONFIG =
      """
      backends:
        far:
          kind: http
          url: "${env.FAR}"
          timeout: 50ms
          pool: { max: 100 }
          circuit-breaker: { open-for: 2s }
        late: { kind: http, url: "${env.FAR}", timeout: 2s, circuit-breaker: { window: 1, open-for: 50ms } }
      aggregations:
        far: { route: GET /far, tasks: { it: { backend: far, get: /far } } }
        late: { route: GET /late, deadline: 5s, tasks: { it: { backend: late, get: /late } } }
      """;

  private final ScriptedHttp api = ScriptedHttp.start();
  private final Proxy proxy = Proxy.to(api.url());
  private final TestServer server = TestServer.serve(CONFIG, Map.of("FAR", proxy.address()));
  private RawClient client;

  @BeforeEach
  void connect() throws IOException {
    client = RawClient.connect(server.url());
    api.on("GET", "/far").body("1");
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    server.close();
    proxy.close();
    api.close();
  }

  private Outcome ask(String path) throws IOException {
    assertThat(client.send("GET", path).receive().status()).isEqualTo(200);
    return server.reports().getLast().outcome(0);
  }

  private Optional<Fault.Type> faultOf(String path) throws IOException {
    return ask(path).fault().map(Fault::type);
  }

  private void awaitOk(String path) {
    await().atMost(SOON).untilAsserted(() -> assertThat(ask(path)).isInstanceOf(Outcome.Ok.class));
  }

  /** Without health checks. */
  private long asked() {
    return api.asked().stream().filter(it -> it.method().equals("GET")).count();
  }

  @Test
  void twentyCallsOpenTheCircuitAndNoneIsMadeUntilTheNetworkIsWell() throws IOException {
    awaitOk("/far");
    proxy.pause();
    int calls = 0;
    while (!faultOf("/far").equals(Optional.of(Fault.Type.REJECTED))) {
      calls++;
    }
    assertThat(calls).isLessThanOrEqualTo(WINDOW);

    int connections = proxy.accepted();
    long asked = asked();
    long[] nanos = new long[15];
    for (int i = 0; i < nanos.length; i++) {
      assertThat(faultOf("/far")).contains(Fault.Type.REJECTED);
      nanos[i] = server.reports().getLast().nanos();
    }
    assertThat(proxy.accepted()).isEqualTo(connections);
    assertThat(asked()).isEqualTo(asked);
    Arrays.sort(nanos);
    assertThat(Duration.ofNanos(nanos[nanos.length / 2])).isLessThan(Duration.ofMillis(5));

    proxy.resume();
    awaitOk("/far");
  }

  @Test
  void probesThatHangOpenTheCircuitAgainAndItStillRecovers() throws IOException {
    awaitOk("/far");
    proxy.pause();
    while (!faultOf("/far").equals(Optional.of(Fault.Type.REJECTED))) {
      // each of them runs into its timeout
    }
    await().atMost(SOON).until(() -> faultOf("/far").equals(Optional.of(Fault.Type.TIMEOUT)));
    assertThat(faultOf("/far")).contains(Fault.Type.TIMEOUT);
    assertThat(faultOf("/far")).contains(Fault.Type.TIMEOUT);
    assertThat(faultOf("/far")).contains(Fault.Type.REJECTED);

    proxy.resume();
    awaitOk("/far");
  }

  @Test
  void aBackendThatIsSlowerThanItsCircuitIsOpenIsUsedAgain() throws IOException {
    api.on("GET", "/late").status(500);
    assertThat(faultOf("/late")).contains(Fault.Type.STATUS);
    api.on("GET", "/late").body("1").delay(Duration.ofMillis(150));

    // A single call could be a probe; only a closed circuit permits two.
    try (var other = RawClient.connect(server.url())) {
      await()
          .atMost(SOON)
          .untilAsserted(() -> {
            client.send("GET", "/late");
            other.send("GET", "/late");
            assertThat(List.of(client.receive().body(), other.receive().body()))
                .containsOnly("{\"it\":1}");
          });
    }
  }
}
