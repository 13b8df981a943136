package dev.joinall.backend.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.StepException;
import dev.joinall.backend.Transport;
import dev.joinall.json.Json;
import dev.joinall.testing.StepFixture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

class CompressedAnswersTest {
  private static Hub hub;
  private static DisposableServer api;

  /** A server that compresses on request and returns the request's Accept-Encoding. */
  @BeforeAll
  static void open() {
    hub = new Hub(Transport.best());
    api =
        HttpServer.create()
            .host("127.0.0.1")
            .compress(true)
            .route(routes ->
                routes
                    .get(
                        "/asked",
                        (request, response) ->
                            response.sendString(
                                Mono.just(
                                    "[\""
                                        + request.requestHeaders().get("accept-encoding", "")
                                        + "\",\""
                                        + "x".repeat(5000)
                                        + "\"]")))
                    .get(
                        "/bomb",
                        (request, response) ->
                            response.sendString(Mono.just("\"" + "x".repeat(5_000_000) + "\""))))
            .bindNow();
  }

  @AfterAll
  static void close() {
    api.disposeNow();
    hub.close();
  }

  private static StepFixture backend(String more) {
    String url = "http://127.0.0.1:" + api.port();
    return new StepFixture(
        "{kind: http, url: \"%s\", timeout: 9s, %s}".formatted(url, more),
        hub,
        new HttpKind()::open);
  }

  @ParameterizedTest
  @CsvSource({"true, gzip", "false, identity"})
  void anAnswerIsAskedForCompressedWhereDeclared(boolean compress, String encoding) {
    try (var backend = backend("compress: " + compress)) {
      Json value = backend.run("get: /asked").orElseThrow();
      assertThat(value.elements().getFirst().text()).contains(encoding);
      assertThat(value.elements().getLast().text()).hasSize(5000);
    }
  }

  @Test
  void theBoundOfAnAnswerCountsWhatComesOutOfIt() {
    try (var backend = backend("compress: true, max-body: 1MB")) {
      assertThatExceptionOfType(StepException.class)
          .isThrownBy(() -> backend.run("get: /bomb"))
          .satisfies(it -> assertThat(it.fault().type()).isEqualTo(Fault.Type.TOO_LARGE));
    }
  }
}
