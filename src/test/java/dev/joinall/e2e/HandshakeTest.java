package dev.joinall.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.joinall.TestServer;
import dev.joinall.edge.CloseReason;
import dev.joinall.testing.Certificate;
import dev.joinall.testing.TestLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of a TLS port that never send HTTP; with HTTP/2 offered, and without. */
@ParameterizedClass
@EnumSource(names = {"HTTP1_TLS", "HTTP2_TLS"})
@Execution(ExecutionMode.CONCURRENT)
class HandshakeTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String CONFIG =
      "aggregations: { page: { route: GET /page, tasks: { a: { value: 1 } } } }";

  @Parameter private Protocol protocol;
  @TempDir private Path folder;
  private TestServer server;

  @BeforeEach
  void serve() throws Exception {
    var certificate = Certificate.make(folder);
    server =
        TestServer.serve(
            CONFIG,
            Map.of(),
            TestLimits.with("head-time=1s"),
            http -> protocol.on(http, certificate));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /page HTTP/1.1\r\nHost: x\r\n\r\n",
        "garbage that is longer than the head of a record",
        "\0\0\0\0\0\0\0\0",
        "",
        "\u0016",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
      })
  void aClientThatDoesNotFinishItsHandshakeIsDisconnectedAndCounted(String sent) throws Exception {
    try (var client = RawClient.connect(server.url())) {
      client.sendRaw(sent);
      await().atMost(SOON).until(client::isEnded);
    }
    await()
        .atMost(SOON)
        .until(() -> server.edge().connections().closedBy(CloseReason.HANDSHAKE) == 1);
    await().atMost(SOON).until(() -> server.edge().connections().open() == 0);
  }

  @Test
  void aClientThatFinishesItHasTheTimeoutsOfAnyConnection() throws Exception {
    try (var client = RawClient.connectTls(server.url())) {
      assertThat(client.send("GET", "/page").receive().status()).isEqualTo(200);
      client.sendRaw("GET /page HTTP/1.1\r\n");
      await().atMost(SOON).until(client::isEnded);
    }
    await()
        .atMost(SOON)
        .until(() -> server.edge().connections().closedBy(CloseReason.SLOW_HEAD) == 1);
    assertThat(server.edge().connections().closedBy(CloseReason.HANDSHAKE)).isZero();
  }
}
