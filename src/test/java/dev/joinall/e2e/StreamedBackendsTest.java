package dev.joinall.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.joinall.TestServer;
import dev.joinall.testing.Certificate;
import dev.joinall.testing.CheckedBytes;
import dev.joinall.testing.Complaints;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/** Bytes that are passed on as they arrive, to and from backends of each protocol. */
@ParameterizedClass
@EnumSource
class StreamedBackendsTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int PARTS = 80;
  private static final long LENGTH = (long) PARTS * CheckedBytes.partSize();

  private static final String CONFIG =
      """
      backends:
        store: { kind: http, url: "${env.STORE}", http2: HTTP2, timeout: 30s, bulkhead: { max: 2 } }
      aggregations:
        file:
          route: GET /{name}
          tasks: { file: { backend: store, get: "/${path.name}", as: stream } }
          respond: { body: "${tasks.file}" }
        upload:
          route: POST /{name}
          deadline: 30s
          input: { body: { type: stream } }
          tasks: { stored: { backend: store, post: "/${path.name}", body: "${body}", as: text } }
      """;

  @Parameter private Protocol protocol;
  @TempDir private Path folder;
  private final Complaints complaints = new Complaints();
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private DisposableServer store;
  private TestServer server;

  @BeforeEach
  void serve() throws Exception {
    Certificate certificate = Certificate.make(folder);
    store =
        protocol
            .on(HttpServer.create().host("127.0.0.1"), certificate)
            .route(this::routes)
            .bindNow();
    String url = (protocol.isEncrypted() ? "https" : "http") + "://localhost:" + store.port();
    boolean http2 = protocol == Protocol.HTTP2 || protocol == Protocol.HTTP2_TLS;
    server =
        certificate.trusted(() ->
            TestServer.serve(CONFIG.replace("HTTP2", String.valueOf(http2)), Map.of("STORE", url)));
  }

  @AfterEach
  void close() {
    server.close();
    store.disposeNow();
    complaints.close();
    assertThat(complaints.all()).isEmpty();
  }

  private void routes(HttpServerRoutes routes) {
    routes
        .get("/file", (request, response) -> response.send(parts(PARTS)))
        .get(
            "/sized",
            (request, response) ->
                response.header("Content-Length", "" + LENGTH).send(parts(PARTS)))
        .get("/endless", this::endless)
        .get("/broken", (request, response) -> broken(response))
        .post("/take", StreamedBackendsTest::take);
  }

  private static Flux<ByteBuf> parts(int count) {
    return Flux.range(0, count).map(it -> Unpooled.wrappedBuffer(CheckedBytes.part(it)));
  }

  private Mono<Void> endless(HttpServerRequest request, HttpServerResponse response) {
    request.withConnection(it -> it.onDispose(() -> cancelled.set(true)));
    return response
        .sendByteArray(
            Flux.range(0, Integer.MAX_VALUE)
                .map(CheckedBytes::part)
                .doOnCancel(() -> cancelled.set(true)))
        .then();
  }

  private static Mono<Void> broken(HttpServerResponse response) {
    return response
        .header("Content-Length", String.valueOf(LENGTH))
        .send(parts(20).concatWith(Mono.error(new IOException("the disk broke"))))
        .then();
  }

  private static Mono<Void> take(HttpServerRequest request, HttpServerResponse response) {
    return response
        .sendString(
            request
                .receive()
                .asByteArray()
                .reduceWith(CheckedBytes::new, (all, it) -> all.add(it, 0, it.length))
                .map(CheckedBytes::told))
        .then();
  }

  private HttpClient client() {
    return Clients.of(Protocol.HTTP1, server.url());
  }

  private String get(String path) {
    return String.valueOf(
        client()
            .get()
            .uri(path)
            .responseContent()
            .asByteArray()
            .reduceWith(CheckedBytes::new, (all, it) -> all.add(it, 0, it.length))
            .map(CheckedBytes::told)
            .block(SOON));
  }

  private void awaitNobody() {
    await().atMost(SOON).until(() -> server.edge().admission().inFlight() == 0);
    await().atMost(SOON).until(() -> server.edge().memory().bytes() == 0);
  }

  @Test
  void aDownloadIsIntact() throws IOException {
    String expected = CheckedBytes.expected(LENGTH);

    assertThat(get("/file")).isEqualTo(expected);
    assertThat(get("/sized")).isEqualTo(expected);
    assertThat(get("/file")).isEqualTo(expected);
    awaitNobody();
  }

  @Test
  void anUploadIsIntact() throws IOException {
    String told =
        client()
            .post()
            .uri("/take")
            .send(parts(PARTS))
            .responseContent()
            .aggregate()
            .asString()
            .block(SOON);

    assertThat(told).isEqualTo("{\"stored\":\"" + CheckedBytes.expected(LENGTH) + "\"}");
    awaitNobody();
  }

  @Test
  void aBreakInTheMiddleIsNoEnd() throws IOException {
    assertThatThrownBy(() -> get("/broken")).hasRootCauseInstanceOf(IOException.class);
    assertThat(get("/file")).isEqualTo(CheckedBytes.expected(LENGTH));
    awaitNobody();
  }

  @Test
  void aDisconnectEndsTheExchangeWithTheBackend() throws IOException {
    for (int i = 0; i < 4; i++) { // the bulkhead has two places
      cancelled.set(false);
      client().get().uri("/endless").responseContent().take(3).blockLast(SOON);
      await().atMost(SOON).untilTrue(cancelled);
      awaitNobody();
    }
    assertThat(get("/file")).isEqualTo(CheckedBytes.expected(LENGTH));
  }
}
