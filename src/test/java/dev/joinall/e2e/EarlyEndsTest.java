package dev.joinall.e2e;

import static dev.joinall.e2e.RawHttp2.DATA;
import static dev.joinall.e2e.RawHttp2.END_HEADERS;
import static dev.joinall.e2e.RawHttp2.END_STREAM;
import static dev.joinall.e2e.RawHttp2.HEADERS;
import static dev.joinall.e2e.RawHttp2.block;
import static dev.joinall.e2e.RawHttp2.frame;
import static dev.joinall.e2e.RawHttp2.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.joinall.backend.Transport;
import dev.joinall.testing.TestLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A client that disconnects during its body or its answer is not logged. */
@ParameterizedClass
@EnumSource
@Execution(ExecutionMode.CONCURRENT)
class EarlyEndsTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String CONFIG =
      """
      backends:
        api: { kind: http, url: "${env.API}" }
      aggregations:
        declared: { route: POST /declared, input: { body: {} }, tasks: { a: { backend: api, post: /effect } } }
        undeclared: { route: POST /undeclared, tasks: { a: { backend: api, post: /effect } } }
        big: { route: GET /big, tasks: { a: { backend: api, get: /big } } }
      """;

  @Parameter private Protocol protocol;
  @TempDir private Path folder;
  private ProtocolServer server;

  @BeforeEach
  void serve() throws Exception {
    server = new ProtocolServer(protocol, Transport.best(), folder, CONFIG, TestLimits.with());
    server.api().on("POST", "/effect").body("1");
    server.api().on("GET", "/big").body("\"" + "x".repeat(900_000) + "\"");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private RawClient begin(String method, String path, boolean hasBody) throws Exception {
    return switch (protocol) {
      case HTTP1, HTTP1_TLS -> {
        RawClient client =
            protocol.isEncrypted()
                ? RawClient.connectTls(server.url())
                : RawClient.connect(server.url());
        String head =
            method + " " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json";
        yield client.sendRaw(head + (hasBody ? "\r\nContent-Length: 8\r\n\r\n{\"a\"" : "\r\n\r\n"));
      }
      case HTTP2, HTTP2_TLS -> {
        Map<String, String> fields = request(method, path);
        fields.put("content-type", "application/json");
        int flags = hasBody ? END_HEADERS : END_HEADERS | END_STREAM;
        yield RawHttp2.connect(server.url(), protocol.isEncrypted(), "")
            .sendRaw(frame(HEADERS, flags, 1, block(fields)))
            .sendRaw(hasBody ? frame(DATA, 0, 1, "{\"a\"") : "")
            .client();
      }
    };
  }

  @Test
  void aClientMayDisconnectWithinABody() throws Exception {
    for (String path : List.of("/declared", "/undeclared")) {
      try (var _ = begin("POST", path, true);
          var reset = begin("POST", path, true)) {
        await().atMost(SOON).until(() -> server.edge().admission().inFlight() == 2);
        reset.reset();
      }
      server.awaitNobody();
    }
    assertThat(server.api().asked()).noneMatch(it -> it.method().equals("POST"));
    assertThat(server.complaints().all()).isEmpty();
  }

  @Test
  void aClientMayDisconnectWithinAnAnswer() throws Exception {
    try (var left = begin("GET", "/big", false);
        var reset = begin("GET", "/big", false)) {
      assertThat(left.read()).isNotNegative();
      assertThat(reset.read()).isNotNegative();
      reset.reset();
    }
    server.awaitNobody();
    assertThat(server.complaints().all()).isEmpty();
  }

  @Test
  void aClientMayDisconnectBeforeAnAnswer() throws Exception {
    server.api().on("GET", "/big").body("1").delay(Duration.ofMillis(300));
    try (var _ = begin("GET", "/big", false);
        var reset = begin("GET", "/big", false)) {
      await().atMost(SOON).until(() -> server.edge().admission().inFlight() == 2);
      reset.reset();
    }
    server.awaitNobody();
    assertThat(server.complaints().all()).isEmpty();
  }
}
