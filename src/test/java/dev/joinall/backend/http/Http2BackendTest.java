package dev.joinall.backend.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.Backend;
import dev.joinall.backend.BackendContract;
import dev.joinall.backend.Hub;
import dev.joinall.config.BackendConfig;
import dev.joinall.json.Json;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;

/** What every kind of backend promises, over HTTP/2 to a server that takes one call at a time. */
class Http2BackendTest extends BackendContract {
  private static DisposableServer api;

  @BeforeAll
  static void startApi() {
    api =
        HttpServer.create()
            .host("127.0.0.1")
            .protocol(HttpProtocol.H2C)
            .http2Settings(settings -> settings.maxConcurrentStreams(1))
            .route(routes ->
                routes.get(
                    "/item", (request, response) -> response.sendString(Mono.just("{\"a\":1}"))))
            .bindNow();
  }

  @AfterAll
  static void stopApi() {
    api.disposeNow();
  }

  @Override
  protected String server() {
    return "http://127.0.0.1:" + api.port();
  }

  @Override
  protected String declare(String address, String more) {
    return "{kind: http, url: \"%s\", http2: true, %s}".formatted(address, more);
  }

  @Override
  protected Backend open(BackendConfig config, Hub hub) {
    return new HttpBackend(config, hub);
  }

  @Override
  protected String task() {
    return "get: /item";
  }

  @Override
  protected void assertValue(Json value) {
    assertThat(value).hasToString("{\"a\":1}");
  }

  @Override
  protected Optional<String> absent() {
    return Optional.of("get: /nothing");
  }
}
