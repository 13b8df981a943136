package dev.joinall.backend.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.PoolUse;
import dev.joinall.backend.Transport;
import dev.joinall.json.Json;
import dev.joinall.testing.Proxy;
import dev.joinall.testing.StepFixture;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerResponse;

/** Calls over HTTP/2 without TLS, to a server with any number of streams. */
class Http2Test {
  private static final Duration SOON = Duration.ofSeconds(30);

  private static Hub hub;
  private static DisposableServer api;
  private static final Sinks.One<String> GO = Sinks.one();

  @BeforeAll
  static void open() {
    hub = new Hub(Transport.best());
    api =
        HttpServer.create()
            .host("127.0.0.1")
            .compress(true)
            .protocol(HttpProtocol.H2C)
            .http2Settings(settings -> settings.maxConcurrentStreams(10_000))
            .route(routes ->
                routes
                    .get("/wait", (request, response) -> response.sendString(GO.asMono()))
                    .get(
                        "/version",
                        (request, response) ->
                            response.sendString(
                                Mono.just(
                                    "[\"%s\",\"%s\"]"
                                        .formatted(
                                            request.version(),
                                            request.requestHeaders().get("x-left")))))
                    .get("/cut", (request, response) -> cut(response))
                    .post("/cut", (request, response) -> cut(response)))
            .bindNow();
  }

  /** Half of a response, followed by a reset of the stream. */
  private static Mono<Void> cut(HttpServerResponse response) {
    return response
        .header("content-length", "100")
        .sendString(Flux.just("[1,").concatWith(Mono.error(new IllegalStateException("cut"))))
        .then();
  }

  @AfterAll
  static void close() {
    api.disposeNow();
    hub.close();
  }

  private static StepFixture backend(String address, String more) {
    return new StepFixture(
        "{kind: http, url: \"%s\", http2: true, timeout: 9s, %s}".formatted(address, more),
        hub,
        new HttpKind()::open);
  }

  private static String address() {
    return "http://127.0.0.1:" + api.port();
  }

  @Test
  void aCallGoesOverHttp2() {
    try (var backend = backend(address(), "deadline-header: X-Left")) {
      Json value = backend.run("get: /version, timeout: 8s").orElseThrow();
      assertThat(value.elements().getFirst()).hasToString("\"HTTP/2.0\"");
      assertThat(Integer.parseInt(value.elements().getLast().text())).isBetween(1, 8000);
    }
  }

  @Test
  void anAnswerMayBeCompressed() {
    try (var backend = backend(address(), "compress: true")) {
      Json value = backend.run("get: /version").orElseThrow();
      assertThat(value.elements().getFirst()).hasToString("\"HTTP/2.0\"");
    }
  }

  @Test
  void aConnectionCarriesAHundredCallsAndTheNextOnesWait() {
    try (var proxy = Proxy.to(address());
        var backend =
            backend(proxy.address(), "pool: {max: 1, max-pending: 50, acquire-timeout: 9s}")) {
      backend.run("get: /version");
      var step = backend.step("get: /wait");
      List<Disposable> calls =
          IntStream.range(0, 150)
              .mapToObj(i -> step.run(backend.scope(Json.NULL)).subscribe(v -> {}, e -> {}))
              .toList();
      await()
          .atMost(SOON)
          .untilAsserted(
              () -> assertThat(backend.backend().pool()).isEqualTo(new PoolUse(100, 100, 0, 50)));
      assertThat(Fault.of(catchThrowable(() -> backend.run("get: /wait"))).type())
          .isEqualTo(Fault.Type.REJECTED);
      assertThat(proxy.accepted()).isEqualTo(1);
      calls.forEach(Disposable::dispose);
      await().atMost(SOON).until(() -> backend.backend().pool().inUse() == 0);
      assertThat(proxy.open()).isEqualTo(1);
    }
  }

  @Test
  void moreCallsThanOneConnectionCarriesOpenAnother() {
    try (var proxy = Proxy.to(address());
        var backend = backend(proxy.address(), "pool: {max: 2, acquire-timeout: 9s}")) {
      backend.run("get: /version");
      var step = backend.step("get: /wait");
      List<Disposable> calls =
          IntStream.range(0, 150)
              .mapToObj(i -> step.run(backend.scope(Json.NULL)).subscribe(v -> {}, e -> {}))
              .toList();
      await().atMost(SOON).until(() -> backend.backend().pool().inUse() == 150);
      assertThat(proxy.accepted()).isEqualTo(2);
      calls.forEach(Disposable::dispose);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"get: /cut", "post: /cut"})
  void aStreamThatIsResetBehindItsStatusIsMalformed(String task) {
    try (var backend = backend(address(), "")) {
      Fault fault = Fault.of(catchThrowable(() -> backend.run(task)));

      assertThat(fault.type()).isEqualTo(Fault.Type.MALFORMED);
      assertThat(fault.happened()).isEqualTo(task.startsWith("post"));
    }
  }
}
